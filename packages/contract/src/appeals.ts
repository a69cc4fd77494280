import { Type } from 'typebox'
import { DocumentShown, GroundOf, PartyShown } from './certification.ts'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Area, Deadline, FileHash, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf,
  words } from './schema.ts'

/**
 * Appeals and complaints (ISO/IEC 17065 7.13). An appeal is the holder's or applicant's against one decision of its
 * body; a complaint is anybody's about how a certificate came about or is kept. Whoever took part in what they are
 * about decides neither.
 */

export const APPEAL_KINDS = ['appeal', 'complaint'] as const
export const APPEAL_STATUSES = ['filed', 'retracted', 'decided'] as const
export const APPEAL_OUTCOMES = ['upheld', 'partly-upheld', 'rejected'] as const
export const COMPLAINT_OUTCOMES = ['founded', 'unfounded', 'not-ours'] as const

export const APPEAL_KIND_WORDS = {
  appeal: { zh: '申诉', en: 'Appeal' }, complaint: { zh: '投诉', en: 'Complaint' },
} as const
export const APPEAL_STATUS_WORDS = {
  filed: { zh: '待处理', en: 'To be handled' }, retracted: { zh: '已撤回', en: 'Retracted' },
  decided: { zh: '已办结', en: 'Decided' },
} as const
export const APPEAL_OUTCOME_WORDS = {
  upheld: { zh: '成立，撤销原决定', en: 'Upheld, the decision is set aside' },
  'partly-upheld': { zh: '部分成立，重新评价', en: 'Partly upheld, to be evaluated again' },
  rejected: { zh: '不成立，维持原决定', en: 'Rejected, the decision stands' },
  founded: { zh: '属实', en: 'Founded' }, unfounded: { zh: '不属实', en: 'Unfounded' },
  'not-ours': { zh: '不属于本机构认证活动', en: 'Not about what this body certifies' },
} as const

export const APPEALS_REFUSALS = {
  'appeal-nothing': { status: 409, zh: '没有可以申诉的决定', en: 'There is no decision to appeal against' },
  'appeal-late': { status: 409, zh: '申诉期限已于 {until} 届满', en: 'The time for an appeal ended on {until}' },
  'appeal-open': { status: 409, zh: '对这一决定的申诉 {number} 已经提出',
    en: 'Appeal {number} against this decision has been filed' },
  'took-part': { status: 403, zh: '曾参与所涉评价、复核或决定的人员不得处理这一申诉或投诉',
    en: 'Whoever took part in the evaluation, review or decision it is about does not decide it' },
  'outcome-impossible': { status: 422, zh: '对暂停、撤销决定的申诉只有成立或不成立',
    en: 'An appeal against a suspension or withdrawal is upheld or rejected as a whole' },
  'certificate-unknown': { status: 422, zh: '没有这一编号的证书', en: 'There is no certificate of this number' },
} as const satisfies Record<string, RefusalWords>

const Key = closed({ id: Id() })
const Filed = Type.Object({ id: Type.String(), version: Type.Integer(), status: Type.String(),
  number: Type.Optional(Type.String()) })
const acts = { method: 'POST', kind: 'act', params: Key, response: Filed, scope: 'organisation' } as const
const text = Area(4000, { zh: '事实和理由', en: 'Facts and reasons' })

/** `id`: the application, certificate or change whose latest decision is appealed against. */
export const fileAppeal = endpoint({
  ...acts, id: 'fileAppeal', url: '/api/v1/decisions/:id/appeals', may: 'appeal:file', creates: true,
  summary: { zh: '提出申诉', en: 'Appeal' },
  body: closed({
    ground: GroundOf('appeal', { zh: '申诉理由', en: 'Ground' }), text,
    files: Type.Array(FileHash(),
      { maxItems: 10, uniqueItems: true, ...words({ zh: '证据', en: 'Evidence', widget: 'files' }) }),
  }),
})
export const retractAppeal = endpoint({
  ...acts, id: 'retractAppeal', url: '/api/v1/appeals/:id/retraction', may: 'appeal:file',
  summary: { zh: '撤回申诉', en: 'Retract the appeal' },
})
export const lodgeComplaint = endpoint({
  id: 'lodgeComplaint', method: 'POST', url: '/api/v1/complaints', kind: 'act', may: 'public', scope: 'public',
  creates: true, summary: { zh: '投诉认证机构', en: 'Complain about a certification body' },
  body: closed({
    certificate: Line(60, { zh: '证书编号', en: 'Certificate number' }),
    ground: GroundOf('complaint', { zh: '投诉事项', en: 'What it is about' }), text,
    contact: Type.Optional(Line(100, { zh: '联系方式（可不填）', en: 'Contact (may stay empty)', pii: 'phone' })),
  }),
  response: Type.Object({
    number: Type.String(),
    /** Shown once: whoever holds it may follow the complaint. */
    token: Type.String(), body: Type.String(), answerBy: Type.String(),
  }),
})
export const trackComplaint = endpoint({
  id: 'trackComplaint', method: 'POST', url: '/api/v1/complaint-progress', kind: 'public', may: 'public',
  scope: 'public', summary: { zh: '查询投诉进度', en: 'Follow a complaint' },
  body: closed({ number: Line(40, { zh: '投诉编号', en: 'Reference number' }),
    token: Line(64, { zh: '查询码', en: 'Follow-up token' }) }),
  response: Type.Object({
    number: Type.String(), status: Type.String(), statusLabel: Text, body: Type.String(), filedOn: Type.String(),
    dueOn: Type.Optional(Type.String()), outcome: Type.Optional(Text), answer: Type.Optional(Type.String()),
    decidedOn: Type.Optional(Type.String()),
  }),
})

const reasons = Area(4000, { zh: '处理理由（告知对方）', en: 'Reasons (told to the other side)' })
const outcomeOf = <const V extends readonly (keyof typeof APPEAL_OUTCOME_WORDS)[]>(values: V) =>
  oneOf(values, words({ zh: '处理决定', en: 'Decision', choices:
    Object.fromEntries(values.map((value) => [value, APPEAL_OUTCOME_WORDS[value]])) }))
const decides = { ...acts, may: 'appeal:decide', signs: true } as const
export const decideAppeal = endpoint({
  ...decides, id: 'decideAppeal', url: '/api/v1/appeals/:id/decision',
  summary: { zh: '决定申诉', en: 'Decide on the appeal' },
  body: closed({ outcome: outcomeOf(APPEAL_OUTCOMES), text: reasons }),
})
export const answerComplaint = endpoint({
  ...decides, id: 'answerComplaint', url: '/api/v1/appeals/:id/answer',
  summary: { zh: '处理投诉并答复', en: 'Answer the complaint' },
  body: closed({ outcome: outcomeOf(COMPLAINT_OUTCOMES), text: reasons }),
})

const KIND = words({ zh: '类别', en: 'Kind', choices: APPEAL_KIND_WORDS })
const Row = Type.Object({
  id: Type.String(), number: Type.String(), kind: oneOf(APPEAL_KINDS, KIND), body: PartyShown,
  /** Number of the application, certificate or change. */
  about: Type.String(), ground: Text, status: oneOf(APPEAL_STATUSES), statusLabel: Text, filedOn: Type.String(),
  outcome: Type.Optional(Text),
})
export const listAppeals = endpoint({
  id: 'listAppeals', method: 'GET', url: '/api/v1/appeals', kind: 'read', may: 'appeal:read', scope: 'organisation',
  summary: { zh: '申诉和投诉', en: 'Appeals and complaints' },
  query: closed({
    kind: Type.Optional(oneOf(APPEAL_KINDS, KIND)),
    state: Type.Optional(oneOf(APPEAL_STATUSES, words({ zh: '状态', en: 'State', choices: APPEAL_STATUS_WORDS }))),
    ...Paging,
  }),
  response: PageOf(Row),
})
export const getAppeal = endpoint({
  id: 'getAppeal', method: 'GET', url: '/api/v1/appeals/:id', kind: 'read', may: 'appeal:read', scope: 'organisation',
  params: Key, summary: { zh: '一项申诉或投诉', en: 'An appeal or a complaint' },
  response: Type.Object({
    ...Row.properties, version: Type.Integer(), appellant: Type.Optional(PartyShown),
    /** The decision that an appeal is against. */
    against: Type.Optional(Type.Object({ what: Text, on: Type.String(), ground: Type.Optional(Text) })),
    text: Type.String(), contact: Type.Optional(Type.String()),
    decision: Type.Optional(Type.Object({ outcome: Text, text: Type.String(), on: Type.String() })),
    documents: Type.Array(DocumentShown),
    /** What it is about, by its kind. */
    application: Type.Optional(Type.String()), certificate: Type.Optional(Type.String()),
    certificateChange: Type.Optional(Type.String()),
    timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline), next: Type.Array(Next),
  }),
})
