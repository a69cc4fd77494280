import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Area, Day, Deadline, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words,
} from './schema.ts'

/** Standing of a certification body's or a laboratory's record. */
export const BODY_STATUSES = ['approved', 'suspended', 'ended'] as const
const STATUS_WORDS = words({
  zh: '状态', en: 'Status',
  choices: {
    approved: { zh: '已准入', en: 'Approved' },
    suspended: { zh: '暂停', en: 'Suspended' },
    ended: { zh: '已退出', en: 'Ended' },
  },
})

/** What a registered person may do on a file; the roles of the scheme say who may press which button. */
export const STAFF_FUNCTIONS =
  ['acceptor', 'auditor', 'technical-expert', 'reviewer', 'decider', 'tester', 'signatory'] as const
export type StaffFunction = (typeof STAFF_FUNCTIONS)[number]
const FUNCTION_WORDS = words({
  zh: '职责', en: 'Function',
  choices: {
    acceptor: { zh: '申请评审', en: 'Application review' },
    auditor: { zh: '检查', en: 'Audit' },
    'technical-expert': { zh: '技术专家', en: 'Technical expert' },
    reviewer: { zh: '复核', en: 'Review' },
    decider: { zh: '认证决定', en: 'Decision' },
    tester: { zh: '检测', en: 'Testing' },
    signatory: { zh: '授权签字人', en: 'Authorised signatory' },
  },
})

const RuleNumber = (zh = '认证实施规则', en = 'Certification rule') => Type.String({
  minLength: 1, maxLength: 60, format: 'line',
  ...words({ zh, en, widget: 'pick', from: { endpoint: 'listRules', value: 'number', label: 'name' } }),
})
const Method = Line(80, { zh: '检测方法标准号', en: 'Number of the test method', hint: {
  zh: '写到年号，如 GB/T 10345-2022', en: 'With its year, such as GB/T 10345-2022' } })
const From = Day({ zh: '起始日', en: 'From' })
const Until = Type.Optional(Day({ zh: '截止日（含当日）', en: 'Until (that day included)' }))
const Reason = Area(2000, { zh: '理由', en: 'Reason', hint: {
  zh: '写明事实和依据', en: 'Facts, and what the decision rests on' } })
const Competence = Type.String({ pattern: '^[A-Z0-9][A-Z0-9.-]{0,19}$', ...words({
  zh: '专业能力代码', en: 'Competence code', hint: {
    zh: '按认证实施规则所列', en: 'As the certification rule lists it' } }) })

const Scope = Type.Object({
  rule: Type.String(), name: Type.Optional(Text), from: Type.String(), until: Type.Union([Type.String(), Type.Null()]),
})
const MethodScope = Type.Object({
  method: Type.String(), from: Type.String(), until: Type.Union([Type.String(), Type.Null()]),
})
const PublicKey = Type.Object({
  kid: Type.String(), x: Type.String(), from: Type.String(), until: Type.Union([Type.String(), Type.Null()]),
  revoked: Type.Boolean(), compromisedSince: Type.Union([Type.String(), Type.Null()]),
})

export const BodySummary = Type.Object({
  id: Type.String(), organisation: Type.String(), slug: Type.String(), name: Text, uscc: Type.String(),
  region: Type.String(), regionName: Type.String(),
  approvalNumber: Type.String(), status: oneOf(BODY_STATUSES, STATUS_WORDS), rules: Type.Array(Type.String()),
})
export const BodyDetail = Type.Object({
  ...BodySummary.properties,
  code: Type.String(), prefix: Type.String(), did: Type.String(),
  scopes: Type.Array(Scope), keys: Type.Array(PublicKey),
  standing: Type.Array(Type.Object({ status: oneOf(BODY_STATUSES, STATUS_WORDS), from: Type.String() })),
  version: Type.Integer(), next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
  deadlines: Type.Array(Deadline),
})
export const LaboratorySummary = Type.Object({
  id: Type.String(), organisation: Type.String(), name: Text, uscc: Type.String(), region: Type.String(),
  regionName: Type.String(), cma: Type.Union([Type.String(), Type.Null()]),
  cnas: Type.Union([Type.String(), Type.Null()]),
  status: oneOf(BODY_STATUSES, STATUS_WORDS), methods: Type.Array(Type.String()),
})
export const LaboratoryDetail = Type.Object({
  ...LaboratorySummary.properties,
  accreditedUntil: Type.Union([Type.String(), Type.Null()]),
  scopes: Type.Array(MethodScope),
  standing: Type.Array(Type.Object({ status: oneOf(BODY_STATUSES, STATUS_WORDS), from: Type.String() })),
  version: Type.Integer(), next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})
/** A person's registration. Names go to the person's own body, to its laboratory and to the secretariat, never out. */
export const StaffItem = Type.Object({
  id: Type.String(), person: Type.String(), name: Type.String(), organisation: Type.String(),
  functions: Type.Array(oneOf(STAFF_FUNCTIONS, FUNCTION_WORDS)), competences: Type.Array(Type.String()),
  from: Type.String(), until: Type.Union([Type.String(), Type.Null()]),
})
export const StaffDetail = Type.Object({
  ...StaffItem.properties, version: Type.Integer(), next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})

const byId = closed({ id: Id() })
const tags = ['bodies']

export const listBodies = endpoint({
  id: 'listBodies', method: 'GET', url: '/api/v1/bodies', kind: 'public', may: 'public', scope: 'public', tags,
  summary: { zh: '认证机构名录', en: 'Register of certification bodies' },
  query: closed({ ...Paging, rule: Type.Optional(Type.String({ maxLength: 60 })),
    status: Type.Optional(oneOf(BODY_STATUSES, STATUS_WORDS)) }),
  response: PageOf(BodySummary),
})
export const getBody = endpoint({
  id: 'getBody', method: 'GET', url: '/api/v1/bodies/:id', kind: 'public', may: 'public', scope: 'public', tags,
  summary: { zh: '认证机构及其业务范围', en: 'A certification body and its scope' },
  params: byId, response: BodyDetail,
})
export const registerBody = endpoint({
  id: 'registerBody', method: 'POST', url: '/api/v1/bodies', kind: 'act', may: 'body:register', scope: 'all', tags,
  creates: true, signs: true,
  summary: { zh: '登记认证机构', en: 'Register a certification body' },
  body: closed({
    organisation: Id({ zh: '机构', en: 'Organisation', widget: 'organisation' }),
    approvalNumber: Line(40, { zh: '认证机构批准号', en: 'Approval number', hint: {
      zh: '国家认监委批准书编号', en: 'As on the approval of the national authority' } }),
    slug: Type.String({ pattern: '^[a-z][a-z0-9-]{1,29}$', ...words({ zh: '网络标识', en: 'Web identifier', hint: {
      zh: '用于凭证签名地址，登记后不变', en: 'Part of the address that signs credentials; never changes' } }) }),
    code: Type.String({ pattern: '^[0-9A-Z]{2}$', ...words({ zh: '机构代码（两位）', en: 'Two-character code' }) }),
    prefix: Type.String({ pattern: '^[A-Z0-9]{2,12}$', ...words({ zh: '机构证书号前缀', en: 'Prefix of its numbers' }) }),
  }),
  response: BodyDetail,
})
export const grantBodyScope = endpoint({
  id: 'grantBodyScope', method: 'POST', url: '/api/v1/bodies/:id/scopes', kind: 'act', may: 'body:grant-scope',
  scope: 'all', tags, signs: true,
  summary: { zh: '授予业务范围', en: 'Grant a scope' },
  params: byId, body: closed({ rule: RuleNumber(), from: From, until: Until }), response: BodyDetail,
})
export const endBodyScope = endpoint({
  id: 'endBodyScope', method: 'POST', url: '/api/v1/bodies/:id/scopes/end', kind: 'act', may: 'body:end-scope',
  scope: 'all', tags, signs: true,
  summary: { zh: '终止业务范围', en: 'End a scope' },
  params: byId, body: closed({ rule: RuleNumber(), reason: Reason }), response: BodyDetail,
})
const bodyStanding = (
  id: string, verb: 'suspend' | 'restore' | 'end', path: string, zh: string, en: string,
) => endpoint({
  id, method: 'POST', url: `/api/v1/bodies/:id/${path}`, kind: 'act', may: `body:${verb}`, scope: 'all', tags,
  signs: true, summary: { zh, en }, params: byId, body: closed({ reason: Reason }), response: BodyDetail,
})
export const suspendBody = bodyStanding('suspendBody', 'suspend', 'suspension', '暂停认证机构', 'Suspend a body')
export const restoreBody = bodyStanding('restoreBody', 'restore', 'restoration', '恢复认证机构', 'Restore a body')
export const endBody = bodyStanding('endBody', 'end', 'end', '认证机构退出', 'End a body')
export const rotateBodyKey = endpoint({
  id: 'rotateBodyKey', method: 'POST', url: '/api/v1/bodies/:id/keys', kind: 'act', may: 'body:rotate-key',
  scope: 'organisation', tags, signs: true,
  summary: { zh: '更换签名密钥', en: 'Replace the signing key' },
  params: byId,
  body: closed({ cause: oneOf(['routine', 'compromised'] as const, words({ zh: '原因', en: 'Cause', choices: {
    routine: { zh: '例行更换，旧签名仍有效', en: 'Routine: older signatures still hold' },
    compromised: { zh: '密钥可能泄露，吊销旧密钥', en: 'The old key may have leaked: revoke it' } } })),
    compromisedSince: Type.Optional(Day({ zh: '最早可能泄露之日', en: 'Since when it may have leaked', hint: {
      zh: '仅在可能泄露时填写；此日之后未登记在日志中的签名不再可信，不填则自现在起',
      en: 'Only if it may have leaked: what the log did not record before that day is no longer believed; now if empty',
    } })) }),
  response: BodyDetail,
})

export const listLaboratories = endpoint({
  id: 'listLaboratories', method: 'GET', url: '/api/v1/laboratories', kind: 'public', may: 'public', scope: 'public',
  tags, summary: { zh: '检测机构名录', en: 'Register of laboratories' },
  query: closed({ ...Paging, method: Type.Optional(Type.String({ maxLength: 80 })) }),
  response: PageOf(LaboratorySummary),
})
export const getLaboratory = endpoint({
  id: 'getLaboratory', method: 'GET', url: '/api/v1/laboratories/:id', kind: 'public', may: 'public', scope: 'public',
  tags, summary: { zh: '检测机构及其能力范围', en: 'A laboratory and its scope' },
  params: byId, response: LaboratoryDetail,
})
export const registerLaboratory = endpoint({
  id: 'registerLaboratory', method: 'POST', url: '/api/v1/laboratories', kind: 'act', may: 'laboratory:register',
  scope: 'all', tags, creates: true, signs: true,
  summary: { zh: '登记检测机构', en: 'Register a laboratory' },
  body: closed({
    organisation: Id({ zh: '机构', en: 'Organisation', widget: 'organisation' }),
    cma: Type.Optional(Line(40, { zh: 'CMA 资质认定证书号', en: 'CMA certificate number' })),
    cnas: Type.Optional(Line(40, { zh: 'CNAS 认可证书号', en: 'CNAS accreditation number' })),
    accreditedUntil: Type.Optional(Day({ zh: '资质有效期至', en: 'Accredited until' })),
  }),
  response: LaboratoryDetail,
})
export const grantLaboratoryScope = endpoint({
  id: 'grantLaboratoryScope', method: 'POST', url: '/api/v1/laboratories/:id/scopes', kind: 'act',
  may: 'laboratory:grant-scope', scope: 'all', tags, signs: true,
  summary: { zh: '登记检测能力', en: 'Record methods in scope' },
  params: byId,
  body: closed({
    methods: Type.Array(Method, { minItems: 1, maxItems: 100, uniqueItems: true,
      ...words({ zh: '方法', en: 'Methods' }) }),
    from: From, until: Until,
  }),
  response: LaboratoryDetail,
})
export const endLaboratoryScope = endpoint({
  id: 'endLaboratoryScope', method: 'POST', url: '/api/v1/laboratories/:id/scopes/end', kind: 'act',
  may: 'laboratory:end-scope', scope: 'all', tags, signs: true,
  summary: { zh: '终止检测能力', en: 'End a method' },
  params: byId, body: closed({ method: Method, reason: Reason }), response: LaboratoryDetail,
})
const laboratoryStanding = (
  id: string, verb: 'suspend' | 'restore' | 'end', path: string, zh: string, en: string,
) => endpoint({
  id, method: 'POST', url: `/api/v1/laboratories/:id/${path}`, kind: 'act', may: `laboratory:${verb}`, scope: 'all',
  tags, signs: true, summary: { zh, en }, params: byId, body: closed({ reason: Reason }), response: LaboratoryDetail,
})
export const suspendLaboratory =
  laboratoryStanding('suspendLaboratory', 'suspend', 'suspension', '暂停检测机构', 'Suspend a laboratory')
export const restoreLaboratory =
  laboratoryStanding('restoreLaboratory', 'restore', 'restoration', '恢复检测机构', 'Restore a laboratory')
export const endLaboratory = laboratoryStanding('endLaboratory', 'end', 'end', '检测机构退出', 'End a laboratory')

export const StaffFunction = oneOf(STAFF_FUNCTIONS, FUNCTION_WORDS)
const Functions = Type.Array(StaffFunction, {
  minItems: 1, uniqueItems: true, ...words({ zh: '职责', en: 'Functions' }) })
const Competences = Type.Array(Competence, {
  maxItems: 100, uniqueItems: true, ...words({ zh: '专业能力代码', en: 'Competence codes' }) })

export const listStaff = endpoint({
  id: 'listStaff', method: 'GET', url: '/api/v1/staff', kind: 'read', may: 'staff:read', scope: 'organisation', tags,
  summary: { zh: '本机构执业人员', en: 'People registered with the own body' },
  query: closed({ ...Paging, function: Type.Optional(oneOf(STAFF_FUNCTIONS, FUNCTION_WORDS)),
    competence: Type.Optional(Competence),
    ended: Type.Optional(Type.Boolean(words({ zh: '含已离职', en: 'Ended too' }))) }),
  response: PageOf(StaffItem),
})
export const getStaff = endpoint({
  id: 'getStaff', method: 'GET', url: '/api/v1/staff/:id', kind: 'read', may: 'staff:read', scope: 'organisation', tags,
  summary: { zh: '执业登记', en: 'A registration' }, params: byId, response: StaffDetail,
})
/** Members of the own organisation who are registered nowhere: whom `registerStaff` may name. */
export const listStaffCandidates = endpoint({
  id: 'listStaffCandidates', method: 'GET', url: '/api/v1/staff-candidates', kind: 'read', may: 'staff:register',
  scope: 'organisation', tags,
  summary: { zh: '可登记的本机构成员', en: 'Members who may be registered' },
  query: closed({ ...Paging }),
  response: PageOf(Type.Object({ person: Type.String(), name: Type.String() })),
})
export const registerStaff = endpoint({
  id: 'registerStaff', method: 'POST', url: '/api/v1/staff', kind: 'act', may: 'staff:register', scope: 'organisation',
  tags, creates: true,
  summary: { zh: '登记执业人员', en: 'Register a person' },
  body: closed({
    person: Id({ zh: '人员', en: 'Person', widget: 'pick',
      from: { endpoint: 'listStaffCandidates', value: 'person', label: 'name' },
      hint: { zh: '认证人员只能在一个机构执业', en: 'A person practises in one body only' } }),
    functions: Functions, competences: Competences,
  }),
  response: StaffDetail,
})
export const amendStaff = endpoint({
  id: 'amendStaff', method: 'PUT', url: '/api/v1/staff/:id', kind: 'act', may: 'staff:amend', scope: 'organisation',
  tags,
  summary: { zh: '变更职责与能力', en: 'Change functions and competence' },
  params: byId, body: closed({ functions: Functions, competences: Competences }), response: StaffDetail,
})
export const endStaff = endpoint({
  id: 'endStaff', method: 'POST', url: '/api/v1/staff/:id/end', kind: 'act', may: 'staff:end', scope: 'organisation',
  tags,
  summary: { zh: '结束执业登记', en: 'End a registration' },
  params: byId, body: closed({}), response: StaffDetail,
})
/** Signatories and testers of a laboratory are recorded by whoever records its scope. */
export const registerLaboratoryStaff = endpoint({
  id: 'registerLaboratoryStaff', method: 'POST', url: '/api/v1/laboratories/:id/staff', kind: 'act',
  may: 'laboratory:register-staff', scope: 'all', tags, creates: true,
  summary: { zh: '登记检测人员和授权签字人', en: 'Register testers and signatories' },
  params: byId,
  body: closed({
    person: Id({ zh: '人员', en: 'Person', widget: 'pick',
      from: { endpoint: 'listLaboratoryCandidates', value: 'person', label: 'name' } }),
    functions: Functions, competences: Competences,
  }),
  response: StaffDetail,
})
export const listLaboratoryCandidates = endpoint({
  id: 'listLaboratoryCandidates', method: 'GET', url: '/api/v1/laboratories/:id/staff-candidates', kind: 'read',
  may: 'laboratory:register-staff', scope: 'all', tags,
  summary: { zh: '可登记的检测机构成员', en: 'Members of a laboratory who may be registered' },
  params: byId, query: closed({ ...Paging }),
  response: PageOf(Type.Object({ person: Type.String(), name: Type.String() })),
})
export const endLaboratoryStaff = endpoint({
  id: 'endLaboratoryStaff', method: 'POST', url: '/api/v1/laboratory-staff/:id/end', kind: 'act',
  may: 'laboratory:register-staff', scope: 'all', tags,
  summary: { zh: '结束检测人员登记', en: 'End a registration with a laboratory' },
  params: byId, body: closed({}), response: StaffDetail,
})

export const BODIES_REFUSALS = {
  'body-exists': { status: 409, zh: '该机构已登记，或其批准号、网络标识、代码已被使用',
    en: 'This body is already registered, or its approval number, web identifier or code is taken' },
  'laboratory-exists': { status: 409, zh: '该检测机构已登记', en: 'This laboratory is already registered' },
  'laboratory-without-accreditation': { status: 422, zh: 'CMA 与 CNAS 至少填写一项',
    en: 'Give a CMA number or a CNAS number' },
  'organisation-kind': { status: 422, zh: '该组织不是{needed}', en: 'This organisation is not a {needed}' },
  'scope-exists': { status: 409, zh: '{subject} 已在范围内，至 {until}', en: '{subject} is already in scope until {until}' },
  'scope-missing': { status: 409, zh: '{subject} 不在范围内', en: '{subject} is not in scope' },
  'days-out-of-order': { status: 422, zh: '截止日早于起始日', en: 'The last day lies before the first' },
  'compromised-in-future': { status: 422, zh: '泄露之日不能晚于今天', en: 'The day of the leak lies in the future' },
  'compromised-without-cause': { status: 422, zh: '例行更换不填泄露之日', en: 'A routine replacement has no day of a leak' },
  'rule-unknown': { status: 422, zh: '没有已发布的认证实施规则 {rule}', en: 'No published certification rule {rule}' },
  'practises-elsewhere': { status: 409, zh: '此人已在一家机构登记执业；认证人员不得同时在两家机构执业，请先由原机构结束登记',
    en:
      'This person is registered with a body already; nobody practises in two: the other registration must end first' },
  'practised-elsewhere-today': { status: 409, zh: '此人今天仍属原机构，最早明日可登记',
    en: 'This person belonged to another body today; tomorrow is the earliest' },
  'not-a-member': { status: 422, zh: '此人不是本机构成员，请先分配岗位', en: 'This person is not a member of the organisation' },
  'function-not-here': {
    status: 422, zh: '{function} 不能登记在这类机构', en: '{function} cannot be registered with this kind of organisation',
  },
  'body-out-of-scope': { status: 409, zh: '认证机构在 {day} 不具有规则 {rule} 的有效业务范围',
    en: 'On {day} the body has no valid scope for rule {rule}' },
  'laboratory-out-of-scope': { status: 409, zh: '检测机构在 {day} 不具有方法 {method} 的有效资质',
    en: 'On {day} the laboratory has no valid scope for method {method}' },
} as const satisfies Record<string, RefusalWords>
