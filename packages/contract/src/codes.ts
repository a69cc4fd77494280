import { Type } from 'typebox'
import { GroundOf } from './certification.ts'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Area, Day, Deadline, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words,
} from './schema.ts'

/**
 * Item codes: an order within the yearly volume of a licence, batches as ranges of a counter, the printer's file,
 * activation by lot, voiding by range; and the verification of what anybody holds in the hand.
 */

export const VERDICTS = [
  'valid', 'suspended', 'withdrawn', 'cancelled', 'expired', 'unactivated', 'void', 'forged', 'unknown', 'malformed',
] as const
export type Verdict = (typeof VERDICTS)[number]

/**
 * The answer to "is this real, and does it stand?" (design §5). `code` is what was asked, as normalised; `firstScan`
 * and `scans` count the scans of this very code, this one included.
 */
export const VerdictAnswer = Type.Object({
  verdict: oneOf(VERDICTS),
  /** What the code is about: an item, a certificate or a licence; absent where nothing was found. */
  kind: Type.Optional(oneOf(['item', 'certificate', 'licence'])),
  code: Type.String(),
  /** Why the text could not be read, where the verdict is `malformed`. */
  problem: Type.Optional(Type.Object({ rule: Type.String(), zh: Type.String(), en: Type.String() })),
  gtin: Type.Optional(Type.String()),
  product: Type.Optional(Type.Object({
    name: Text, models: Type.Array(Type.String()), brand: Type.Optional(Text), unit: Type.Optional(Type.String()),
  })),
  certificate: Type.Optional(Type.Object({
    number: Type.String(), status: Type.String(), validUntil: Type.String(), programme: Type.String(),
    holder: Type.Object({ uscc: Type.String(), name: Text }), body: Text, standards: Type.Array(Type.String()),
  })),
  licence: Type.Optional(Type.Object({
    number: Type.String(), status: Type.String(), validUntil: Type.Optional(Type.String()),
  })),
  /** Lot and day of an activated item, and how its certificate stood on that day. */
  production: Type.Optional(Type.Object({
    lot: Type.String(), on: Type.String(), certificateThen: Type.Optional(Type.String()),
  })),
  /** Since when others may have known the key that the code was made under; only what was active before stands. */
  keyLostOn: Type.Optional(Type.String()),
  firstScan: Type.Optional(Type.String()),
  scans: Type.Optional(Type.Integer()),
  asOf: Type.String(),
})

export const verifyCode = endpoint({
  id: 'verifyCode', method: 'GET', url: '/api/v1/verify', kind: 'measure', may: 'public', scope: 'public',
  tags: ['standing'],
  summary: { zh: '核验标识码、证书编号或许可编号', en: 'Verify an item code, a certificate or a licence number' },
  query: closed({
    code: Line(200, { zh: '标识码或编号', en: 'Code or number', hint: {
      zh: '商品条码.序列号，或证书、许可编号，或二维码中的网址', en: 'gtin.serial, a certificate or licence number, or the link in the QR code',
    } }),
  }),
  response: VerdictAnswer,
})

export const CODE_ORDER_STATUSES = ['placed', 'issued'] as const

export const CodeOrder = Type.Object({
  id: Type.String(), number: Type.String(), status: oneOf(CODE_ORDER_STATUSES), licence: Type.String(),
  licenceNumber: Type.String(), product: Type.Object({ id: Type.String(), name: Text }), gtin: Type.String(),
  quantity: Type.Integer(), year: Type.Integer(), placedOn: Type.String(), batch: Type.Optional(Type.String()),
})

export const placeCodeOrder = endpoint({
  id: 'placeCodeOrder', method: 'POST', url: '/api/v1/code-orders', kind: 'act', may: 'code:order',
  scope: 'organisation',
  creates: true,
  summary: { zh: '申领标识码', en: 'Order item codes' },
  body: closed({
    licence: Id({
      zh: '标识使用许可', en: 'Licence', widget: 'pick',
      from: { endpoint: 'listLicences', value: 'id', label: 'number', query: { status: 'in-force' } },
    }),
    product: Id({
      zh: '产品', en: 'Product', widget: 'pick', from: { endpoint: 'listProducts', value: 'id', label: 'name' },
    }),
    quantity: Type.Integer({ minimum: 1, maximum: 1_000_000_000, ...words({ zh: '数量', en: 'Quantity' }) }),
  }),
  response: Type.Object({
    order: Type.String(), number: Type.String(), batch: Type.String(), volumeLeft: Type.Integer(),
  }),
})

export const listCodeOrders = endpoint({
  id: 'listCodeOrders', method: 'GET', url: '/api/v1/code-orders', kind: 'read', may: 'code:read',
  scope: 'organisation',
  summary: { zh: '标识码申领单', en: 'Orders of item codes' },
  query: closed({ ...Paging, licence: Type.Optional(Id()) }), response: PageOf(CodeOrder),
})

export const getCodeOrder = endpoint({
  id: 'getCodeOrder', method: 'GET', url: '/api/v1/code-orders/:id', kind: 'read', may: 'code:read',
  scope: 'organisation',
  summary: { zh: '一份申领单', en: 'One order of item codes' },
  params: closed({ id: Id() }),
  response: Type.Intersect([CodeOrder, Type.Object({
    next: Type.Array(Next), timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline),
  })]),
})

export const CODE_BATCH_STATUSES = ['issued', 'partly-active', 'active', 'void'] as const
const BATCH_STATUS_WORDS = {
  issued: { zh: '已赋码，未激活', en: 'Issued, not yet active' }, 'partly-active': { zh: '部分激活', en: 'Partly active' },
  active: { zh: '已全部激活', en: 'Active' }, void: { zh: '已全部作废', en: 'Void' },
}

export const CodeBatch = Type.Object({
  id: Type.String(), order: Type.String(), orderNumber: Type.String(), licence: Type.String(), gtin: Type.String(),
  product: Type.Object({ id: Type.String(), name: Text }),
  status: oneOf(CODE_BATCH_STATUSES, words({ zh: '状态', en: 'State', choices: BATCH_STATUS_WORDS })),
  quantity: Type.Integer(), activated: Type.Integer(), voided: Type.Integer(), issuedOn: Type.String(),
})
/** Places within a batch count from 1; a range holds both its ends. */
const Range = {
  from: Type.Integer(words({ zh: '从第几枚', en: 'From item' })), to: Type.Integer(words({ zh: '到第几枚', en: 'To item' })),
}

export const CodeBatchDetail = Type.Intersect([CodeBatch, Type.Object({
  activations: Type.Array(Type.Object({ ...Range, lot: Type.String(), producedOn: Type.String(), on: Type.String() })),
  voids: Type.Array(Type.Object({ ...Range, ground: Text, on: Type.String() })),
  /** Address of the printer's file: one serial and one link for each item. */
  csv: Type.String(),
  /** Since when others may have known the key of the batch. */
  keyLostOn: Type.Optional(Type.String()),
  /** First item, as printed: a sample for the printer's proof. */
  sample: Type.Object({ serial: Type.String(), link: Type.String() }),
  next: Type.Array(Next), timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline),
})])

export const listCodeBatches = endpoint({
  id: 'listCodeBatches', method: 'GET', url: '/api/v1/code-batches', kind: 'read', may: 'code:read',
  scope: 'organisation',
  summary: { zh: '标识码批', en: 'Batches of item codes' },
  query: closed({ ...Paging, licence: Type.Optional(Id()), status: Type.Optional(oneOf(CODE_BATCH_STATUSES)) }),
  response: PageOf(CodeBatch),
})

export const getCodeBatch = endpoint({
  id: 'getCodeBatch', method: 'GET', url: '/api/v1/code-batches/:id', kind: 'read', may: 'code:read',
  scope: 'organisation',
  summary: { zh: '一批标识码', en: 'One batch of item codes' },
  params: closed({ id: Id() }), response: CodeBatchDetail,
})

/** Streamed text/csv in UTF-8 with a byte order mark: columns `serial`, `digitalLink`. */
export const downloadCodes = endpoint({
  id: 'downloadCodes', method: 'GET', url: '/api/v1/code-batches/:id/codes.csv', kind: 'read', may: 'code:download',
  scope: 'organisation', tags: ['binary'],
  summary: { zh: '下载印刷文件', en: 'Download the file for the printer' },
  params: closed({ id: Id() }),
  query: closed({ from: Type.Optional(Type.Integer({ minimum: 1 })), to: Type.Optional(Type.Integer({ minimum: 1 })) }),
  response: Type.Unknown(),
})

const place = (zh: string, en: string) => Type.Integer({ minimum: 1, maximum: 1_000_000_000, ...words({ zh, en }) })

export const activateCodes = endpoint({
  id: 'activateCodes', method: 'POST', url: '/api/v1/code-batches/:id/activations', kind: 'act', may: 'code:activate',
  scope: 'organisation',
  summary: { zh: '按生产批次激活', en: 'Activate by lot' },
  params: closed({ id: Id() }),
  body: closed({
    lot: Type.String({
      minLength: 1, maxLength: 20, pattern: '^[!-"%-/0-9:-?A-Z_a-z]+$', ...words({ zh: '生产批号', en: 'Lot number' }),
    }),
    producedOn: Day({ zh: '生产日期', en: 'Produced on' }),
    quantity: place('数量', 'Quantity'),
    from: Type.Optional(place('从第几枚起（不填为下一枚未激活的）', 'From item (empty: the next one that is not active)')),
  }),
  response: CodeBatch,
})

export const voidCodes = endpoint({
  id: 'voidCodes', method: 'POST', url: '/api/v1/code-batches/:id/voids', kind: 'act', may: 'code:void',
  scope: 'organisation',
  summary: { zh: '作废号段', en: 'Void a range' },
  params: closed({ id: Id() }),
  body: closed({
    from: place('从第几枚', 'From item'),
    to: place('到第几枚', 'To item'),
    ground: GroundOf('codeVoid', { zh: '作废事由', en: 'Ground' }),
    note: Type.Optional(Area(500, { zh: '说明', en: 'Note' })),
  }),
  response: CodeBatch,
})

export const loseCodeKey = endpoint({
  id: 'loseCodeKey', method: 'POST', url: '/api/v1/code-batches/:id/key-loss', kind: 'act', may: 'code-key:lose',
  scope: 'all', signs: true,
  summary: { zh: '宣告本批赋码密钥泄露', en: 'Declare the key of this batch lost' },
  params: closed({ id: Id() }),
  body: closed({
    ground: GroundOf('codeKeyLoss', { zh: '依据', en: 'Ground' }),
    lostOn: Day({ zh: '何日起可能被他人掌握', en: 'Since when others may know it' }),
    note: Type.Optional(Area(500, { zh: '说明', en: 'Note' })),
  }),
  response: Type.Object({
    key: Type.String(), year: Type.Integer(), batches: Type.Integer(), lostOn: Type.String(),
  }),
})

/** Scans of one batch for its holder: counts only, by day and coarse place. */
export const scansOfBatch = endpoint({
  id: 'scansOfBatch', method: 'GET', url: '/api/v1/code-batches/:id/scans', kind: 'read', may: 'code:read',
  scope: 'organisation',
  summary: { zh: '扫码统计', en: 'Scans of a batch' },
  params: closed({ id: Id() }),
  response: Type.Object({
    total: Type.Integer(), codes: Type.Integer(),
    days: Type.Array(Type.Object({ day: Type.String(), scans: Type.Integer() })),
    places: Type.Array(Type.Object({ place: Type.Optional(Type.String()), scans: Type.Integer() })),
  }),
})

export const CODE_REFUSALS = {
  'code-keys-used-up': { status: 409, zh: '该企业的赋码密钥已用完', en: 'The code keys of this licensee are used up' },
  'code-key-lost': {
    status: 409, zh: '该批的赋码密钥已于 {on} 宣告泄露，不能再激活',
    en: 'The key of this batch was declared lost on {on}: nothing is activated under it any more',
  },
  'lost-in-future': { status: 422, zh: '泄露日期不能晚于今天', en: 'The day of the loss is in the future' },
  'lost-before-key': { status: 422, zh: '该密钥自 {from} 起使用', en: 'The key is in use since {from}' },
  'product-without-gtin': {
    status: 409, zh: '产品没有商品条码（GTIN），不能赋码；请先登记商品条码',
    en: 'The product has no GTIN; register one before ordering codes',
  },
  'product-not-licensed': { status: 422, zh: '产品不在标识使用许可范围内', en: 'The product is not on the licence' },
  'order-too-large': { status: 422, zh: '单次申领不超过 {limit} 枚', en: 'One order holds at most {limit} codes' },
  'range-outside': { status: 422, zh: '号段超出本批 1 至 {last}', en: 'The range leaves 1 to {last} of this batch' },
  'batch-exhausted': {
    status: 409, zh: '本批次未激活的标识码还剩 {left}，不够 {asked}',
    en: 'Of this batch {left} codes are left to activate, less than {asked}',
  },
  'range-active': {
    status: 409, zh: '号段中已有激活的标识码（第 {at} 枚）', en: 'A code of this range is already active (item {at})',
  },
  'range-void': { status: 409, zh: '号段中已有作废的标识码（第 {at} 枚）', en: 'A code of this range is already void (item {at})' },
  'produced-in-future': { status: 422, zh: '生产日期不能晚于今天', en: 'The day of production is in the future' },
  'produced-before-certificate': {
    status: 422, zh: '生产日期早于证书生效日 {from}', en: 'Produced before the certificate took effect on {from}',
  },
} as const satisfies Record<string, RefusalWords>
