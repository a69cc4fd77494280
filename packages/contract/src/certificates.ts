import { Type } from 'typebox'
import type { Static } from 'typebox'
import { FileOutcome, GroundOf, PartyShown } from './certification.ts'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Area, Day, Deadline, FileHash, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf,
  words } from './schema.ts'

/**
 * The certificate from grant to its end (domain §4.6). The public addresses `/c/…` are registered by the public pages.
 */

export const CERTIFICATE_STATUSES = ['valid', 'suspended', 'withdrawn', 'cancelled', 'expired'] as const
export const CERTIFICATE_STATUS_WORDS = {
  valid: { zh: '有效', en: 'Valid' }, suspended: { zh: '暂停', en: 'Suspended' }, withdrawn: { zh: '撤销', en: 'Withdrawn' },
  cancelled: { zh: '注销', en: 'Cancelled' }, expired: { zh: '过期', en: 'Expired' },
} as const

export const CERTIFICATES_REFUSALS = {
  'until-too-late': { status: 422, zh: '暂停最晚到 {latest}', en: 'The suspension may last until {latest} at most' },
  'until-past': { status: 422, zh: '日期须在今天之后', en: 'The day must lie after today' },
  'extension-once': { status: 409, zh: '暂停只能延长一次', en: 'A suspension may be extended only once' },
  'correction-not-verified': { status: 409, zh: '整改证据尚未经验证，不能恢复',
    en: 'The correction has not been verified; restoring is not possible' },
  'certificate-expired': { status: 409, zh: '证书已于 {day} 过期', en: 'The certificate expired on {day}' },
  'cancellation-not-asked': { status: 409, zh: '持证人没有提出注销', en: 'The holder has not asked for cancellation' },
  'national-number-taken': { status: 409, zh: '国家编号 {number} 已登记在另一证书上',
    en: 'National number {number} stands on another certificate' },
  'national-number-set': { status: 409, zh: '国家编号已登记', en: 'The national number has been recorded' },
  'surveillance-not-open': { status: 409, zh: '没有待结论的跟踪调查', en: 'No surveillance awaits its conclusion' },
  'answer-first': { status: 409, zh: '还有发现的问题没有整改验证', en: 'Findings are still open' },
} as const satisfies Record<string, RefusalWords>

const Key = closed({ id: Id() })
const HistoryEntry = Type.Object({
  type: Type.String(), label: Text, effectiveOn: Type.String(), decidedOn: Type.String(), recordedAt: Type.String(),
  ground: Type.Optional(Text), until: Type.Optional(Type.String()),
  /** Day on which an appeal against it was upheld: it never held. */
  setAsideOn: Type.Optional(Type.String()),
})

/** The public data of a certificate (design §5). `number` is the register number; a look-up takes any of the three. */
export const PublicCertificate = Type.Object({
  number: Type.String(), bodyNumber: Type.String(), registerNumber: Type.String(),
    nationalNumber: Type.Union([Type.String(), Type.Null()]),
  status: oneOf(CERTIFICATE_STATUSES), statusLabel: Text,
  holder: Type.Object({ uscc: Type.String(), name: Type.String() }),
  body: Type.Object({ name: Type.String(), approvalNumber: Type.Optional(Type.String()),
    did: Type.Optional(Type.String()) }),
  programme: Type.Object({ id: Type.String(), name: Text }), schemeType: Type.String(),
  parties: Type.Object({ applicant: Type.String(), producer: Type.String(), manufacturer: Type.String() }),
  products: Type.Array(Type.Object({
    name: Text, gtin: Type.Optional(Type.String()), models: Type.Array(Type.String()),
      brand: Type.Optional(Type.String()) })),
  batch: Type.Optional(Type.Object({ lot: Type.String(), quantity: Type.Integer(), unit: Type.String() })),
  standards: Type.Array(Type.Object({ number: Type.String(), edition: Type.String(), name: Text })),
  rule: Type.Object({ number: Type.String(), edition: Type.String(), name: Text }),
  scope: Type.String(), conditions: Type.Union([Type.String(), Type.Null()]),
  /** 1 as issued; one more with every change that was granted. */
  revision: Type.Integer(words({ zh: '版次', en: 'Revision' })),
  issuedOn: Type.String(), validFrom: Type.String(), validUntil: Type.String(),
    suspendedUntil: Type.Optional(Type.String()),
  history: Type.Array(HistoryEntry), asOf: Type.Object({ day: Type.String(), version: Type.Integer() }),
})
export type PublicCertificate = Static<typeof PublicCertificate>

const SurveillanceShown = Type.Object({
  id: Type.String(), dueOn: Type.String(), late: Type.Boolean(),
    status: oneOf(['planned', 'recorded', 'concluded'] as const), statusLabel: Text,
  kinds: Type.Array(Text), recordedOn: Type.Optional(Type.String()),
    outcome: Type.Optional(oneOf(['passed', 'findings'] as const)),
  summary: Type.Optional(Type.String()),
    findings: Type.Array(Type.Object({ clause: Type.String(), grade: Type.String(), finding: Type.String() })),
  concludedOn: Type.Optional(Type.String()), conclusion: Type.Optional(Type.String()),
})

const CertificateRow = Type.Object({
  id: Type.String(), number: Type.String(), bodyNumber: Type.String(), status: oneOf(CERTIFICATE_STATUSES),
    statusLabel: Text,
  holder: PartyShown, body: PartyShown, product: Type.String(), rule: Type.String(), programme: Type.String(),
  issuedOn: Type.String(), validUntil: Type.String(), surveillanceDueOn: Type.Optional(Type.String()),
    late: Type.Boolean(),
  openOrders: Type.Integer(),
})
export const listCertificates = endpoint({
  id: 'listCertificates', method: 'GET', url: '/api/v1/certificates', kind: 'read', may: 'certificate:read',
    scope: 'organisation',
  summary: { zh: '证书', en: 'Certificates' },
  query: closed({
    state: Type.Optional(oneOf(CERTIFICATE_STATUSES,
      words({ zh: '状态', en: 'State', choices: CERTIFICATE_STATUS_WORDS }))),
    due: Type.Optional(oneOf(['late', 'soon'] as const, words({ zh: '跟踪调查', en: 'Surveillance', choices: {
      late: { zh: '已逾期', en: 'Late' }, soon: { zh: '三十天内到期', en: 'Due within 30 days' } } }))),
    ...Paging,
  }),
  response: PageOf(CertificateRow), tags: ['standing'],
})
export const getCertificate = endpoint({
  id: 'getCertificate', method: 'GET', url: '/api/v1/certificates/:id', kind: 'read', may: 'certificate:read',
    scope: 'organisation',
  summary: { zh: '证书详情', en: 'A certificate' }, params: Key, tags: ['standing'],
  response: Type.Object({
    id: Type.String(), version: Type.Integer(), application: Type.String(), certificate: PublicCertificate,
    surveillance: Type.Array(SurveillanceShown),
    correction: Type.Optional(Type.Object({ on: Type.String(), text: Type.String(),
      verified: Type.Optional(Type.String()), note: Type.Optional(Type.String()) })),
    transfer: Type.Optional(Type.Object({ to: PartyShown, on: Type.String(), text: Type.String() },
      words({ zh: '转机构申请', en: 'Transfer asked for' }))),
    suspensionAsked: Type.Optional(Type.Object({ on: Type.String(), until: Type.String(), text: Type.String() },
      words({ zh: '申请的季节性暂停', en: 'Pause asked for' }))),
    resumption: Type.Optional(Type.Object({ on: Type.String(), text: Type.String() },
      words({ zh: '恢复生产报告', en: 'Resumption' }))),
    forgery: Type.Optional(Type.Object({ on: Type.String(), number: Type.String() },
      words({ zh: '系伪造的检测报告', en: 'Forged report' }))),
    cancellationAsked: Type.Optional(Type.Object({ on: Type.String(), ground: Text })),
    changes: Type.Array(Type.Object({ id: Type.String(), number: Type.String(), what: Text, state: Text,
      requestedOn: Type.String() }), words({ zh: '变更', en: 'Changes' })),
    orders: Type.Array(Type.Object({ id: Type.String(), number: Type.String(), authority: Type.String(), ground: Text,
      dueOn: Type.String(), status: Type.String() })),
    documents: Type.Array(Type.Object({ href: Type.String(), label: Text })),
    timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline), next: Type.Array(Next),
  }),
})

const actsOn = { method: 'POST', kind: 'act', params: Key, response: FileOutcome, scope: 'organisation' } as const
const text = Area(2000, { zh: '说明', en: 'Explanation' })
const files = Type.Array(FileHash(),
  { maxItems: 10, uniqueItems: true, ...words({ zh: '证据', en: 'Evidence', widget: 'files' }) })

export const suspendCertificate = endpoint({
  ...actsOn, id: 'suspendCertificate', url: '/api/v1/certificates/:id/suspension', may: 'certificate:suspend',
    signs: true,
  summary: { zh: '暂停证书', en: 'Suspend the certificate' },
  body: closed({
    ground: GroundOf('suspension', { zh: '暂停理由', en: 'Ground' }), text,
      until: Day({ zh: '暂停至', en: 'Suspended until' }),
    order: Type.Optional(Id({ zh: '依据的责令改正', en: 'Order it answers' })),
  }),
})
export const extendSuspension = endpoint({
  ...actsOn, id: 'extendSuspension', url: '/api/v1/certificates/:id/suspension/extension', may: 'certificate:suspend',
    signs: true,
  summary: { zh: '延长暂停', en: 'Extend the suspension' },
  body: closed({ ground: GroundOf('suspensionExtension', { zh: '延长理由', en: 'Ground' }), text,
    until: Day({ zh: '延长至', en: 'Extended until' }) }),
})
export const submitCertificateCorrection = endpoint({
  ...actsOn, id: 'submitCertificateCorrection', url: '/api/v1/certificates/:id/correction', may: 'certificate:correct',
  summary: { zh: '提交整改证据', en: 'Submit evidence of correction' }, body: closed({ text, files }),
})
export const verifyCertificateCorrection = endpoint({
  ...actsOn, id: 'verifyCertificateCorrection', url: '/api/v1/certificates/:id/correction/verification',
    may: 'certificate:surveil',
  summary: { zh: '验证整改', en: 'Verify the correction' },
  body: closed({
    outcome: oneOf(['verified', 'returned'] as const, words({ zh: '结论', en: 'Outcome', choices: {
      verified: { zh: '整改有效', en: 'Effective' }, returned: { zh: '退回', en: 'Returned' } } })),
    note: Area(1000, { zh: '验证记录', en: 'Record of the verification' }),
  }),
})
export const restoreCertificate = endpoint({
  ...actsOn, id: 'restoreCertificate', url: '/api/v1/certificates/:id/restoration', may: 'certificate:restore',
    signs: true,
  summary: { zh: '恢复证书', en: 'Restore the certificate' },
  body: closed({ ground: GroundOf('restoration', { zh: '恢复理由', en: 'Ground' }), text }),
})
export const withdrawCertificate = endpoint({
  ...actsOn, id: 'withdrawCertificate', url: '/api/v1/certificates/:id/withdrawal', may: 'certificate:withdraw',
    signs: true,
  summary: { zh: '撤销证书', en: 'Withdraw the certificate' },
  body: closed({
    ground: GroundOf('withdrawal', { zh: '撤销理由', en: 'Ground' }), text,
    order: Type.Optional(Id({ zh: '依据的责令改正', en: 'Order it answers' })),
  }),
})
export const askCancellation = endpoint({
  ...actsOn, id: 'askCancellation', url: '/api/v1/certificates/:id/cancellation-request', may: 'certificate:give-up',
  summary: { zh: '申请注销', en: 'Ask for cancellation' },
  body: closed({ ground: GroundOf('cancellation', { zh: '注销理由', en: 'Ground' }), text }),
})
export const cancelCertificate = endpoint({
  ...actsOn, id: 'cancelCertificate', url: '/api/v1/certificates/:id/cancellation', may: 'certificate:cancel',
    signs: true,
  summary: { zh: '注销证书', en: 'Cancel the certificate' },
  body: closed({ ground: GroundOf('cancellation', { zh: '注销理由', en: 'Ground' }), text }),
})
export const recordNationalNumber = endpoint({
  ...actsOn, id: 'recordNationalNumber', url: '/api/v1/certificates/:id/national-number', may: 'certificate:report',
  summary: { zh: '登记国家编号', en: 'Record the national number' },
  body: closed(
    { nationalNumber: Type.String({ pattern: '^[0-9A-Z-]{6,40}$',
    ...words({ zh: '国家平台证书编号', en: 'Number on the national platform' }) }) }),
})
export const recordSurveillance = endpoint({
  ...actsOn, id: 'recordSurveillance', url: '/api/v1/certificates/:id/surveillance', may: 'certificate:surveil',
  summary: { zh: '记录跟踪调查', en: 'Record the surveillance' },
  body: closed({
    outcome: oneOf(['passed', 'findings'] as const, words({ zh: '结果', en: 'Outcome', choices: {
      passed: { zh: '通过', en: 'Passed' }, findings: { zh: '发现问题', en: 'Findings' } } })),
    summary: Area(2000, { zh: '跟踪调查记录', en: 'Record' }),
    findings: Type.Array(closed({
      clause: Line(40, { zh: '条款', en: 'Clause' }),
      grade: oneOf(['major', 'minor'] as const, words({ zh: '等级', en: 'Grade', choices: {
        major: { zh: '严重', en: 'Major' }, minor: { zh: '一般', en: 'Minor' } } })),
      finding: Area(1000, { zh: '问题', en: 'Finding' }),
    }), { maxItems: 50, ...words({ zh: '发现的问题', en: 'Findings' }) }),
    files,
  }),
})
export const concludeSurveillance = endpoint({
  ...actsOn, id: 'concludeSurveillance', url: '/api/v1/certificates/:id/surveillance/conclusion',
    may: 'certificate:conclude', signs: true,
  summary: { zh: '跟踪调查结论', en: 'Conclude the surveillance' },
  body: closed({
    conclusion: oneOf(['maintained', 'correction-needed'] as const, words({ zh: '结论', en: 'Conclusion', choices: {
      maintained: { zh: '保持证书', en: 'Certificate maintained' },
        'correction-needed': { zh: '须整改（可另行暂停）', en: 'Correction needed (suspension is a separate step)' } } })),
    note: Area(1000, { zh: '意见', en: 'Opinion' }),
  }),
})
