import { Type } from 'typebox'
import type { TProperties } from 'typebox'
import { PublicCertificate } from './certificates.ts'
import { VerdictAnswer } from './codes.ts'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Text, closed, oneOf, words } from './schema.ts'

/**
 * The public addresses that show how something stands (design §5), so that whoever measures them finds them by the tag
 * `standing`. They answer HTML to a browser and JSON to whoever asks for it; `page` says so. The same page in English
 * lies under `/en`. Public pages without standing are no operations and are not here.
 *
 * Others add parameters of their own to a link (`from`, `isappinstalled`, `linkType`), so unknown ones are let through;
 * the same one twice is refused.
 */
const query = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: Type.String({ maxLength: 400 }) })

/** Text of an address; control characters never belong there. */
const Short = Type.String({ maxLength: 400, pattern: '^[^\\u0000-\\u001f]*$' })
const page = { method: 'GET', may: 'public', scope: 'public', tags: ['standing', 'page', 'binary'] } as const
const Shown = { big: Type.Optional(Short), seen: Type.Optional(Short) }
const LookQuery = query(Shown)
const item = { ...page, kind: 'measure', query: LookQuery, response: VerdictAnswer } as const
const itemSummary = { zh: '标识码核验页', en: 'Verdict on an item code' }

const Gtin = closed({ gtin: Short })
const GtinSerial = closed({ gtin: Short, serial: Short })
const GtinLot = closed({ gtin: Short, lot: Short })
const GtinLotSerial = closed({ gtin: Short, lot: Short, serial: Short })
const Code = closed({ code: Short })
const Number = closed({ number: Short })
const UsccOf = closed({ uscc: Short })

export const itemPage = endpoint({
  ...item, id: 'itemPage', url: '/01/:gtin/21/:serial', summary: itemSummary, params: GtinSerial,
})
export const itemPageEnglish = endpoint({
  ...item, id: 'itemPageEnglish', url: '/en/01/:gtin/21/:serial', summary: itemSummary, params: GtinSerial,
})
export const lotItemPage = endpoint({
  ...item, id: 'lotItemPage', url: '/01/:gtin/10/:lot/21/:serial', summary: itemSummary, params: GtinLotSerial,
})
export const lotItemPageEnglish = endpoint({
  ...item, id: 'lotItemPageEnglish', url: '/en/01/:gtin/10/:lot/21/:serial', summary: itemSummary,
  params: GtinLotSerial,
})

const product = {
  ...item, kind: 'public', summary: { zh: '商品条码对应产品的认证状态', en: 'Standing of the product of a GTIN' },
} as const
export const lotPage = endpoint({ ...product, id: 'lotPage', url: '/01/:gtin/10/:lot', params: GtinLot })
export const lotPageEnglish = endpoint({
  ...product, id: 'lotPageEnglish', url: '/en/01/:gtin/10/:lot', params: GtinLot,
})
export const tradeItemPage = endpoint({ ...product, id: 'tradeItemPage', url: '/01/:gtin', params: Gtin })
export const tradeItemPageEnglish = endpoint({
  ...product, id: 'tradeItemPageEnglish', url: '/en/01/:gtin', params: Gtin,
})

const code = {
  ...item, summary: { zh: '按标识码、证书编号或许可编号核验', en: 'Verdict on a code, a certificate or a licence number' },
  params: Code,
} as const
export const codePage = endpoint({ ...code, id: 'codePage', url: '/v/:code' })
export const codePageEnglish = endpoint({ ...code, id: 'codePageEnglish', url: '/en/v/:code' })

/** `?at=`: on a day, as known at the latest checkpoint of the log; with a signed receipt. */
const AtQuery = query({ ...Shown, at: Type.Optional(Type.String({ format: 'day' })) })
/** What a receipt says beside the certificate; `token` is a compact JWS under the platform's key. */
export const Receipt = Type.Object({
  token: Type.String(), day: Type.String(), askedAt: Type.String(),
  checkpoint: Type.Union([
    Type.Null(), Type.Object({ size: Type.Integer(), note: Type.String(), signedAt: Type.String() }),
  ]),
  /** The published acts that the answer rests on, each with what proves its place in the log. */
  acts: Type.Array(Type.Object({
    index: Type.Integer(), proof: Type.Array(Type.String()), salt: Type.String(), statement: Type.Unknown(),
  })),
  /** Acts that no checkpoint covers yet. */
  unproven: Type.Integer(),
})
/** How complete the register is that was asked. */
export const RegisterKnown = Type.Object({
  scheme: Type.String(), since: Type.Union([Type.Null(), Type.String()]), entries: Type.Integer(),
})
const CertificateAnswer = Type.Intersect([PublicCertificate, Type.Object({ receipt: Type.Optional(Receipt) })])
const certificate = { ...page, kind: 'public', params: Number, query: AtQuery, response: CertificateAnswer } as const
const certificateSummary = { zh: '证书', en: 'A certificate by any of its numbers' }
export const certificatePage = endpoint({
  ...certificate, id: 'certificatePage', url: '/c/:number', summary: certificateSummary,
})
export const certificatePageEnglish = endpoint({
  ...certificate, id: 'certificatePageEnglish', url: '/en/c/:number', summary: certificateSummary,
})
export const certificateData = endpoint({
  ...certificate, id: 'certificateData', url: '/c/:number.json', tags: ['standing', 'binary'],
  summary: { zh: '证书数据', en: 'A certificate as data' },
})
/** As issued: how it stands is in its status list, so these two show no standing. */
export const certificateCredential = endpoint({
  ...page, id: 'certificateCredential', url: '/c/:number.jwt', kind: 'public', tags: ['binary'], params: Number,
  query: LookQuery,
  response: Type.String(), summary: { zh: '证书凭证（vc+jwt）', en: 'The credential of a certificate (vc+jwt)' },
})
/** The national suite beside a certificate, where the scheme wants it: for interoperability, not certified. */
export const Countersignature = Type.Object({
  suite: Type.Literal('SM2-SM3'), key: Type.String(), identity: Type.String(), digest: Type.String(),
  signature: Type.String(), point: Type.String(), notice: Text,
})
export const certificateCountersignature = endpoint({
  ...page, id: 'certificateCountersignature', url: '/c/:number.sm2', kind: 'public', tags: ['binary'], params: Number,
  query: LookQuery, response: Countersignature,
  summary: { zh: '证书凭证的国密副签（SM2/SM3，仅供互操作）',
    en: 'Countersignature of a certificate (SM2/SM3, for interoperability only)' },
})
export const certificatePrint = endpoint({
  ...page, id: 'certificatePrint', url: '/c/:number.pdf', kind: 'public', tags: ['binary'], params: Number,
  query: LookQuery,
  response: Type.Unknown(), summary: { zh: '证书打印件', en: 'A certificate to print' },
})

export const OrganisationAnswer = Type.Object({
  uscc: Type.String(), name: Text, formerNames: Type.Array(Text), region: Type.String(), regionName: Type.String(),
  kinds: Type.Array(Type.String()),
  certificates: Type.Array(Type.Object({
    number: Type.String(), status: Type.String(), product: Text, programme: Type.String(),
    validUntil: Type.String() })),
  licences: Type.Array(Type.Object({ number: Type.String(), status: Type.String(), certificate: Type.String() })),
  declarations: Type.Array(Type.Object({
    number: Type.String(), standing: Type.String(), product: Text, validUntil: Type.String(),
  })),
  asOf: Type.String(),
})
const organisation = { ...page, kind: 'public', params: UsccOf, query: LookQuery, response: OrganisationAnswer,
  summary: { zh: '组织及其证书、许可、申明', en: 'An organisation with its certificates, licences and declarations' } } as const
export const organisationPage = endpoint({ ...organisation, id: 'organisationPage', url: '/org/:uscc' })
export const organisationPageEnglish = endpoint({
  ...organisation, id: 'organisationPageEnglish', url: '/en/org/:uscc',
})
export const organisationData = endpoint({
  ...organisation, id: 'organisationData', url: '/org/:uscc.json', tags: ['standing', 'binary'],
})

/**
 * What the register says of something today, as a credential of the platform's that is good for the day alone. Only the
 * passport names certificates by how they stand.
 */
const attestation = {
  ...page, kind: 'public', tags: ['binary'], query: LookQuery, response: Type.String(),
} as const
export const organisationCredential = endpoint({
  ...attestation, id: 'organisationCredential', url: '/org/:uscc.jwt', params: UsccOf,
  summary: { zh: '组织身份凭证（UNTP 数字身份锚）', en: 'Identity of an organisation (UNTP Digital Identity Anchor)' },
})
export const declarationCredential = endpoint({
  ...attestation, id: 'declarationCredential', url: '/declarations/:number.jwt', params: Number,
  summary: { zh: '自主申明凭证', en: 'The credential of a declaration' },
})
export const reportCredential = endpoint({
  ...attestation, id: 'reportCredential', url: '/reports/:report.jwt', params: closed({ report: Short }),
  summary: { zh: '检测报告凭证（不含检测值）', en: 'The credential of a test report, without its values' },
})
export const passportCredential = endpoint({
  ...attestation, id: 'passportCredential', url: '/passports/:gtin.jwt', params: Gtin, tags: ['standing', 'binary'],
  summary: { zh: '产品护照（UNTP）', en: 'Product passport (UNTP)' },
})

/** W3C Bitstring Status List 1.0, as `vc+jwt` under the platform's key. */
export const statusList = endpoint({
  ...page, id: 'statusList', url: '/status/:list', kind: 'public', tags: ['standing', 'binary'],
  params: closed({ list: Short }), query: LookQuery,
  response: Type.String(), summary: { zh: '凭证状态列表', en: 'Status list of credentials' },
})

const SearchPageQuery = query({
  ...Shown, q: Type.Optional(Type.String({ maxLength: 200 })), kind: Type.Optional(Type.String({ maxLength: 40 })),
})
const SearchAnswer = Type.Object({
  items: Type.Array(Type.Object({
    kind: Type.String(), title: Text, link: Type.String(), numbers: Type.Array(Type.String()),
    status: Type.Optional(Type.String()),
  })),
  /** Why nothing was found. */
  nothing: Type.Optional(Type.Object({ why: Type.String(), zh: Type.String(), en: Type.String() })),
  register: RegisterKnown,
  asOf: Type.String(), receipt: Receipt,
})
const search = {
  ...page, kind: 'public', query: SearchPageQuery, response: SearchAnswer,
  summary: { zh: '公开查询页', en: 'Search of the public register' },
} as const
export const searchPage = endpoint({ ...search, id: 'searchPage', url: '/search' })
export const searchPageEnglish = endpoint({ ...search, id: 'searchPageEnglish', url: '/en/search' })

/** One line of a list that was verified: what was asked, and what the register has of it, or which kind of nothing. */
export const BatchLine = Type.Object({
  asked: Type.String(),
  found: Type.Array(Type.Object({
    kind: Type.String(), number: Type.String(), title: Text, status: Type.Optional(Type.String()),
    validUntil: Type.Optional(Type.String()), link: Type.Optional(Type.String()),
  })),
  /** There are more than are shown. */
  more: Type.Optional(Type.Boolean()),
  nothing: Type.Optional(Type.Object({
    why: oneOf(['bad-form', 'check-digit', 'not-public', 'no-such-number', 'no-such-name', 'only-similar',
      'nothing-held']),
    zh: Type.String(), en: Type.String(), similar: Type.Optional(Type.Array(Text)),
  })),
})
export const BatchAnswer = Type.Object({
  items: Type.Array(BatchLine),
  counts: Type.Object({
    asked: Type.Integer(), found: Type.Integer(), valid: Type.Integer(), notFound: Type.Integer(),
  }),
  day: Type.String(), asOf: Type.String(), register: RegisterKnown,
  /** SHA-256 of the table as CSV, so that the table alone can be compared with the receipt. */
  csvSha256: Type.String(),
  receipt: Receipt,
})
export const MOST_AT_ONCE = 5_000
export const verifyBatch = endpoint({
  id: 'verifyBatch', method: 'POST', url: '/api/v1/verify/batch', kind: 'public', may: 'public', scope: 'public',
  bodyBytes: 6_000_000,
  summary: { zh: '批量核验编号或名称（至多五千条），附签名回执',
    en: 'Verify up to 5,000 numbers or names; the answer carries a signed receipt' },
  body: closed({ items: Type.Array(Type.String({ maxLength: 400 }), words({
    zh: '编号或名称', en: 'Numbers or names', hint: { zh: '至多五千个', en: '5,000 at most' },
  })) }), response: BatchAnswer,
})

const NoticesQuery = query({
  ...Shown, q: Type.Optional(Type.String({ maxLength: 100 })), after: Type.Optional(Type.String({ maxLength: 200 })),
})
const notices = {
  ...page, kind: 'public', query: NoticesQuery, response: Type.Unknown(),
  summary: { zh: '公示与公告', en: 'Publicity and announcements' },
} as const
export const noticesPage = endpoint({ ...notices, id: 'noticesPage', url: '/notices' })
export const noticesPageEnglish = endpoint({ ...notices, id: 'noticesPageEnglish', url: '/en/notices' })

export const PAGES_REFUSALS = {
  'day-ahead': { status: 400, zh: '只能查询到今天为止的状态', en: 'Standing can be asked up to today' },
  'list-empty': { status: 400, zh: '清单里没有编号或名称', en: 'The list holds no number and no name' },
  'list-too-many': {
    status: 413, zh: '清单有 {count} 条，一次至多 {limit} 条，请分批核验',
    en: 'The list has {count} lines; {limit} at most at a time, split it',
  },
  'list-unreadable': {
    status: 415, zh: '文件读不出来：请用 .xlsx、.csv 或 .txt，旧版 .xls 和加密的文件请先另存为 .xlsx',
    en: 'The file cannot be read: use .xlsx, .csv or .txt; save an old .xls or an encrypted file as .xlsx first',
  },
  'list-busy': {
    status: 429, zh: '正在核验的清单较多，请 {seconds} 秒后再试', en: 'Other lists are being verified; try again in {seconds} s',
  },
  'photo-too-large': {
    status: 413, zh: '照片过大：每张不超过 {limit} MB', en: 'A photograph is too large: {limit} MB each at most',
  },
  'photos-too-many': { status: 400, zh: '照片最多 {limit} 张', en: 'At most {limit} photographs' },
} as const satisfies Record<string, RefusalWords>
