import { Type } from 'typebox'
import { DocumentShown, FileOutcome, GroundOf, PartyShown, ValueShown } from './certification.ts'
import { endpoint } from './endpoint.ts'
import { TestValue } from './evaluation.ts'
import type { RefusalWords } from './refusals.ts'
import { Area, Day, Deadline, FileHash, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf,
  words } from './schema.ts'

/**
 * Changes of a certificate (ISO/IEC 17065 7.10): asked for by its holder, looked at as the certification rule says for
 * this kind of change (nothing, papers, a re-test, a re-test and an audit), decided by somebody who did not look.
 */

export const CHANGE_KINDS = ['name', 'address', 'model', 'site', 'production-move', 'design', 'standard'] as const
export const CHANGE_ROUTES = ['none', 'paper', 'retest', 'retest-and-audit'] as const
export const CHANGE_STATUSES = ['requested', 'evaluated', 'granted', 'denied', 'retracted'] as const

export const CHANGE_KIND_WORDS = {
  name: { zh: '名称变更', en: 'Change of name' }, address: { zh: '住所变更', en: 'Change of address' },
  model: { zh: '型号变更', en: 'Change of models' }, site: { zh: '场所变更', en: 'Change of sites' },
  'production-move': { zh: '生产搬迁', en: 'Production moved' }, design: { zh: '设计变更', en: 'Change of design' },
  standard: { zh: '标准换版', en: 'Revised standard' },
} as const
export const CHANGE_ROUTE_WORDS = {
  none: { zh: '无须评价', en: 'Nothing to evaluate' }, paper: { zh: '文件审查', en: 'Review of papers' },
  retest: { zh: '重新检测', en: 'Re-test' }, 'retest-and-audit': { zh: '重新检测并现场检查', en: 'Re-test and audit' },
} as const
export const CHANGE_STATUS_WORDS = {
  requested: { zh: '待评价', en: 'To be evaluated' }, evaluated: { zh: '待决定', en: 'To be decided' },
  granted: { zh: '已准予', en: 'Granted' }, denied: { zh: '不予变更', en: 'Denied' },
  retracted: { zh: '已撤回', en: 'Retracted' },
} as const

export const CERTIFICATE_CHANGES_REFUSALS = {
  'change-nothing': { status: 409, zh: '与证书现有内容相同，没有可变更的内容',
    en: 'The certificate says this already; there is nothing to change' },
  'change-open': { status: 409, zh: '同类变更 {number} 尚在办理', en: 'Change {number} of the same kind is still open' },
  'change-needs': { status: 422, zh: '本次变更须有：{zh}', en: 'This change needs: {en}' },
  'site-foreign': { status: 422, zh: '场所不属于本企业', en: 'The site is not one of this enterprise' },
  'batch-unchangeable': { status: 409, zh: '批次证书只覆盖该批次，不能变更型号、场所、设计或标准',
    en: 'A batch certificate covers its batch alone: models, sites, design and standard do not change' },
} as const satisfies Record<string, RefusalWords>

const Key = closed({ id: Id() })
const onCertificate = { method: 'POST', kind: 'act', creates: true, params: Key, response: FileOutcome,
  scope: 'organisation', may: 'certificate-change:request' } as const
const onChange = { method: 'POST', kind: 'act', params: Key, response: FileOutcome, scope: 'organisation' } as const
const text = Area(2000, { zh: '变更说明', en: 'What changes and why' })
const files = Type.Array(FileHash(),
  { maxItems: 10, uniqueItems: true, ...words({ zh: '证明材料', en: 'Evidence', widget: 'files' }) })

export const requestCertificateChange = endpoint({
  ...onCertificate, id: 'requestCertificateChange', url: '/api/v1/certificates/:id/changes',
  summary: { zh: '申请变更（名称、住所、设计、标准换版）', en: 'Ask for a change (name, address, design, standard)' },
  body: closed({
    kind: oneOf(['name', 'address', 'design', 'standard'] as const,
      words({ zh: '变更事项', en: 'What changes', choices: {
      name: CHANGE_KIND_WORDS.name, address: CHANGE_KIND_WORDS.address, design: CHANGE_KIND_WORDS.design,
      standard: CHANGE_KIND_WORDS.standard }, hint: {
      zh: '名称、住所以本单位登记信息为准，请先在“机构和企业”中变更登记',
      en: 'Name and address are taken from the register: change them there first' } })),
    text, files,
  }),
})
export const requestModelChange = endpoint({
  ...onCertificate, id: 'requestModelChange', url: '/api/v1/certificates/:id/changes/models',
  summary: { zh: '申请型号扩展或缩减', en: 'Ask for other models' },
  body: closed({
    models: Type.Array(Line(80), { minItems: 1, maxItems: 50, uniqueItems: true, ...words({
      zh: '变更后的全部型号', en: 'All models after the change',
      hint: { zh: '须已登记在产品中；只减少型号的，按缩小范围办理，不再检测',
        en: 'Registered with the product; where models only go, nothing is tested' } }) }),
    text, files,
  }),
})
export const requestSiteChange = endpoint({
  ...onCertificate, id: 'requestSiteChange', url: '/api/v1/certificates/:id/changes/sites',
  summary: { zh: '申请场所变更或搬迁', en: 'Ask for other sites' },
  body: closed({
    kind: oneOf(['site', 'production-move'] as const, words({ zh: '变更事项', en: 'What changes', choices: {
      site: CHANGE_KIND_WORDS.site, 'production-move': CHANGE_KIND_WORDS['production-move'] } })),
    sites: Type.Array(Id(), { minItems: 1, maxItems: 20, uniqueItems: true, ...words({
      zh: '变更后的全部场所', en: 'All sites after the change', widget: 'pick',
      from: { endpoint: 'listSites', value: 'id', label: 'name' } }) }),
    text, files,
  }),
})
export const retractCertificateChange = endpoint({
  ...onChange, id: 'retractCertificateChange', url: '/api/v1/certificate-changes/:id/retraction',
  may: 'certificate-change:request', summary: { zh: '撤回变更申请', en: 'Retract the request' },
})

const outcome = oneOf(['conforms', 'does-not-conform'] as const, words({ zh: '评价结论', en: 'Conclusion', choices: {
  conforms: { zh: '变更后符合要求', en: 'Conforms after the change' },
  'does-not-conform': { zh: '变更后不符合要求', en: 'Does not conform after the change' } } }))

/** Which of the fields a change asks for follows from its route; the others stay empty. */
export const evaluateCertificateChange = endpoint({
  ...onChange, id: 'evaluateCertificateChange', url: '/api/v1/certificate-changes/:id/evaluation',
  may: 'certificate-change:evaluate', summary: { zh: '评价变更', en: 'Evaluate the change' },
  body: closed({
    impartial: Type.Literal(true, words({ zh: '我两年内未为该企业提供咨询，与其无利害关系',
      en: 'I have not consulted for this client within two years and have no interest in it' })),
    outcome, note: Area(2000, { zh: '评价记录', en: 'Record of the evaluation' }),
    laboratory: Type.Optional(Id({ zh: '检测机构', en: 'Laboratory', widget: 'pick',
      from: { endpoint: 'listLaboratories', value: 'organisation', label: 'name' } })),
    reportNumber: Type.Optional(Line(60, { zh: '检测报告编号', en: 'Number of the test report' })),
    testedFrom: Type.Optional(Day({ zh: '检测开始日期', en: 'Tested from' })),
    testedUntil: Type.Optional(Day({ zh: '检测结束日期', en: 'Tested until' })),
    reportFile: Type.Optional(FileHash({ zh: '检测报告文件', en: 'The test report as a file' })),
    conditions: Type.Optional(Type.Array(closed({
      key: Line(40, { zh: '条件', en: 'Condition' }), value: Line(60, { zh: '取值', en: 'Value' }),
    }), { maxItems: 20, ...words({ zh: '决定限值的条件', en: 'Conditions that limits depend on' }) })),
    values: Type.Optional(Type.Array(TestValue,
      { minItems: 1, maxItems: 100, ...words({ zh: '检测结果（关键指标）', en: 'Results (key indicators)' }) })),
    site: Type.Optional(Id({ zh: '检查场所', en: 'Audited site' })),
    auditedFrom: Type.Optional(Day({ zh: '检查开始日期', en: 'Audited from' })),
    auditedUntil: Type.Optional(Day({ zh: '检查结束日期', en: 'Audited until' })),
    auditRecord: Type.Optional(Area(2000, { zh: '检查记录', en: 'Record of the audit' })),
    files: Type.Optional(Type.Array(FileHash(), { maxItems: 10, uniqueItems: true, ...words({
      zh: '照片和记录', en: 'Photographs and records', widget: 'files' }) })),
  }),
})
export const decideCertificateChange = endpoint({
  ...onChange, id: 'decideCertificateChange', url: '/api/v1/certificate-changes/:id/decision',
  may: 'certificate-change:decide', signs: true, summary: { zh: '决定变更', en: 'Decide on the change' },
  body: closed({
    outcome: oneOf(['grant', 'deny'] as const, words({ zh: '决定', en: 'Decision', choices: {
      grant: { zh: '准予变更，换发证书', en: 'Grant, the certificate is issued anew' },
      deny: { zh: '不予变更', en: 'Deny' } } })),
    ground: Type.Optional(GroundOf('certificationRefusal', { zh: '不予变更的理由', en: 'Ground of a denial' })),
    scope: Type.Optional(Line(500, { zh: '认证范围（有改动时）', en: 'Scope (where it changes)' })),
    conditions: Type.Optional(Line(500, { zh: '条件（有改动时）', en: 'Conditions (where they change)' })),
    note: Type.Optional(Area(1000, { zh: '意见', en: 'Opinion' })),
  }),
})

const Row = Type.Object({
  id: Type.String(), number: Type.String(), certificate: Type.String(), certificateNumber: Type.String(),
  holder: PartyShown, body: PartyShown, product: Type.String(),
  kind: oneOf(CHANGE_KINDS, words({ zh: '变更事项', en: 'What changes', choices: CHANGE_KIND_WORDS })), kindLabel: Text,
  status: oneOf(CHANGE_STATUSES), statusLabel: Text,
  requestedOn: Type.String(),
})
export const listCertificateChanges = endpoint({
  id: 'listCertificateChanges', method: 'GET', url: '/api/v1/certificate-changes', kind: 'read',
  may: 'certificate-change:read', scope: 'organisation', summary: { zh: '证书变更', en: 'Changes of certificates' },
  query: closed({
    state: Type.Optional(oneOf(CHANGE_STATUSES, words({ zh: '状态', en: 'State', choices: CHANGE_STATUS_WORDS }))),
    ...Paging,
  }),
  response: PageOf(Row),
})
const Difference = Type.Object({ what: Text, beforeChange: Type.String(), afterChange: Type.String() })
export const getCertificateChange = endpoint({
  id: 'getCertificateChange', method: 'GET', url: '/api/v1/certificate-changes/:id', kind: 'read',
  may: 'certificate-change:read', scope: 'organisation', params: Key,
  summary: { zh: '一项证书变更', en: 'A change of a certificate' },
  response: Type.Object({
    ...Row.properties, version: Type.Integer(),
    route: oneOf(CHANGE_ROUTES, words({ zh: '办理方式', en: 'Route', choices: CHANGE_ROUTE_WORDS })), routeLabel: Text,
    text: Type.String(), documents: Type.Array(DocumentShown),
    /** What the certificate says differently after it. */
    differences: Type.Array(Difference),
    /** What a re-test has to cover; rows of the form are laid out from it. */
    indicators: Type.Array(Type.Object({ id: Type.String(), name: Text, method: Type.String(), limit: Type.String() })),
    evaluation: Type.Optional(Type.Object({
      outcome, note: Type.String(), on: Type.String(), laboratory: Type.Optional(Type.String()),
      reportNumber: Type.Optional(Type.String()), values: Type.Array(ValueShown),
      auditedFrom: Type.Optional(Type.String()), auditedUntil: Type.Optional(Type.String()),
      auditRecord: Type.Optional(Type.String()),
    })),
    decision: Type.Optional(Type.Object({ outcome: Type.String(), on: Type.String(), ground: Type.Optional(Text),
      note: Type.Optional(Type.String()) })),
    timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline), next: Type.Array(Next),
  }),
})
