import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Decimal, Id, Line, Moment, Next, PageOf, Paging, Text, Uscc, closed, oneOf, words,
} from './schema.ts'

/**
 * Trace: EPCIS 2.0.1 over REST under `/epcis`, and what the workbench asks about it. The addresses, names and headers
 * under `/epcis` are the standard's; the documents are checked by `@tianfu/epcis`.
 */

/** Bytes and events that one capture may hold; told in the headers GS1-EPCIS-Capture-File-Size-Limit and -Limit. */
export const CAPTURE_BYTES = 4_194_304
export const CAPTURE_EVENTS = 5_000
/** Documents of one organisation that may wait to be captured. */
export const CAPTURES_WAITING = 100

const anything = Type.Unknown()
/** Members that the standard names, and those of somebody's own, which always have a namespace. */
const epcisObject = (names: readonly string[]): TSchema =>
  closed(Object.fromEntries(names.map((name) => [name, Type.Optional(anything)])), {
    patternProperties: { '^[A-Za-z][A-Za-z0-9+.-]*:': {} },
  })
const EPCIS_DOCUMENT = epcisObject([
  '@context', 'id', 'type', 'schemaVersion', 'creationDate', 'instanceIdentifier', 'sender', 'receiver', 'epcisHeader',
  'epcisBody',
])
const EPCIS_EVENT = epcisObject([
  '@context', 'type', 'eventTime', 'recordTime', 'eventTimeZoneOffset', 'eventID', 'certificationInfo',
  'errorDeclaration', 'action', 'bizStep', 'disposition', 'persistentDisposition', 'readPoint', 'bizLocation',
  'bizTransactionList', 'sourceList', 'destinationList', 'sensorElementList', 'epcList', 'quantityList', 'ilmd',
  'parentID', 'childEPCs', 'childQuantityList', 'inputEPCList', 'inputQuantityList', 'outputEPCList',
  'outputQuantityList', 'transformationID',
])
const Parameters = Type.Record(Type.String(), anything)
const standard = { scope: 'organisation', tags: ['epcis'] } as const

export const epcisCapture = endpoint({
  ...standard, id: 'epcisCapture', method: 'POST', url: '/epcis/capture', kind: 'measure', may: 'trace:capture',
  bodyBytes: CAPTURE_BYTES,
  summary: { zh: '上报 EPCIS 文档', en: 'Capture an EPCIS document' }, body: EPCIS_DOCUMENT, response: anything,
})
export const epcisCaptureJobs = endpoint({
  ...standard, id: 'epcisCaptureJobs', method: 'GET', url: '/epcis/capture', kind: 'read', may: 'trace:capture',
  summary: { zh: '上报任务', en: 'Capture jobs' }, query: Parameters, response: anything,
})
export const epcisCaptureJob = endpoint({
  ...standard, id: 'epcisCaptureJob', method: 'GET', url: '/epcis/capture/:id', kind: 'read', may: 'trace:capture',
  summary: { zh: '一个上报任务', en: 'One capture job' }, params: closed({ id: Id() }), response: anything,
})
export const epcisCreateEvent = endpoint({
  ...standard, id: 'epcisCreateEvent', method: 'POST', url: '/epcis/events', kind: 'measure', may: 'trace:capture',
  summary: { zh: '上报一个事件', en: 'Capture one event' }, body: EPCIS_EVENT, response: anything,
})
export const epcisEvents = endpoint({
  ...standard, id: 'epcisEvents', method: 'GET', url: '/epcis/events', kind: 'read', may: 'trace:read',
  summary: { zh: '查询事件', en: 'Query events' }, query: Parameters, response: anything,
})
export const epcisEvent = endpoint({
  ...standard, id: 'epcisEvent', method: 'GET', url: '/epcis/events/:eventID', kind: 'read', may: 'trace:read',
  summary: { zh: '一个事件', en: 'One event' }, params: closed({ eventID: Line(2048) }), response: anything,
})

/** Resources of the top level, each with what it lists. */
export const TOP_LEVEL = ['eventTypes', 'epcs', 'bizSteps', 'bizLocations', 'readPoints', 'dispositions'] as const
const Resource = oneOf(TOP_LEVEL)
export const epcisResources = endpoint({
  ...standard, id: 'epcisResources', method: 'GET', url: '/epcis/:resource', kind: 'read', may: 'trace:read',
  summary: { zh: '有事件的值', en: 'Values that have events' }, params: closed({ resource: Resource }),
  query: Parameters, response: anything,
})
export const epcisResource = endpoint({
  ...standard, id: 'epcisResource', method: 'GET', url: '/epcis/:resource/:value', kind: 'read', may: 'trace:read',
  summary: { zh: '某个值下的资源', en: 'What there is of one value' },
  params: closed({ resource: Resource, value: Line(2048) }), response: anything,
})
export const epcisResourceEvents = endpoint({
  ...standard, id: 'epcisResourceEvents', method: 'GET', url: '/epcis/:resource/:value/events', kind: 'read',
  may: 'trace:read',
  summary: { zh: '某个值的事件', en: 'Events of one value' },
  params: closed({ resource: Resource, value: Line(2048) }), query: Parameters, response: anything,
})

const QueryName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' })
export const epcisCreateQuery = endpoint({
  ...standard, id: 'epcisCreateQuery', method: 'POST', url: '/epcis/queries', kind: 'measure', may: 'trace:read',
  summary: { zh: '保存命名查询', en: 'Keep a named query' }, body: closed({ name: QueryName, query: Parameters }),
  response: anything,
})
export const epcisQueries = endpoint({
  ...standard, id: 'epcisQueries', method: 'GET', url: '/epcis/queries', kind: 'read', may: 'trace:read',
  summary: { zh: '命名查询', en: 'Named queries' }, query: Parameters, response: anything,
})
export const epcisQuery = endpoint({
  ...standard, id: 'epcisQuery', method: 'GET', url: '/epcis/queries/:name', kind: 'read', may: 'trace:read',
  summary: { zh: '一个命名查询', en: 'One named query' }, params: closed({ name: QueryName }), response: anything,
})
export const epcisDropQuery = endpoint({
  ...standard, id: 'epcisDropQuery', method: 'DELETE', url: '/epcis/queries/:name', kind: 'measure', may: 'trace:read',
  summary: { zh: '删除命名查询', en: 'Drop a named query' }, params: closed({ name: QueryName }), response: anything,
})
export const epcisQueryEvents = endpoint({
  ...standard, id: 'epcisQueryEvents', method: 'GET', url: '/epcis/queries/:name/events', kind: 'read',
  may: 'trace:read',
  summary: { zh: '命名查询的事件', en: 'Events of a named query' }, params: closed({ name: QueryName }),
  query: Parameters, response: anything,
})

const Subscription = closed({ name: QueryName, id: Id() })
/** Results of a named query go to `dest` as they are captured (`stream`) or at times (`schedule`). */
export const epcisSubscribe = endpoint({
  ...standard, id: 'epcisSubscribe', method: 'POST', url: '/epcis/queries/:name/subscriptions', kind: 'measure',
  may: 'trace:read', summary: { zh: '订阅命名查询', en: 'Subscribe to a named query' }, params: closed({ name: QueryName }),
  body: closed({
    dest: Line(2048), signatureToken: Type.Optional(Line(512)), stream: Type.Optional(Type.Boolean()),
    schedule: Type.Optional(Parameters), reportIfEmpty: Type.Optional(Type.Boolean()),
    initialRecordTime: Type.Optional(Moment()),
  }),
  response: anything,
})
export const epcisSubscriptions = endpoint({
  ...standard, id: 'epcisSubscriptions', method: 'GET', url: '/epcis/queries/:name/subscriptions', kind: 'read',
  may: 'trace:read', summary: { zh: '命名查询的订阅', en: 'Subscriptions of a named query' },
  params: closed({ name: QueryName }), query: Parameters, response: anything,
})
export const epcisSubscription = endpoint({
  ...standard, id: 'epcisSubscription', method: 'GET', url: '/epcis/queries/:name/subscriptions/:id', kind: 'read',
  may: 'trace:read', summary: { zh: '一个订阅', en: 'One subscription' }, params: Subscription, response: anything,
})
export const epcisUnsubscribe = endpoint({
  ...standard, id: 'epcisUnsubscribe', method: 'DELETE', url: '/epcis/queries/:name/subscriptions/:id', kind: 'measure',
  may: 'trace:read', summary: { zh: '取消订阅', en: 'End a subscription' }, params: Subscription, response: anything,
})

const Year = Type.Integer({ minimum: 2020, maximum: 2200, ...words({ zh: '年度', en: 'Year' }) })
/** Two figures that do not fit; a person asks why. */
export const BALANCE_ALARMS = ['activated-over-output', 'output-over-capacity', 'scanned-over-activated'] as const
const Meter = {
  gtin: Type.String(words({ zh: '商品条码', en: 'GTIN' })), productName: Text,
  year: Type.Integer(words({ zh: '年度', en: 'Year' })),
  granted: Type.Integer(words({ zh: '核定标识用量', en: 'Marks granted' })),
  activated: Type.Integer(words({ zh: '已激活标识', en: 'Marks activated' })),
  scanned: Type.Integer(words({ zh: '首次被查询的标识', en: 'Marks looked at first' })),
}
/** Marks granted and activated, items looked at, declared capacity and the output told by trace, of a year. */
export const listMassBalances = endpoint({
  id: 'listMassBalances', method: 'GET', url: '/api/v1/mass-balances', kind: 'read', may: 'trace:read',
  scope: 'organisation',
  summary: { zh: '物料平衡', en: 'Mass balance' }, query: closed({ ...Paging, year: Type.Optional(Year) }),
  response: PageOf(Type.Object({
    id: Type.String(), ...Meter,
    capacity: Type.Optional(Type.Integer(words({ zh: '申报年产能（件）', en: 'Declared yearly capacity (items)' }))),
    output: Type.Optional(Type.Integer(words({ zh: '追溯产量（件）', en: 'Output told by trace (items)' }))),
    alarms: Type.Array(oneOf(BALANCE_ALARMS), words({ zh: '不相符', en: 'What does not fit', choices: {
      'activated-over-output': { zh: '激活多于产量', en: 'More activated than made' },
      'output-over-capacity': { zh: '产量超过产能', en: 'More made than can be' },
      'scanned-over-activated': { zh: '查询的多于激活的', en: 'More looked at than activated' },
    } })),
  })),
})
/** How many marks a product bears in a year, for anybody. */
export const getMeter = endpoint({
  id: 'getMeter', method: 'GET', url: '/api/v1/meters/:gtin', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '标识用量', en: 'Marks in use' }, params: closed({ gtin: Type.String({ pattern: '^\\d{14}$' }) }),
  query: closed({ year: Type.Optional(Year) }), response: Type.Object(Meter),
})

/** Why a report was not taken. */
export const DELIVERY_FAILURES = ['refuses', 'redirects', 'unreachable', 'not-allowed'] as const
export const DELIVERIES = ['none', 'waiting', 'delivered', 'failing'] as const
/** The organisation's subscriptions, with how the last report went. */
export const listTraceSubscriptions = endpoint({
  id: 'listTraceSubscriptions', method: 'GET', url: '/api/v1/trace-subscriptions', kind: 'read', may: 'trace:read',
  scope: 'organisation',
  summary: { zh: '追溯订阅', en: 'Subscriptions to trace events' }, query: closed(Paging),
  response: PageOf(Type.Object({
    id: Type.String(), queryName: Type.String(words({ zh: '命名查询', en: 'Named query' })),
    dest: Type.String(words({ zh: '接收地址', en: 'Sent to' })),
    stream: Type.Boolean(words({ zh: '即时推送', en: 'As it happens' })),
    nextAt: Type.Optional(Type.String(words({ zh: '下次推送', en: 'Next time' }))),
    delivery: oneOf(DELIVERIES, words({ zh: '最近推送', en: 'Last report', choices: {
      none: { zh: '尚无', en: 'None yet' }, waiting: { zh: '待送达', en: 'Waiting' },
      delivered: { zh: '已送达', en: 'Delivered' }, failing: { zh: '未送达，重试中', en: 'Not taken, tried again' },
    } })),
    deliveredAt: Type.Optional(Type.String(words({ zh: '送达时间', en: 'Delivered' }))),
    events: Type.Optional(Type.Integer(words({ zh: '事件数', en: 'Events' }))),
    attempts: Type.Optional(Type.Integer(words({ zh: '已试次数', en: 'Attempts' }))),
    failure: Type.Optional(oneOf(DELIVERY_FAILURES, words({ zh: '未送达原因', en: 'Why not', choices: {
      refuses: { zh: '接收方拒收', en: 'Refused' }, redirects: { zh: '接收方要求转到别处', en: 'Redirected' },
      unreachable: { zh: '连接不上', en: 'Unreachable' }, 'not-allowed': { zh: '地址不允许访问', en: 'Address not allowed' },
    } }))),
    waiting: Type.Integer(words({ zh: '待送达报告', en: 'Reports waiting' })),
  })),
})

/** A lot as it is named outside: GTIN and lot, parted by a full stop. */
const LotId = Type.String({ pattern: '^\\d{14}\\.[!-.0-~]{1,60}$' })
const TraceLot = Type.Object({
  id: Type.String(words({ zh: '批次标识', en: 'Id of the lot' })), gtin: Type.String(words({ zh: '商品条码', en: 'GTIN' })),
  lot: Type.String(words({ zh: '批号', en: 'Lot' })), productName: Text,
  events: Type.Integer(words({ zh: '事件数', en: 'Events' })),
  lastAt: Type.String(words({ zh: '最近事件', en: 'Last event' })),
})
const Relative = Type.Object({
  item: Type.String(words({ zh: '标识', en: 'Identifier' })),
  lot: Type.Optional(Type.String(words({ zh: '批号', en: 'Lot' }))),
  steps: Type.Integer(words({ zh: '相隔', en: 'Steps away' })),
})
export const TRACE_MARKS = ['late', 'out-of-order', 'corrected', 'unconfirmed'] as const
export const LOT_PARTS = ['history', 'from', 'into', 'holders'] as const

/** The lots of the caller's products, and those that were handed over to it. */
export const listTraceLots = endpoint({
  id: 'listTraceLots', method: 'GET', url: '/api/v1/trace-lots', kind: 'read', may: 'trace:read',
  scope: 'organisation',
  summary: { zh: '追溯批次', en: 'Traced lots' }, query: closed(Paging), response: PageOf(TraceLot),
})

/** Where a lot came from, what became of it, who was given it; as far as the caller may see. */
export const getTraceLot = endpoint({
  id: 'getTraceLot', method: 'GET', url: '/api/v1/trace-lots/:id', kind: 'read', may: 'trace:read',
  scope: 'organisation',
  summary: { zh: '批次谱系', en: 'Genealogy of a lot' }, params: closed({ id: LotId }),
  response: Type.Intersect([TraceLot, Type.Object({
    history: Type.Array(Type.Object({
      at: Type.String(words({ zh: '发生时间', en: 'Happened' })),
      step: Type.Unsafe<Static<typeof Text>>({ ...Text, ...words({ zh: '环节', en: 'Step' }) }),
      by: Type.Unsafe<Static<typeof Text>>({ ...Text, ...words({ zh: '上报单位', en: 'Told by' }) }),
      marks: Type.Array(oneOf(TRACE_MARKS, words({ zh: '标注', en: 'Marks', choices: {
        late: { zh: '迟报', en: 'Late' }, 'out-of-order': { zh: '乱序', en: 'Out of order' },
        corrected: { zh: '已更正', en: 'Corrected' }, unconfirmed: { zh: '未经发货方确认', en: 'Not confirmed by the sender' },
      } }))),
    }), words({ zh: '经过', en: 'History' })),
    from: Type.Array(Relative, words({ zh: '来自', en: 'Made from' })),
    into: Type.Array(Relative, words({ zh: '去向', en: 'Went into' })),
    holders: Type.Array(Type.Object({
      name: Text, since: Type.String(words({ zh: '交接时间', en: 'Handed over' })),
      lot: Type.Optional(Type.String(words({ zh: '批号', en: 'Lot' }))),
    }), words({ zh: '交接给', en: 'Handed over to' })),
    yields: Type.Array(Type.Object({
      at: Type.String(words({ zh: '发生时间', en: 'Happened' })), input: Type.String(words({ zh: '投入', en: 'Input' })),
      output: Type.String(words({ zh: '产出', en: 'Output' })),
      unit: Type.String(words({ zh: '单位（UN/ECE 建议书 20）', en: 'Unit (UN/ECE Rec 20)' })),
      percent: Type.String(words({ zh: '转化率（%）', en: 'Yield (%)' })),
    }), words({ zh: '转化率', en: 'Conversion yields' })),
    cut: Type.Array(oneOf(LOT_PARTS, words({ zh: '未列全', en: 'Not listed whole', choices: {
      history: { zh: '经过', en: 'History' }, from: { zh: '来自', en: 'Made from' }, into: { zh: '去向', en: 'Went into' },
      holders: { zh: '交接给', en: 'Handed over to' },
    } })), words({ zh: '未列全', en: 'Not listed whole' })),
    next: Type.Array(Next),
  })]),
})

const Holder = {
  name: Text, uscc: Type.String(words({ zh: '统一社会信用代码', en: 'Credit code' })),
  since: Type.String(words({ zh: '交接时间', en: 'Handed over' })),
  confirmed: Type.Boolean(words({ zh: '发货方已确认', en: 'Confirmed by the sender' })),
}
export const RECALL_LINKS = ['made-into', 'packed-in'] as const
const RecallNode = Type.Object({
  item: Type.String(words({ zh: '标识', en: 'Identifier' })),
  gtin: Type.Optional(Type.String(words({ zh: '商品条码', en: 'GTIN' }))),
  lot: Type.Optional(Type.String(words({ zh: '批号', en: 'Lot' }))),
  productName: Type.Optional(Text),
  steps: Type.Integer(words({ zh: '相隔', en: 'Steps away' })),
  holders: Type.Array(Type.Object(Holder), words({ zh: '持有单位', en: 'Held by' })),
  codes: Type.Array(Type.Object({
    batch: Type.String(words({ zh: '标识码批次', en: 'Batch of codes' })),
    from: Type.Integer(words({ zh: '起', en: 'From' })), to: Type.Integer(words({ zh: '止', en: 'To' })),
    producedOn: Type.String(words({ zh: '生产日期', en: 'Made on' })),
  }), words({ zh: '标识码', en: 'Item codes' })),
  more: Type.Boolean(words({ zh: '其后未列出', en: 'What follows is not listed' })),
}, words({ zh: '去向', en: 'Where it went' }))

/**
 * Whom a recall of a lot must reach: what the lot went into, who was given it, which codes are on it. For the maker of
 * the product and whoever holds the lot, as far as each may see; for an authority in its region on a ground that it
 * names and that stays on record.
 */
export const getTraceRecall = endpoint({
  id: 'getTraceRecall', method: 'GET', url: '/api/v1/trace-lots/:id/recall', kind: 'read', may: 'trace:read',
  scope: 'organisation',
  summary: { zh: '召回去向', en: 'Where a lot went, for a recall' }, params: closed({ id: LotId }),
  query: closed({ ground: Type.Optional(Type.String({ minLength: 1, maxLength: 60, ...words({
    zh: '查看理由', en: 'Ground', widget: 'pick',
    from: { endpoint: 'listGrounds', value: 'id', label: 'name', query: { list: 'recall' } },
  }) })) }),
  response: Type.Intersect([TraceLot, Type.Object({
    nodes: Type.Array(RecallNode, words({ zh: '去向', en: 'Where it went' })),
    links: Type.Array(Type.Object({
      from: Type.String(words({ zh: '从', en: 'From' })), to: Type.String(words({ zh: '到', en: 'To' })),
      by: oneOf(RECALL_LINKS, words({ zh: '关系', en: 'How', choices: {
        'made-into': { zh: '加工成', en: 'Made into' }, 'packed-in': { zh: '装入', en: 'Packed in' },
      } })),
      at: Type.String(words({ zh: '发生时间', en: 'Happened' })),
    }), words({ zh: '关系', en: 'Links' })),
    whole: Type.Boolean(words({ zh: '已列全', en: 'Listed whole' })),
    looks: Type.Optional(Type.Array(Type.Object({
      by: Text, ground: Text, at: Type.String(words({ zh: '查看时间', en: 'Looked' })),
    }), words({ zh: '监管部门查看记录', en: 'Looks by authorities' }))),
  })]),
})

/** Steps of CBV 2.0 as people call them; others show as the word of the vocabulary. */
export const STEP_WORDS: Readonly<Record<string, { zh: string; en: string }>> = {
  commissioning: { zh: '生产入批', en: 'Made' }, creating_class_instance: { zh: '建立批次', en: 'Lot created' },
  packing: { zh: '包装', en: 'Packed' }, unpacking: { zh: '拆包', en: 'Unpacked' }, storing: { zh: '入库', en: 'Stored' },
  picking: { zh: '拣货', en: 'Picked' }, loading: { zh: '装车', en: 'Loaded' }, unloading: { zh: '卸货', en: 'Unloaded' },
  shipping: { zh: '发货', en: 'Shipped' }, departing: { zh: '发出', en: 'Departed' }, arriving: { zh: '到达', en: 'Arrived' },
  transporting: { zh: '运输', en: 'Transported' }, receiving: { zh: '收货', en: 'Received' },
  accepting: { zh: '验收', en: 'Accepted' }, inspecting: { zh: '检验', en: 'Inspected' },
  sampling: { zh: '抽样', en: 'Sampled' }, holding: { zh: '留置', en: 'Held' },
  repackaging: { zh: '改包装', en: 'Repackaged' },
  collecting: { zh: '采收', en: 'Collected' }, retail_selling: { zh: '零售', en: 'Sold' },
  decommissioning: { zh: '停用', en: 'Decommissioned' }, destroying: { zh: '销毁', en: 'Destroyed' },
}

export const TRACE_STEPS = ['collecting', 'commissioning', 'inspecting', 'packing', 'storing', 'shipping', 'receiving',
  'retail_selling', 'destroying'] as const

/** What happened to a lot, as a person writes it down, at a desk or on a phone. */
export const recordTraceStep = endpoint({
  id: 'recordTraceStep', method: 'POST', url: '/api/v1/trace-steps', kind: 'measure', may: 'trace:capture',
  scope: 'organisation',
  summary: { zh: '登记环节', en: 'Record a step' },
  body: closed({
    gtin: Line(14, { zh: '商品条码', en: 'GTIN' }),
    lot: Type.String({
      minLength: 1, maxLength: 20, pattern: '^[!-"%-/0-9:-?A-Z_a-z]+$', ...words({ zh: '生产批号', en: 'Lot number' }),
    }),
    step: oneOf(TRACE_STEPS, words({ zh: '环节', en: 'Step', choices: Object.fromEntries(TRACE_STEPS.flatMap((step) => {
      const said = STEP_WORDS[step]
      return said ? [[step, said]] : []
    })) })),
    at: Moment({ zh: '发生时间', en: 'When it happened' }),
    quantity: Type.Optional(Decimal({ zh: '数量', en: 'Quantity' })),
    unit: Type.Optional(oneOf(['KGM', 'LTR', 'H87'], words({ zh: '单位', en: 'Unit', choices: {
      KGM: { zh: '千克', en: 'Kilogram' }, LTR: { zh: '升', en: 'Litre' }, H87: { zh: '件', en: 'Piece' },
    } }))),
    receiver: Type.Optional(Uscc({ zh: '交接给（统一社会信用代码）', en: 'Handed over to (credit code)' })),
  }),
  response: Type.Object({ id: Type.String() }),
})

/** A sheet may hold as much; more is sent as a document. */
export const SHEET_BYTES = 1_048_576
export const SHEET_ROWS = 1000
const sheet = {
  kind: 'measure', may: 'trace:capture', scope: 'organisation', method: 'POST', tags: ['multipart'],
} as const
const SheetAnswer = Type.Object({
  rows: Type.Integer(words({ zh: '行数', en: 'Rows' })),
  captured: Type.Integer(words({ zh: '登记', en: 'Recorded' })),
  duplicates: Type.Integer(words({ zh: '此前已登记', en: 'Recorded before' })),
  errors: Type.Array(Type.Object({
    row: Type.Integer(words({ zh: '行', en: 'Row' })),
    column: Type.Optional(Type.Unsafe<Static<typeof Text>>({ ...Text, ...words({ zh: '列', en: 'Column' }) })),
    why: Type.Unsafe<Static<typeof Text>>({ ...Text, ...words({ zh: '问题', en: 'Problem' }) }),
  }), words({ zh: '须改正', en: 'To be mended' })),
})
/** An empty sheet to be filled in, with the organisation's own products and the words that may be written. */
export const traceSheetTemplate = endpoint({
  id: 'traceSheetTemplate', method: 'GET', url: '/api/v1/trace-sheet.xlsx', kind: 'read', may: 'trace:capture',
  scope: 'organisation', tags: ['binary'],
  summary: { zh: '下载追溯登记表', en: 'Get the trace sheet' }, response: anything,
})
/** Says what is wrong with each row; nothing is recorded. Body: multipart/form-data with one part `file`. */
export const checkTraceSheet = endpoint({
  ...sheet, id: 'checkTraceSheet', url: '/api/v1/trace-sheets/check',
  summary: { zh: '检查追溯登记表', en: 'Check a trace sheet' }, response: SheetAnswer,
})
/** The same sheet with what is wrong written beside each row; nothing is recorded. */
export const returnTraceSheet = endpoint({
  ...sheet, id: 'returnTraceSheet', url: '/api/v1/trace-sheets/returned', tags: ['multipart', 'binary'],
  summary: { zh: '取回标注的登记表', en: 'Get the sheet back with remarks' }, response: anything,
})
/** Records every row or none: the events that a program would send, in one capture. */
export const captureTraceSheet = endpoint({
  ...sheet, id: 'captureTraceSheet', url: '/api/v1/trace-sheets',
  summary: { zh: '登记追溯表', en: 'Record a trace sheet' }, response: SheetAnswer,
})

/** Parts of an event that its organisation may keep to itself. */
export const CONSENT_FIELDS = [
  'place', 'quantity', 'parties', 'transactions', 'master-data', 'sensors', 'extensions',
] as const
/** What the public may see of a stage: that it was recorded, on which day, by whom. */
export const PUBLIC_FIELDS = ['steps', 'days', 'parties'] as const
export const SHOWN_FIELDS = [...CONSENT_FIELDS, 'steps', 'days'] as const
export const AUDIENCES = ['chain', 'public'] as const
const FieldsShown = {
  zh: '公开的内容', en: 'What is shown', choices: {
    place: { zh: '地点', en: 'Places' }, quantity: { zh: '数量', en: 'Quantities' }, parties: { zh: '交接方', en: 'Parties' },
    transactions: { zh: '业务单据', en: 'Business documents' }, 'master-data': { zh: '批次主数据', en: 'Master data of lots' },
    sensors: { zh: '传感数据', en: 'Sensor data' }, extensions: { zh: '自有字段', en: 'Own fields' },
    steps: { zh: '环节（对公众）', en: 'Stages (to the public)' }, days: { zh: '日期（对公众）', en: 'Days (to the public)' },
  },
}
const Audience = { zh: '对象', en: 'Audience', choices: {
  chain: { zh: '上下游企业', en: 'The chain' }, public: { zh: '公众（核验页）', en: 'The public (verdict page)' },
} }
export const listTraceConsent = endpoint({
  id: 'listTraceConsent', method: 'GET', url: '/api/v1/trace-consent', kind: 'read', may: 'trace:read',
  scope: 'organisation',
  summary: { zh: '追溯信息公开范围', en: 'Who sees what of the trace' }, query: closed(Paging),
  response: PageOf(Type.Object({
    id: Type.String(), audience: oneOf(AUDIENCES, words(Audience)),
    fields: Type.Array(oneOf(SHOWN_FIELDS, words(FieldsShown)), words(FieldsShown)),
    changedAt: Type.Optional(Type.String(words({ zh: '修改时间', en: 'Changed' }))),
  })),
})
export const setTraceConsent = endpoint({
  id: 'setTraceConsent', method: 'PUT', url: '/api/v1/trace-consent', kind: 'record', may: 'trace:consent',
  scope: 'organisation',
  summary: { zh: '设定公开范围', en: 'Set who sees what' },
  body: closed({
    audience: Type.Optional(oneOf(AUDIENCES, words(Audience))),
    fields: Type.Array(oneOf(SHOWN_FIELDS), {
      maxItems: SHOWN_FIELDS.length, uniqueItems: true, ...words(FieldsShown),
    }),
  }),
  response: Type.Object({}),
})

/** Of each product how many lots have every stage that its industry is asked for. */
export const listTraceCompleteness = endpoint({
  id: 'listTraceCompleteness', method: 'GET', url: '/api/v1/trace-completeness', kind: 'read', may: 'trace:read',
  scope: 'organisation',
  summary: { zh: '追溯完整度', en: 'Completeness of the trace' }, query: closed(Paging),
  response: PageOf(Type.Object({
    id: Type.String(), gtin: Type.String(words({ zh: '商品条码', en: 'GTIN' })), productName: Text,
    industry: Type.String(words({ zh: '行业分类', en: 'Industry class' })),
    asked: Type.Boolean(words({ zh: '已要求', en: 'Asked for' })),
    lots: Type.Integer(words({ zh: '批次数', en: 'Lots' })),
    complete: Type.Integer(words({ zh: '环节齐全', en: 'Complete' })),
    percent: Type.Optional(Type.String(words({ zh: '完整度（%）', en: 'Complete (%)' }))),
    stages: Type.Array(Type.Object({
      name: Text, lots: Type.Integer(words({ zh: '批次数', en: 'Lots' })),
    }), words({ zh: '环节', en: 'Stages' })),
  })),
})

export const TRACE_REFUSALS = {
  'epcis-invalid': { status: 400, zh: 'EPCIS 文档不符合标准：{why}', en: 'The EPCIS document breaks the standard: {why}' },
  'epcis-not-acceptable': {
    status: 406, zh: '只能以 application/json 或 application/ld+json、EPCIS 2.0、CBV 2.0 回答',
    en: 'Answers are application/json or application/ld+json, EPCIS 2.0, CBV 2.0',
  },
  'epcis-too-many-events': { status: 413, zh: '一次最多上报 {limit} 个事件', en: 'One capture holds at most {limit} events' },
  'epcis-query': {
    status: 400, zh: '查询参数 {parameter} 无效或不支持', en: 'The query parameter {parameter} is wrong or not supported',
  },
  'epcis-query-too-large': { status: 413, zh: '结果超过 {limit} 个事件', en: 'More than {limit} events were found' },
  'epcis-not-captured': {
    status: 422, zh: '多次尝试后仍未能上报，请检查后重发',
    en: 'Could not be captured after several attempts; check and send again',
  },
  'epcis-duplicate': { status: 409, zh: '该事件已上报', en: 'This event has been captured already' },
  'epcis-event-id-used': { status: 409, zh: '事件编号 {id} 已用于另一事件', en: 'The event id {id} stands for another event' },
  'epcis-not-yours': {
    status: 403, zh: '只有生产者或持有者可以上报 {item} 的事件', en: 'Only the maker or a holder may say what happened to {item}',
  },
  'trace-in-future': { status: 422, zh: '发生时间不能晚于现在', en: 'What happened cannot lie in the future' },
  'trace-quantity': { status: 422, zh: '数量须大于零并选择单位', en: 'A quantity is above zero and has a unit' },
  'trace-receiver-unknown': {
    status: 422, zh: '平台上没有统一社会信用代码为 {uscc} 的组织', en: 'No organisation here has the credit code {uscc}',
  },
  'trace-sheet-broken': {
    status: 422, zh: '读不出这个表格，请使用下载的登记表（.xlsx）填写', en: 'This sheet cannot be read; fill in the one to download (.xlsx)',
  },
  'trace-sheet-large': {
    status: 413, zh: '表格过大，一次最多 {limit} 行', en: 'The sheet is too large; it may have {limit} rows',
  },
  'trace-consent-field': { status: 422, zh: '该内容不能对这一对象公开', en: 'This cannot be shown to that audience' },
  'trace-recall-not-yours': {
    status: 403, zh: '只有生产者、持有者和监管部门可以查看批次去向',
    en: 'Only the maker, a holder and an authority may see where a lot went',
  },
  'trace-recall-ground': { status: 422, zh: '查看批次去向须选择理由', en: 'A ground is needed to see where a lot went' },
  'epcis-subscription': {
    status: 422, zh: '订阅须二选一：stream 为 true，或有效的 schedule',
    en: 'A subscription has either stream true or a schedule that comes round',
  },
  'epcis-destination': {
    status: 422, zh: '接收地址须为公网 https 地址，不含账号（{why}）',
    en: 'The destination must be a public https address without credentials ({why})',
  },
  'epcis-query-exists': { status: 409, zh: '已有同名查询', en: 'There is a query of this name' },
} as const satisfies Record<string, RefusalWords>
