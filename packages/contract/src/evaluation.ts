import { Type } from 'typebox'
import { FileOutcome, PartyShown, ReportShown, ValueShown } from './certification.ts'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Area, Day, Deadline, Decimal, FileHash, Id, Line, Moment, Next, PageOf, Paging, Text, TimelineEntry, closed,
  oneOf, words } from './schema.ts'

/** Evaluation of a file: document review, sampling, tests, audit, service assessment, report (ISO/IEC 17065 §7.4). */

export const EVALUATION_REFUSALS = {
  'base-too-small': { status: 422, zh: '抽样基数 {base} 少于规则要求的 {minimum}',
    en: 'The base quantity {base} is below the rule\'s {minimum}' },
  'samples-too-few': { status: 422, zh: '样品数 {count} 少于规则要求的 {minimum}',
    en: '{count} samples are fewer than the rule\'s {minimum}' },
  'seal-used': { status: 409, zh: '封条号 {seal} 已经用过', en: 'Seal {seal} has been used before' },
  'not-on-sheet': { status: 422, zh: '型号 {model} 不在申请之内', en: 'Model {model} is not part of the application' },
  'not-witnessed': { status: 409, zh: '抽样单须抽样人与企业见证人双方签字', en: 'The sampling sheet needs both signatures' },
  'sample-not-received': { status: 409, zh: '样品尚未签收', en: 'The samples have not been received' },
  'test-day-impossible': { status: 422, zh: '检测日期 {day} 须在收样之后、今天之前',
    en: 'The test on {day} must lie between receipt and today' },
  'indicator-unknown': { status: 422, zh: '委托之外的指标：{indicator}', en: 'Indicator outside the order: {indicator}' },
  'indicators-missing': { status: 422, zh: '缺少指标：{indicators}', en: 'Indicators missing: {indicators}' },
  'method-differs': { status: 422, zh: '指标 {indicator} 的方法应为 {method}',
    en: 'Indicator {indicator} must be tested by {method}' },
  'value-needed': { status: 422, zh: '指标 {indicator} 须填写检测值；未检出须填写检出限',
    en: 'Indicator {indicator} needs values; "not detected" needs its detection limit' },
  'report-draft-needed': { status: 409, zh: '检测人员尚未录入数据', en: 'The tester has not entered the values yet' },
  'report-number-used': { status: 409, zh: '报告编号 {number} 已经用过', en: 'Report number {number} has been used before' },
  'report-reused': { status: 409, zh: '该报告文件已用于申请 {number}，不得重复使用',
    en: 'This report file was already used for application {number}' },
  'replaces-unknown': { status: 422, zh: '没有可更正的报告', en: 'There is no report to correct' },
  'not-authorised-signatory': { status: 403, zh: '您不是该检测机构的授权签字人',
    en: 'You are not an authorised signatory of this laboratory' },
  'correction-first': { status: 409, zh: '企业提交原因分析与纠正措施之后方可复检',
    en: 'A re-test needs the enterprise\'s cause and corrective action first' },
  'person-days-too-few': { status: 422, zh: '检查人日 {days} 少于规则要求的 {minimum}',
    en: '{days} person-days are fewer than the rule\'s {minimum}' },
  'two-places': { status: 409, zh: '同一人 {day} 已安排在另一处检查', en: 'The same person is planned elsewhere on {day}' },
  'team-not-competent': { status: 409, zh: '检查组成员不具备规则要求的能力（{competence}）',
    en: 'A member of the team lacks competence {competence}' },
  'plan-day-impossible': { status: 422, zh: '检查日期须在今天或之后，且成员日期在场所日期之内',
    en: 'Audit days begin today or later, and members come within the days of their site' },
  'site-unknown': { status: 422, zh: '场所不在申请之内', en: 'The site is not part of the application' },
  'conflict-of-interest': { status: 409, zh: '利益冲突：两年内曾为该企业提供咨询或存在利害关系者不得参加',
    en:
      'Conflict of interest: nobody who consulted for the client within two years, or has an interest, may take part' },
  'declarations-missing': { status: 409, zh: '检查组还有成员没有提交公正性声明',
    en: 'Not every member of the team has declared impartiality' },
  'not-in-team': { status: 403, zh: '您不在本次检查组中', en: 'You are not in this audit team' },
  'team-absent': { status: 422, zh: '签到须全组到场', en: 'The whole team must sign in' },
  'photographs-wrong': { status: 422, zh: '签到照片 {min} 至 {max} 张', en: 'Sign-in needs {min} to {max} photographs' },
  'nonconformity-unknown': { status: 404, zh: '没有找到该不符合项', en: 'No such nonconformity' },
  'conclusion-contradicts': { status: 422, zh: '结果不合格时不能建议认证：{zh}', en: 'A recommendation is not possible: {en}' },
} as const satisfies Record<string, RefusalWords>

const Key = closed({ id: Id() })
const actsOn = { method: 'POST', kind: 'act', params: Key, response: FileOutcome, scope: 'organisation' } as const
const evaluates = { ...actsOn, may: 'application:evaluate' } as const
const answers = { ...actsOn, may: 'application:answer' } as const

const impartial = Type.Literal(true, words({
  zh: '我两年内未为该企业提供咨询，与其无利害关系',
    en: 'I have not consulted for this client within two years and have no interest in it' }))
const finding = oneOf(['conforms', 'nonconforming', 'not-applicable'] as const,
  words({ zh: '结论', en: 'Finding', choices: {
  conforms: { zh: '符合', en: 'Conforms' }, nonconforming: { zh: '不符合', en: 'Does not conform' },
  'not-applicable': { zh: '不适用', en: 'Not applicable' } } }))
const mark =
  Type.Optional(Type.Integer({ minimum: 0, maximum: 100,
  ...words({ zh: '得分率（%，评分条款）', en: 'Mark in per cent (scored clauses)' }) }))
const note = Type.Optional(Area(1000, { zh: '记录', en: 'Note' }))
const photographs = Type.Array(FileHash(),
  { minItems: 1, maxItems: 10, uniqueItems: true, ...words({ zh: '照片', en: 'Photographs', widget: 'files' }) })

// --- documents, sampling ---------------------------------------------------------------------------------------------

export const reviewDocuments = endpoint({
  ...evaluates, id: 'reviewDocuments', url: '/api/v1/applications/:id/document-review',
  summary: { zh: '文件审查', en: 'Review the documents' },
  body: closed({
    impartial,
    clauses: Type.Array(closed({ clause: Line(40, { zh: '条款', en: 'Clause' }), finding, note }), {
      minItems: 1, maxItems: 200, ...words({ zh: '逐条结论', en: 'Findings by clause' }) }),
  }),
})
export const writeSamplingSheet = endpoint({
  ...evaluates, id: 'writeSamplingSheet', url: '/api/v1/applications/:id/samplings',
  summary: { zh: '填写抽样单', en: 'Write the sampling sheet' },
  body: closed({
    impartial,
    model: Line(80, { zh: '型号规格', en: 'Model' }),
    lot: Line(60, { zh: '批号', en: 'Lot' }),
    place: Line(200, { zh: '抽样地点', en: 'Place of sampling' }),
    unit: Line(20, { zh: '计量单位', en: 'Unit' }),
    baseQuantity: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000,
      ...words({ zh: '抽样基数（收获批次为批量）', en: 'Base quantity (harvest batch: size of the batch)' }) }),
    samples: Type.Integer({ minimum: 1, maximum: 100_000, ...words({ zh: '样品数', en: 'Samples' }) }),
    spares: Type.Integer({ minimum: 0, maximum: 100_000, ...words({ zh: '备样数', en: 'Spare samples' }) }),
    sealNumber: Line(60, { zh: '样品封条号', en: 'Seal of the samples' }),
    spareSealNumber: Line(60, { zh: '备样封条号', en: 'Seal of the spare samples' }),
    conditions: Type.Array(closed({
      key: Line(40, { zh: '条件', en: 'Condition' }), value: Line(60, { zh: '取值', en: 'Value' }),
    }), { maxItems: 20,
      ...words({ zh: '决定限值的条件（等级、酒精度、厚度等）', en: 'Conditions that limits depend on (grade, strength, thickness …)' }) }),
    photographs,
  }),
})
export const witnessSampling = endpoint({
  ...answers, id: 'witnessSampling', url: '/api/v1/applications/:id/samplings/:sampling/witness',
  params: closed({ id: Id(), sampling: Id() }), summary: { zh: '见证抽样并签字', en: 'Witness the sampling' },
  body: closed({ correct: Type.Literal(true,
    words({ zh: '抽样单属实，样品已封存', en: 'The sheet is right and the samples are sealed' })) }),
})

// --- tests -----------------------------------------------------------------------------------------------------------

export const listTestableIndicators = endpoint({
  id: 'listTestableIndicators', method: 'GET', url: '/api/v1/applications/:id/indicators', kind: 'read',
  may: 'application:read', scope: 'organisation', params: Key, query: closed(Paging),
  summary: { zh: '待检指标', en: 'Indicators to be tested' },
  response: PageOf(Type.Object({ id: Type.String(), name: Text, method: Type.String(),
    unit: Type.Optional(Type.String()), limit: Type.String() })),
})
export const orderTest = endpoint({
  ...evaluates, id: 'orderTest', url: '/api/v1/applications/:id/test-orders',
    summary: { zh: '委托检测', en: 'Order the test' },
  body: closed({
    sampling: Id({ zh: '抽样单', en: 'Sampling sheet' }),
    laboratory: Id({ zh: '检测机构', en: 'Laboratory', widget: 'pick',
      from: { endpoint: 'listLaboratories', value: 'organisation', label: 'name' } }),
    indicators: Type.Optional(Type.Array(Line(60), { minItems: 1, maxItems: 100, uniqueItems: true, ...words({
      zh: '指标（不填为全部）', en: 'Indicators (all if left empty)', widget: 'pick',
      from: { endpoint: 'listTestableIndicators', value: 'id', label: 'name' } }) })),
  }),
})
export const answerTestFailure = endpoint({
  ...answers, id: 'answerTestFailure', url: '/api/v1/applications/:id/test-failures/:report',
  params: closed({ id: Id(), report: Id() }), summary: { zh: '不合格项整改', en: 'Answer a failing result' },
  body: closed({
    cause: Area(2000, { zh: '原因分析', en: 'Cause' }), correction: Area(2000, { zh: '纠正', en: 'Correction' }),
    correctiveAction: Area(2000, { zh: '纠正措施', en: 'Corrective action' }),
    files: Type.Array(FileHash(),
      { maxItems: 10, uniqueItems: true, ...words({ zh: '证据', en: 'Evidence', widget: 'files' }) }),
  }),
})
export const orderRetest = endpoint({
  ...evaluates, id: 'orderRetest', url: '/api/v1/applications/:id/test-failures/:report/retest',
  params: closed({ id: Id(), report: Id() }), summary: { zh: '安排复检', en: 'Order the re-test' },
  body: closed({
    of: oneOf(['spare', 'sample'] as const, words({ zh: '复检样品', en: 'Tested on', choices: {
      spare: { zh: '备样', en: 'The spare sample' }, sample: { zh: '重新抽取的样品', en: 'A new sample' } } })),
    sampling: Type.Optional(Id({ zh: '新抽样单（重新抽样时）', en: 'New sampling sheet (for a new sample)' })),
    laboratory: Id({ zh: '检测机构', en: 'Laboratory', widget: 'pick',
      from: { endpoint: 'listLaboratories', value: 'organisation', label: 'name' } }),
  }),
})

export const TEST_ORDER_STATUSES = ['ordered', 'received', 'drafted', 'reported'] as const
export const TEST_ORDER_STATUS_WORDS = {
  ordered: { zh: '待收样', en: 'Awaiting the samples' }, received: { zh: '检测中', en: 'In test' },
  drafted: { zh: '待签发', en: 'To be signed' }, reported: { zh: '已出报告', en: 'Reported' },
} as const

const OrderRow = Type.Object({
  id: Type.String(), application: Type.String(), applicationNumber: Type.String(), body: PartyShown,
    product: Type.String(), lot: Type.String(),
  of: oneOf(['sample', 'spare'] as const), status: oneOf(TEST_ORDER_STATUSES), statusLabel: Text,
    orderedOn: Type.String(),
  retest: Type.Boolean(),
})
export const listTestOrders = endpoint({
  id: 'listTestOrders', method: 'GET', url: '/api/v1/test-orders', kind: 'read', may: 'test-order:read',
    scope: 'organisation',
  summary: { zh: '检测委托', en: 'Test orders' },
  query: closed(
    { state: Type.Optional(oneOf(TEST_ORDER_STATUSES,
    words({ zh: '状态', en: 'State', choices: TEST_ORDER_STATUS_WORDS }))), ...Paging }),
  response: PageOf(OrderRow),
})
export const getTestOrder = endpoint({
  id: 'getTestOrder', method: 'GET', url: '/api/v1/test-orders/:id', kind: 'read', may: 'test-order:read',
    scope: 'organisation',
  summary: { zh: '检测委托详情', en: 'A test order' }, params: Key,
  response: Type.Intersect([OrderRow, Type.Object({
    version: Type.Integer(), model: Type.String(), sealNumber: Type.String(), samples: Type.Integer(),
      unit: Type.String(),
    conditions: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
    indicators: Type.Array(Type.Object({
      id: Type.String(), name: Text, unit: Type.Optional(Type.String()), method: Type.String(), limit: Type.String(),
        kind: Type.String() })),
    receivedOn: Type.Optional(Type.String()),
    /** What the tester entered, judged as it stands; the signatory signs this version. */
    draft: Type.Optional(Type.Object({
      version: Type.Integer(), number: Type.String(), testedFrom: Type.String(), testedUntil: Type.String(),
        file: Type.String(),
      replaces: Type.Optional(Type.String()), values: Type.Array(ValueShown), passed: Type.Boolean(),
        enteredAt: Type.String(),
    })),
    reports: Type.Array(ReportShown), timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline),
      next: Type.Array(Next),
  })]),
})
export const receiveSamples = endpoint({
  ...actsOn, id: 'receiveSamples', url: '/api/v1/test-orders/:id/receipt', may: 'test-order:receive',
  summary: { zh: '签收样品', en: 'Receive the samples' },
  body: closed({
    sealIntact: Type.Boolean(words({ zh: '封条完好', en: 'Seal intact' })),
    samples: Type.Integer({ minimum: 1, maximum: 100_000, ...words({ zh: '收到样品数', en: 'Samples received' }) }),
    condition: Line(200, { zh: '样品状态', en: 'Condition of the samples' }),
  }),
})

/** One result: values as decimal text, one per specimen; `not-detected` names the detection limit of the method. */
export const TestValue = closed({
  indicator: Line(60, { zh: '指标', en: 'Indicator' }),
  method: Line(80, { zh: '检测方法', en: 'Method' }),
  result: oneOf(['measured', 'not-detected', 'yes', 'no'] as const, words({ zh: '结果', en: 'Result', choices: {
    measured: { zh: '实测值', en: 'Measured' }, 'not-detected': { zh: '未检出', en: 'Not detected' },
    yes: { zh: '是', en: 'Yes' }, no: { zh: '否', en: 'No' } } })),
  values: Type.Optional(Type.Array(Decimal(),
    { minItems: 1, maxItems: 60, ...words({ zh: '检测值（逐个试样）', en: 'Values, one per specimen' }) })),
  yes: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, ...words({
    zh: '符合的试样数（是非项逐个试样判定时）', en: 'How many specimens met it, where each is answered yes or no' }) })),
  detectionLimit: Type.Optional(Decimal({ zh: '检出限', en: 'Detection limit' })),
  uncertainty: Type.Optional(Decimal({ zh: '扩展不确定度（k=2）', en: 'Expanded uncertainty (k=2)' })),
})
export const enterTestReport = endpoint({
  id: 'enterTestReport', method: 'PUT', url: '/api/v1/test-orders/:id/report-draft', kind: 'record',
    may: 'test-order:enter',
  scope: 'organisation', summary: { zh: '录入检测数据', en: 'Enter the test results' }, params: Key,
  body: closed({
    number: Line(60, { zh: '报告编号', en: 'Report number' }),
    testedFrom: Day({ zh: '检测开始日期', en: 'Tested from' }), testedUntil: Day({ zh: '检测结束日期', en: 'Tested until' }),
    values: Type.Array(TestValue, { minItems: 1, maxItems: 100, ...words({ zh: '检测结果', en: 'Results' }) }),
    file: FileHash({ zh: '检测报告文件', en: 'The report as a file' }),
    replaces: Type.Optional(Id({ zh: '更正的报告（更正时）', en: 'Report that this corrects' })),
    correctionGround: Type.Optional(GroundCorrection()),
  }),
  response: Type.Object({
    id: Type.String(), version: Type.Integer(), status: Type.String(), draftVersion: Type.Integer(),
      values: Type.Array(ValueShown), passed: Type.Boolean(),
  }),
})
export const issueTestReport = endpoint({
  ...actsOn, id: 'issueTestReport', url: '/api/v1/test-orders/:id/report', may: 'test-order:sign', signs: true,
  summary: { zh: '签发检测报告', en: 'Sign and issue the test report' },
  body: closed({ draftVersion: Type.Integer({ minimum: 1, ...words({ zh: '数据版本', en: 'Version of the data' }) }) }),
})

function GroundCorrection() {
  return Type.String({ minLength: 1, maxLength: 60, ...words({
    zh: '更正理由（更正时）', en: 'Ground of the correction', widget: 'pick',
    from: { endpoint: 'listGrounds', value: 'id', label: 'name', query: { list: 'correction' } } }) })
}

// --- audit -----------------------------------------------------------------------------------------------------------

const Longitude = Type.String({ pattern: '^-?[0-9]{1,3}(\\.[0-9]{1,7})?$',
  ...words({ zh: '经度', en: 'Longitude', widget: 'place' }) })
const Latitude = Type.String({ pattern: '^-?[0-9]{1,2}(\\.[0-9]{1,7})?$', ...words({ zh: '纬度', en: 'Latitude' }) })

export const planAudit = endpoint({
  ...evaluates, id: 'planAudit', url: '/api/v1/applications/:id/audit-plan',
    summary: { zh: '检查计划', en: 'Plan the audit' },
  body: closed({
    sites: Type.Array(closed({
      site: Id({ zh: '场所', en: 'Site' }), from: Day({ zh: '开始日期', en: 'From' }),
        until: Day({ zh: '结束日期', en: 'Until' }),
      startsAt: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
        ...words({ zh: '首次会议时间（如 09:00）', en: 'Opening meeting (such as 09:00)' }) }),
    }), { minItems: 1, maxItems: 20, ...words({ zh: '场所与日期', en: 'Sites and days' }) }),
    team: Type.Array(closed({
      person: Id({ zh: '成员', en: 'Member', widget: 'pick',
        from: { endpoint: 'listStaff', value: 'person', label: 'name' } }),
      function: oneOf(['lead', 'auditor', 'expert'] as const, words({ zh: '分工', en: 'Function', choices: {
        lead: { zh: '组长', en: 'Lead' }, auditor: { zh: '检查员', en: 'Auditor' },
          expert: { zh: '技术专家', en: 'Technical expert' } } })),
      site: Id({ zh: '场所', en: 'Site' }), from: Day({ zh: '开始日期', en: 'From' }),
        until: Day({ zh: '结束日期', en: 'Until' }),
    }), { minItems: 1, maxItems: 30, ...words({ zh: '检查组', en: 'Team' }) }),
    scope: Type.Optional(Area(1000, { zh: '检查范围', en: 'Scope of the audit' })),
  }),
})
export const declareImpartiality = endpoint({
  ...evaluates, id: 'declareImpartiality', url: '/api/v1/applications/:id/impartiality',
    summary: { zh: '公正性声明', en: 'Declare impartiality' },
  body: closed({
    consulted: oneOf(['no', 'yes'] as const,
      words({ zh: '两年内曾为该企业提供咨询', en: 'Consulted for this client within two years', choices: {
      no: { zh: '没有', en: 'No' }, yes: { zh: '有', en: 'Yes' } } })),
    interest: oneOf(['no', 'yes'] as const,
      words({ zh: '任职、投资、亲属等利害关系', en: 'Employment, investment, kinship or another interest', choices: {
      no: { zh: '没有', en: 'No' }, yes: { zh: '有', en: 'Yes' } } })),
  }),
})
export const answerAuditPlan = endpoint({
  ...answers, id: 'answerAuditPlan', url: '/api/v1/applications/:id/audit-plan/answer',
    summary: { zh: '确认检查计划', en: 'Answer the audit plan' },
  body: closed({
    answer: oneOf(['confirm', 'object'] as const, words({ zh: '答复', en: 'Answer', choices: {
      confirm: { zh: '确认', en: 'Confirm' }, object: { zh: '提出异议，请调整', en: 'Object; please change it' } } })),
    text: Type.Optional(Area(1000, { zh: '异议说明', en: 'Objection' })),
  }),
})
const signIn = closed({
  site: Type.Optional(Id({ zh: '场所（多场所时）', en: 'Site (where there are several)' })),
  present: Type.Array(Id(),
    { minItems: 1, maxItems: 30, uniqueItems: true, ...words({ zh: '到场成员', en: 'Members present' }) }),
  photographs: Type.Array(FileHash(), { maxItems: 10, uniqueItems: true, ...words({
    zh: '全组合影', en: 'Photographs of the whole team', widget: 'files' }) }),
  longitude: Longitude, latitude: Latitude,
  ground: Type.Optional(Type.String({ minLength: 1, maxLength: 60, ...words({
    zh: '偏差原因（位置或时间偏差时）', en: 'Reason of a deviation in place or time', widget: 'pick',
    from: { endpoint: 'listGrounds', value: 'id', label: 'name', query: { list: 'signInDeviation' } } }) })),
  explanation: Type.Optional(Area(1000, { zh: '偏差说明', en: 'Explanation of the deviation' })),
  filledAt: Type.Optional(Moment({ zh: '填写时间（离线时，设备时钟）', en: 'Filled in at (offline, by the device)' })),
})
export const openAudit = endpoint({
  ...evaluates, id: 'openAudit', url: '/api/v1/applications/:id/audit/opening',
    summary: { zh: '首次会议签到', en: 'Opening sign-in' }, body: signIn,
})
export const closeAudit = endpoint({
  ...evaluates, id: 'closeAudit', url: '/api/v1/applications/:id/audit/closing',
    summary: { zh: '末次会议签到', en: 'Closing sign-in' }, body: signIn,
})
export const explainSignIn = endpoint({
  ...evaluates, id: 'explainSignIn', url: '/api/v1/applications/:id/audit/explanation',
    summary: { zh: '签到偏差说明', en: 'Explain a deviation' },
  body: closed({
    which: oneOf(['opening', 'closing'] as const, words({ zh: '签到', en: 'Sign-in', choices: {
      opening: { zh: '首次会议', en: 'Opening' }, closing: { zh: '末次会议', en: 'Closing' } } })),
    explanation: Area(1000, { zh: '说明', en: 'Explanation' }),
  }),
})

export const raiseNonconformity = endpoint({
  ...evaluates, id: 'raiseNonconformity', url: '/api/v1/applications/:id/nonconformities',
    summary: { zh: '开具不符合项', en: 'Raise a nonconformity' },
  body: closed({
    grade: oneOf(['major', 'minor'] as const, words({ zh: '等级', en: 'Grade', choices: {
      major: { zh: '严重', en: 'Major' }, minor: { zh: '一般', en: 'Minor' } } })),
    clause: Line(40, { zh: '条款', en: 'Clause' }), finding: Area(2000, { zh: '不符合事实', en: 'Finding' }),
    files: Type.Optional(Type.Array(FileHash(),
      { maxItems: 10, uniqueItems: true, ...words({ zh: '证据', en: 'Evidence', widget: 'files' }) })),
  }),
})
const NcKey = closed({ id: Id(), nonconformity: Id() })
export const answerNonconformity = endpoint({
  ...answers, id: 'answerNonconformity', url: '/api/v1/applications/:id/nonconformities/:nonconformity/answer',
    params: NcKey,
  summary: { zh: '不符合项整改', en: 'Answer a nonconformity' },
  body: closed({
    cause: Area(2000, { zh: '原因分析', en: 'Cause' }), correction: Area(2000, { zh: '纠正', en: 'Correction' }),
    correctiveAction: Area(2000, { zh: '纠正措施', en: 'Corrective action' }),
    files: Type.Array(FileHash(),
      { maxItems: 10, uniqueItems: true, ...words({ zh: '证据', en: 'Evidence', widget: 'files' }) }),
  }),
})
export const verifyNonconformity = endpoint({
  ...evaluates, id: 'verifyNonconformity', url: '/api/v1/applications/:id/nonconformities/:nonconformity/verification',
    params: NcKey,
  summary: { zh: '验证整改', en: 'Verify the correction' },
  body: closed({
    outcome: oneOf(['verified', 'returned'] as const, words({ zh: '结论', en: 'Outcome', choices: {
      verified: { zh: '有效，关闭', en: 'Effective; closed' }, returned: { zh: '退回', en: 'Returned' } } })),
    note: Area(1000, { zh: '验证记录', en: 'Record of the verification' }),
  }),
})

// --- service assessment and report -----------------------------------------------------------------------------------

export const assessService = endpoint({
  ...evaluates, id: 'assessService', url: '/api/v1/applications/:id/service-assessment',
    summary: { zh: '服务评价', en: 'Assess the service' },
  body: closed({
    clauses: Type.Array(closed({ clause: Line(40, { zh: '条款', en: 'Clause' }), finding, note }), {
      minItems: 1, maxItems: 200, ...words({ zh: '逐条评价', en: 'Findings by clause' }) }),
    values: Type.Array(closed({
      indicator: Line(60, { zh: '指标', en: 'Indicator' }),
      result: oneOf(['measured', 'yes', 'no'] as const, words({ zh: '结果', en: 'Result', choices: {
        measured: { zh: '得分', en: 'Score' }, yes: { zh: '是', en: 'Yes' }, no: { zh: '否', en: 'No' } } })),
      value: Type.Optional(Decimal({ zh: '得分或数值（只需一个值时）', en: 'Score or value, where one is enough' })),
      values: Type.Optional(Type.Array(Decimal(), { minItems: 1, maxItems: 100, ...words({
        zh: '逐次取值（标准要求多个值时）', en: 'Values one by one, where the standard asks for several' }) })),
      yes: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, ...words({
        zh: '抽查中符合的次数（抽查多次时）', en: 'How many of the sampled cases met it, where several are sampled' }) })),
    }), { minItems: 1, maxItems: 100, ...words({ zh: '服务质量指标', en: 'Indicators of the service' }) }),
  }),
})
export const evaluateApplication = endpoint({
  ...evaluates, id: 'evaluateApplication', url: '/api/v1/applications/:id/evaluation',
    summary: { zh: '评价报告', en: 'Evaluation report' },
  body: closed({
    conclusion: oneOf(['recommended', 'not-recommended'] as const, words({ zh: '评价结论', en: 'Conclusion', choices: {
      recommended: { zh: '建议认证', en: 'Recommended' }, 'not-recommended': { zh: '不建议认证', en: 'Not recommended' } } })),
    summary: Area(4000, { zh: '评价综述', en: 'Summary' }),
    clauses: Type.Array(closed({ clause: Line(40, { zh: '条款', en: 'Clause' }), finding, mark, note }), {
      minItems: 1, maxItems: 200, ...words({ zh: '条款覆盖', en: 'Coverage of clauses' }) }),
  }),
})
