import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Area, Deadline, FileHash, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words,
} from './schema.ts'
import { Requirement } from './standards.ts'

/** How a declaration stands on a day. `lapsed`: not confirmed in its year; `expired`: its term is over. */
export const DECLARATION_STANDINGS = ['public', 'challenged', 'lapsed', 'expired', 'withdrawn', 'refuted'] as const
export const DECLARATION_STATUSES = ['public', 'challenged', 'withdrawn', 'refuted'] as const
const STANDING_WORDS = words({ zh: '状态', en: 'Standing', choices: {
  public: { zh: '公开有效', en: 'Public' },
  challenged: { zh: '被质疑，核查中', en: 'Challenged, being checked' },
  lapsed: { zh: '未按年确认', en: 'Not confirmed this year' },
  expired: { zh: '已到期', en: 'Expired' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  refuted: { zh: '已被否定', en: 'Refuted' },
} })

export const CLAUSE_ANSWERS = ['met', 'not-met', 'not-applicable'] as const
const ANSWER_WORDS = words({ zh: '自评', en: 'Own assessment', choices: {
  met: { zh: '符合', en: 'Met' },
  'not-met': { zh: '不符合', en: 'Not met' },
  'not-applicable': { zh: '不适用', en: 'Not applicable' },
} })

const nullable = <S extends TSchema>(of: S) => Type.Union([of, Type.Null()])
const Pinned = Type.Object({ number: Type.String(), edition: Type.String(), name: Type.Optional(Text) })
const tags = ['declarations']
const byId = closed({ id: Id() })

// ---- eligibility, without an account -------------------------------------------------------------------------------

const YesNo = (zh: string, en: string, hint?: { zh: string; en: string }) => Type.Boolean(words({ zh, en, hint }))
/** The questions of the self-test; every answer is needed, none is kept. */
export const EligibilityAnswers = closed({
  rule: Type.String({ maxLength: 60, format: 'line', ...words({ zh: '认证实施规则', en: 'Certification rule', widget: 'pick',
    from: { endpoint: 'listRules', value: 'number', label: 'name' } }) }),
  registered: YesNo('在本省登记并生产经营', 'Registered and working in the province'),
  qualified: YesNo('具备所需的生产经营资质（许可证等）', 'Holds the qualifications that its trade needs'),
  clean: YesNo('三年内无重大质量安全事故和严重失信', 'No major incident and no serious dishonesty in three years'),
  trademark: YesNo('产品有注册商标或获许可使用', 'The product has a registered or licensed trademark'),
  standardDeclared: YesNo('已公开所执行的标准', 'The standard in use is publicly declared'),
  tested: YesNo('有一年内的合格检测报告', 'Has a passing test report of the last year', {
    zh: '没有也可以申明和申请，检测由认证机构安排', en: 'Not needed to begin: the body arranges the tests' }),
  consulted: YesNo('两年内请认证机构提供过咨询', 'Was consulted by the body in the last two years'),
  withdrawn: YesNo('一年内被撤销过同类证书', 'Had such a certificate withdrawn in the last year'),
})
export const checkEligibility = endpoint({
  id: 'checkEligibility', method: 'POST', url: '/api/v1/eligibility', kind: 'public', may: 'public', scope: 'public',
  tags,
  summary: { zh: '资格与差距自测（不留记录）', en: 'Eligibility and gap self-test; nothing is kept' },
  body: EligibilityAnswers,
  response: Type.Object({
    rule: Type.Object({ number: Type.String(), edition: Type.String(), name: Text }),
    tracks: Type.Array(Type.Object({
      track: oneOf(['declaration', 'certification', 'licence'] as const), open: Type.Boolean(), label: Text,
      missing: Type.Array(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() })),
      expectedWorkingDays: nullable(Type.Integer()),
    })),
    steps: Type.Array(Type.Object({ step: Type.String(), label: Text })),
    indicators: Type.Integer(), clauses: Type.Integer(),
  }),
})

// ---- draft ---------------------------------------------------------------------------------------------------------

const VALUE_PATTERN = '^(-?(0|[1-9][0-9]{0,11})(\\.[0-9]{1,8})?|yes|no|not-detected)$'
export const ClauseAnswer = closed({
  clause: Line(20, { zh: '条款', en: 'Clause' }),
  answer: oneOf(CLAUSE_ANSWERS, ANSWER_WORDS),
  evidence: Type.Optional(FileHash({ zh: '证据文件', en: 'Evidence' })),
  note: Type.Optional(Area(1000, { zh: '说明', en: 'Note' })),
})
export type ClauseAnswer = Type.Static<typeof ClauseAnswer>
export const IndicatorValue = closed({
  indicator: Line(60, { zh: '指标', en: 'Indicator' }),
  values: Type.Array(Type.String({ pattern: VALUE_PATTERN, maxLength: 24, ...words({ zh: '值', en: 'Value' }) }), {
    maxItems: 100, ...words({ zh: '实测值', en: 'Values', hint: {
      zh: '按报告原样填写，保留小数位；是非项填 yes 或 no；未检出填 not-detected',
      en:
        'As the report prints them, all digits; yes or no for clauses; not-detected below the detection limit' } }) }),
  detectionLimit: Type.Optional(Type.String({ pattern: '^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,8})?$',
    ...words({ zh: '检出限', en: 'Detection limit', widget: 'decimal' }) })),
  model: Type.Optional(Line(60, { zh: '所测型号', en: 'Model tested' })),
  report: Type.Optional(FileHash({ zh: '检测报告', en: 'Test report' })),
})
export type IndicatorValue = Type.Static<typeof IndicatorValue>
/** What the product is, where limits depend on it: grade, age, alcohol, thickness. */
export const ProductFact = closed({
  key: Type.String({ pattern: '^[a-z][A-Za-z0-9-]{0,39}$', ...words({ zh: '条件', en: 'Condition' }) }),
  value: Line(40, { zh: '取值', en: 'Value' }),
})
export type ProductFact = Type.Static<typeof ProductFact>

const Clauses = Type.Array(ClauseAnswer, { maxItems: 100, ...words({ zh: '对照 A 标准自评', en: 'Against the A standard' }) })
const Values = Type.Array(
  IndicatorValue, { maxItems: 100, ...words({ zh: 'B 标准指标值', en: 'Values of the B standard' }) },
)
const Facts = Type.Array(ProductFact, { maxItems: 20, ...words({ zh: '产品条件', en: 'Facts about the product', hint: {
  zh: '限值与等级、年份、酒精度、厚度等有关时填写', en: 'Where limits depend on grade, age, alcohol or thickness' } }) })
const Statement = Area(2000, { zh: '申明文字', en: 'Statement', hint: {
  zh: '写明产品、执行标准与承诺；不得用“驰名商标”等禁用字样', en: 'Product, standard in use and promise' } })

/** One row of the comparison: the value as given beside the national limit and ours. Empty stays empty. */
export const ComparedValue = Type.Object({
  indicator: Type.String(), name: Text, unit: nullable(Type.String()), kind: Type.String(), key: Type.Boolean(),
  condition: nullable(Text), applies: oneOf(['yes', 'no', 'unknown'] as const),
  values: Type.Array(Type.String()), detectionLimit: nullable(Type.String()), model: nullable(Type.String()),
  report: nullable(Type.String()),
  national: Type.Object(
    { limit: nullable(Text), source: nullable(Type.String()), verdict: Type.String(), reason: Text }
  ),
  ours: Type.Object({ limit: nullable(Text), verdict: Type.String(), reason: Text }),
  comparison: Type.String(),
})
const ClauseRow = Type.Object({
  clause: Type.String(), name: Text, requirement: Requirement, question: Text,
  answer: nullable(Type.String()), evidence: nullable(Type.String()), note: nullable(Type.String()),
})

export const DraftItem = Type.Object({
  id: Type.String(), product: Type.String(), productName: Text, rule: Type.String(), ruleName: Text,
  version: Type.Integer(), editedAt: Type.String(), editedBy: Type.String(),
})
/** Tasks of the draft, for the task list: what is still to be filled in. */
export const DraftTask = Type.Object({
  task: oneOf(['facts', 'clauses', 'values', 'statement'] as const), label: Text,
  status: oneOf(['not-started', 'in-progress', 'completed', 'has-errors'] as const), done: Type.Integer(),
  of: Type.Integer(),
})
export const DraftDetail = Type.Object({
  ...DraftItem.properties,
  standards: Type.Array(Pinned), facts: Type.Array(ProductFact), factKeys: Type.Array(Type.Object({
    key: Type.String(), name: Text, unit: nullable(Type.String()),
    choices: Type.Array(Type.Object({ value: Type.String(), name: Text })) })),
  clauses: Type.Array(ClauseRow), values: Type.Array(ComparedValue), statement: nullable(Type.String()),
  tasks: Type.Array(DraftTask),
  problems: Type.Array(Type.Object({ field: Type.String(), zh: Type.String(), en: Type.String() })),
  next: Type.Array(Next),
})

export const listDeclarationDrafts = endpoint({
  id: 'listDeclarationDrafts', method: 'GET', url: '/api/v1/declaration-drafts', kind: 'read', may: 'declaration:draft',
  scope: 'organisation', tags, summary: { zh: '自主申明草稿', en: 'Drafts of declarations' },
  query: closed({ ...Paging }), response: PageOf(DraftItem),
})
export const getDeclarationDraft = endpoint({
  id: 'getDeclarationDraft', method: 'GET', url: '/api/v1/declaration-drafts/:id', kind: 'read',
  may: 'declaration:draft',
  scope: 'organisation', tags, summary: { zh: '申明草稿及自动比对', en: 'A draft with its comparison' },
  params: byId, response: DraftDetail,
})
export const createDeclarationDraft = endpoint({
  id: 'createDeclarationDraft', method: 'POST', url: '/api/v1/declaration-drafts', kind: 'record',
  may: 'declaration:draft',
  scope: 'organisation', tags, creates: true, summary: { zh: '开始自评与申明', en: 'Begin a declaration' },
  body: closed({
    product: Id({ zh: '产品或服务', en: 'Product or service', widget: 'pick',
      from: { endpoint: 'listProducts', value: 'id', label: 'name' } }),
    rule: Type.String({ maxLength: 60, format: 'line', ...words({ zh: '认证实施规则（决定所对照的 A、B 标准）',
      en: 'Certification rule (it names the A and B standard)', widget: 'pick',
      from: { endpoint: 'listRules', value: 'number', label: 'name' } }) }),
  }),
  response: DraftDetail,
})
export const saveDeclarationDraft = endpoint({
  id: 'saveDeclarationDraft', method: 'PUT', url: '/api/v1/declaration-drafts/:id', kind: 'record',
  may: 'declaration:draft', scope: 'organisation', tags,
  summary: { zh: '保存草稿（只传改动的条目）', en: 'Save a draft; only what changed is sent' },
  params: byId,
  body: closed({
    version: Type.Integer({ minimum: 1, ...words({ zh: '读取时的版本', en: 'Version as read' }) }),
    facts: Type.Optional(Facts), clauses: Type.Optional(Clauses), values: Type.Optional(Values),
    statement: Type.Optional(Statement),
  }),
  response: DraftDetail,
})
export const deleteDeclarationDraft = endpoint({
  id: 'deleteDeclarationDraft', method: 'DELETE', url: '/api/v1/declaration-drafts/:id', kind: 'record',
  may: 'declaration:draft', scope: 'organisation', tags,
  summary: { zh: '删除草稿', en: 'Delete a draft' }, params: byId, response: Type.Object({ deleted: Type.Boolean() }),
})

// ---- declaration ---------------------------------------------------------------------------------------------------

export const DeclarationItem = Type.Object({
  id: Type.String(), number: Type.String(), holder: Type.Object({ uscc: Type.String(), name: Text }),
  product: Type.String(), productName: Text, programme: Type.String(), standards: Type.Array(Pinned),
  standing: oneOf(DECLARATION_STANDINGS, STANDING_WORDS), conforms: Type.Boolean(),
  publishedOn: Type.String(), validUntil: Type.String(),
})
export const DeclarationDetail = Type.Object({
  ...DeclarationItem.properties,
  organisation: Type.String(), rule: Pinned, models: Type.Array(Type.String()), gtin: nullable(Type.String()),
  facts: Type.Array(ProductFact), values: Type.Array(ComparedValue), statement: nullable(Type.String()),
  clauses: Type.Array(ClauseRow), confirmedUntil: Type.String(), revision: Type.Integer(),
  /** Earlier values, newest first: a correction never hides what was said before. */
  earlier: Type.Array(Type.Object({ revision: Type.Integer(), publishedOn: Type.String(),
    ground: nullable(Type.String()),
    values: Type.Array(ComparedValue) })),
  /** Accepted challenges only. */
  challenges: Type.Array(Type.Object({ number: Type.String(), acceptedOn: Type.String(), ground: Text,
    answer: nullable(Type.String()), answeredOn: nullable(Type.String()),
    outcome: nullable(Type.String()), concludedOn: nullable(Type.String()) })),
  version: Type.Integer(), next: Type.Array(Next), timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline),
})

export const listPublicDeclarations = endpoint({
  id: 'listPublicDeclarations', method: 'GET', url: '/api/v1/public/declarations', kind: 'public', may: 'public',
  scope: 'public', tags, summary: { zh: '企业自主申明公开名录', en: 'Public declarations' },
  query: closed({ ...Paging, uscc: Type.Optional(Type.String({ maxLength: 18 })),
    programme: Type.Optional(Type.String({ maxLength: 60 })),
    standard: Type.Optional(Type.String({ maxLength: 60 })) }),
  response: PageOf(DeclarationItem),
})
export const getPublicDeclaration = endpoint({
  id: 'getPublicDeclaration', method: 'GET', url: '/api/v1/public/declarations/:number', kind: 'public', may: 'public',
  scope: 'public', tags, summary: { zh: '企业自主申明', en: 'A declaration' },
  params: closed({ number: Type.String({ maxLength: 40 }) }), response: DeclarationDetail,
})
export const listDeclarations = endpoint({
  id: 'listDeclarations', method: 'GET', url: '/api/v1/declarations', kind: 'read', may: 'declaration:read',
  scope: 'organisation', tags, summary: { zh: '自主申明', en: 'Declarations' },
  query: closed(
    { ...Paging, product: Type.Optional(Id()), standing: Type.Optional(oneOf(DECLARATION_STATUSES, STANDING_WORDS)) }
  ),
  response: PageOf(DeclarationItem),
})
export const getDeclaration = endpoint({
  id: 'getDeclaration', method: 'GET', url: '/api/v1/declarations/:id', kind: 'read', may: 'declaration:read',
  scope: 'organisation', tags, summary: { zh: '自主申明', en: 'A declaration' }, params: byId, response: DeclarationDetail,
})
export const publishDeclaration = endpoint({
  id: 'publishDeclaration', method: 'POST', url: '/api/v1/declaration-drafts/:id/publication', kind: 'act',
  may: 'declaration:publish', scope: 'organisation', tags, creates: true, signs: true,
  summary: { zh: '签署并公开申明', en: 'Sign and publish the declaration' },
  params: byId,
  body: closed({
    version: Type.Integer({ minimum: 1, ...words({ zh: '草稿版本', en: 'Version of the draft' }) }),
    truthful: Type.Literal(
      true, words({ zh: '本企业对申明内容的真实性负责', en: 'The enterprise answers for the truth of what it declares' }),
    ),
  }),
  response: DeclarationDetail,
})
export const confirmDeclaration = endpoint({
  id: 'confirmDeclaration', method: 'POST', url: '/api/v1/declarations/:id/confirmation', kind: 'act',
  may: 'declaration:publish', scope: 'organisation', tags, signs: true,
  summary: { zh: '年度确认', en: 'Confirm for another year' }, params: byId, body: closed({}), response: DeclarationDetail,
})
export const correctDeclaration = endpoint({
  id: 'correctDeclaration', method: 'POST', url: '/api/v1/declarations/:id/correction', kind: 'act',
  may: 'declaration:publish', scope: 'organisation', tags, signs: true,
  summary: { zh: '更正申明', en: 'Correct the declaration' }, params: byId,
  body: closed({
    ground: Type.String({ maxLength: 60, ...words({ zh: '更正理由', en: 'Ground', widget: 'pick',
      from: { endpoint: 'listGrounds', value: 'id', label: 'name', query: { list: 'correction' } } }) }),
    facts: Type.Optional(Facts), clauses: Type.Optional(Clauses), values: Type.Optional(Values),
    statement: Type.Optional(Statement),
  }),
  response: DeclarationDetail,
})
export const withdrawDeclaration = endpoint({
  id: 'withdrawDeclaration', method: 'POST', url: '/api/v1/declarations/:id/withdrawal', kind: 'act',
  may: 'declaration:publish', scope: 'organisation', tags, signs: true,
  summary: { zh: '撤回申明', en: 'Withdraw the declaration' }, params: byId,
  body: closed({
    ground: Type.String({ maxLength: 60, ...words({ zh: '撤回理由', en: 'Ground', widget: 'pick',
      from: { endpoint: 'listGrounds', value: 'id', label: 'name', query: { list: 'declarationWithdrawal' } } }) }),
  }),
  response: DeclarationDetail,
})

// ---- challenge -----------------------------------------------------------------------------------------------------

export const CHALLENGE_STATUSES = ['lodged', 'accepted', 'refused', 'answered', 'concluded'] as const
const CHALLENGE_WORDS = words({ zh: '状态', en: 'State', choices: {
  lodged: { zh: '待受理', en: 'Lodged' }, accepted: { zh: '已受理', en: 'Accepted' },
  refused: { zh: '不予受理', en: 'Not accepted' }, answered: { zh: '企业已答复', en: 'Answered' },
  concluded: { zh: '已办结', en: 'Concluded' },
} })
const ChallengeGround = Type.String({ maxLength: 60, ...words({ zh: '质疑事由', en: 'Ground', widget: 'pick',
  from: { endpoint: 'listGrounds', value: 'id', label: 'name', query: { list: 'challenge' } } }) })
export const challengeDeclaration = endpoint({
  id: 'challengeDeclaration', method: 'POST', url: '/api/v1/public/declarations/:number/challenges', kind: 'record',
  may: 'public', scope: 'public', tags, creates: true,
  summary: { zh: '质疑申明', en: 'Challenge a declaration' },
  params: closed({ number: Type.String({ maxLength: 40 }) }),
  body: closed({
    ground: ChallengeGround,
    text: Area(2000, { zh: '事实与线索', en: 'Facts' }),
    contact: Type.Optional(Type.String({ minLength: 1, maxLength: 100, format: 'line', ...words({
      zh: '联系方式（可不留）', en: 'Contact (optional)', pii: 'phone',
      hint: { zh: '仅供核查人员联系，不公开', en: 'Only for whoever checks; never public' } }) })),
  }),
  response: Type.Object({ number: Type.String(), answerBy: Type.String() }),
})
export const ChallengeItem = Type.Object({
  id: Type.String(), number: Type.String(), declaration: Type.String(), declarationNumber: Type.String(),
  holderName: Text, productName: Text, ground: Text, status: oneOf(CHALLENGE_STATUSES, CHALLENGE_WORDS),
  lodgedOn: Type.String(),
})
export const ChallengeDetail = Type.Object({
  ...ChallengeItem.properties,
  /** As lodged: only for whoever handles it. */
  text: nullable(Type.String()), contact: nullable(Type.String()), facts: nullable(Type.String()),
  answer: nullable(Type.String()), evidence: nullable(Type.String()), reason: nullable(Type.String()),
  outcome: nullable(Type.String()),
  next: Type.Array(Next), deadlines: Type.Array(Deadline), timeline: Type.Array(TimelineEntry),
})
export const listChallenges = endpoint({
  id: 'listChallenges', method: 'GET', url: '/api/v1/challenges', kind: 'read', may: 'challenge:read', scope: 'region',
  tags,
  summary: { zh: '对申明的质疑', en: 'Challenges of declarations' },
  query: closed({ ...Paging, status: Type.Optional(oneOf(CHALLENGE_STATUSES, CHALLENGE_WORDS)) }),
  response: PageOf(ChallengeItem),
})
export const getChallenge = endpoint({
  id: 'getChallenge', method: 'GET', url: '/api/v1/challenges/:id', kind: 'read', may: 'challenge:read',
  scope: 'region', tags,
  summary: { zh: '质疑', en: 'A challenge' }, params: byId, response: ChallengeDetail,
})
export const acceptChallenge = endpoint({
  id: 'acceptChallenge', method: 'POST', url: '/api/v1/challenges/:id/acceptance', kind: 'act', may: 'challenge:handle',
  scope: 'region', tags, signs: true, summary: { zh: '受理质疑（公开标注）', en: 'Accept a challenge; it becomes public' },
  params: byId,
  body: closed({ facts: Area(2000, { zh: '告知企业的事实', en: 'Facts put to the enterprise', hint: {
    zh: '不写质疑人身份；企业只看到这一段',
    en: 'Without the challenger: the enterprise reads only this' } }) }), response: ChallengeDetail,
})
export const refuseChallenge = endpoint({
  id: 'refuseChallenge', method: 'POST', url: '/api/v1/challenges/:id/refusal', kind: 'act', may: 'challenge:handle',
  scope: 'region', tags, summary: { zh: '不予受理', en: 'Do not accept' },
  params: byId, body: closed({ reason: Area(2000, { zh: '理由', en: 'Reason' }) }), response: ChallengeDetail,
})
export const answerChallenge = endpoint({
  id: 'answerChallenge', method: 'POST', url: '/api/v1/challenges/:id/answer', kind: 'act', may: 'declaration:publish',
  scope: 'organisation', tags, summary: { zh: '答复质疑', en: 'Answer a challenge' },
  params: byId,
  body: closed(
    { answer: Area(2000, { zh: '答复', en: 'Answer' }), evidence: Type.Optional(FileHash({ zh: '证据', en: 'Evidence' })) }
  ),
  response: ChallengeDetail,
})
export const concludeChallenge = endpoint({
  id: 'concludeChallenge', method: 'POST', url: '/api/v1/challenges/:id/conclusion', kind: 'act',
  may: 'challenge:handle',
  scope: 'region', tags, signs: true, summary: { zh: '作出核查结论', en: 'Conclude' },
  params: byId,
  body: closed({
    outcome: oneOf(['unfounded', 'corrected', 'refuted'] as const, words({ zh: '结论', en: 'Outcome', choices: {
      unfounded: { zh: '质疑不成立', en: 'Unfounded' },
      corrected: { zh: '企业已更正', en: 'Corrected by the enterprise' },
      refuted: { zh: '申明不实，予以否定', en: 'The declaration is refuted' } } })),
    reason: Area(2000, { zh: '理由', en: 'Reason' }),
  }),
  response: ChallengeDetail,
})

export const DECLARATIONS_REFUSALS = {
  'draft-conflict': { status: 409, zh: '以下条目刚被 {by} 修改，请核对后再保存：{fields}',
    en: '{by} has just changed these entries; compare and save again: {fields}' },
  'draft-incomplete': { status: 422, zh: '尚有未完成的内容：{fields}', en: 'Not complete yet: {fields}' },
  'clause-unknown': { status: 422, zh: 'A 标准没有条款 {clause}', en: 'The A standard has no clause {clause}' },
  'indicator-unknown': { status: 422, zh: 'B 标准没有指标 {indicator}', en: 'The B standard has no indicator {indicator}' },
  'fact-unknown': {
    status: 422, zh: 'B 标准没有条件 {fact}，或取值 {value} 不在其选项之中',
    en: 'The B standard has no fact {fact}, or {value} is none of its choices',
  },
  'value-form': {
    status: 422, zh: '指标 {indicator} 的值不是应有的形式', en: 'The value of {indicator} has another form than it must',
  },
  'must-clause-not-met': { status: 422, zh: '必备条款自评为不符合或不适用，不能申明：{clauses}',
    en: 'Clauses that must be met are not: {clauses}' },
  'national-limit-broken': { status: 422, zh: '所填值未达到国家标准限值，不能申明：{indicators}',
    en: 'Values break the national limit: {indicators}' },
  'declaration-exists': {
    status: 409, zh: '该产品已有对同一 B 标准的公开申明 {number}', en: 'Declaration {number} covers this product and standard already',
  },
  'product-not-own': { status: 404, zh: '没有找到该产品', en: 'No such product' },
  'rule-not-open': { status: 422, zh: '认证实施规则 {rule} 尚未发布或未生效', en: 'Rule {rule} is not published or not in force' },
  'ground-unknown': { status: 422, zh: '理由 {ground} 不在规定清单之中', en: 'Ground {ground} is not in the closed list' },
  'challenge-open': { status: 409, zh: '尚有未办结的质疑', en: 'A challenge is still open' },
  'not-corrected': { status: 409, zh: '受理质疑之后尚无更正', en: 'Nothing has been corrected since the challenge was accepted' },
  'statement-forbidden-word': { status: 422, zh: '申明文字不得使用“{word}”（商标法第十四条、广告法第九条）',
    en: 'The statement must not say “{word}” (Trademark Law art. 14, Advertising Law art. 9)' },
  'confirmation-too-early': { status: 409, zh: '{from} 起可办理年度确认', en: 'Confirmation is possible from {from}' },
} as const satisfies Record<string, RefusalWords>
