import { Type } from 'typebox'
import { GroundOf } from './certification.ts'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Area, Deadline, FileHash, Id, Line, Next, PageOf, Paging, RegionCode, Text, TimelineEntry, closed, oneOf, words,
} from './schema.ts'

/**
 * Supervision by government: orders to a body about a certificate, which never change it; and reports from the public,
 * routed by region.
 */

export const ORDER_STATUSES = ['issued', 'answered', 'escalated', 'closed'] as const
const ORDER_WORDS = {
  issued: { zh: '待机构报告', en: 'To be answered' }, answered: { zh: '已报告，待核查', en: 'Answered, to be checked' },
  escalated: { zh: '已上报上级', en: 'Escalated' }, closed: { zh: '已办结', en: 'Closed' },
}
export const OrderStatus = oneOf(ORDER_STATUSES, words({ zh: '状态', en: 'State', choices: ORDER_WORDS }))

export const Order = Type.Object({
  id: Type.String(), number: Type.String(), status: OrderStatus,
  authority: Type.Object({ id: Type.String(), name: Text }), region: Type.String(),
  body: Type.Object({ id: Type.String(), name: Text }),
  certificate: Type.Object({ id: Type.String(), number: Type.String() }),
  ground: Text, issuedOn: Type.String(), dueOn: Type.String(), late: Type.Boolean(),
  closedOn: Type.Optional(Type.String()), outcome: Type.Optional(oneOf(['complied', 'not-complied'])),
})

export const issueOrder = endpoint({
  id: 'issueOrder', method: 'POST', url: '/api/v1/orders', kind: 'act', may: 'order:issue', scope: 'region',
  creates: true, signs: true,
  summary: { zh: '责令改正', en: 'Order a body' },
  body: closed({
    certificate: Line(60, {
      zh: '证书编号', en: 'Number of the certificate',
      hint: { zh: '登记编号、机构编号或国家编号', en: 'Register, body or national number' },
    }),
    ground: GroundOf('order', { zh: '依据', en: 'Ground' }),
    text: Area(4000, { zh: '事实与责令内容', en: 'Facts, and what is ordered' }),
    workingDays: Type.Optional(
      Type.Integer({
        minimum: 1, maximum: 60,
        ...words({ zh: '期限（工作日，不填按制度）', en: 'Deadline in working days (empty: as the scheme says)' }),
      }),
    ),
    report: Type.Optional(Id({ zh: '来源举报', en: 'Report it comes from' })),
  }),
  response: Order,
})

export const answerOrder = endpoint({
  id: 'answerOrder', method: 'POST', url: '/api/v1/orders/:id/answer', kind: 'act', may: 'order:answer',
  scope: 'organisation',
  summary: { zh: '报告处理结果', en: 'Report to the authority' },
  params: closed({ id: Id() }),
  body: closed({
    text: Area(4000, { zh: '调查与处理情况', en: 'What was found and done' }),
    file: Type.Optional(FileHash({ zh: '报告文件', en: 'Report' })),
  }),
  response: Order,
})

export const closeOrder = endpoint({
  id: 'closeOrder', method: 'POST', url: '/api/v1/orders/:id/closure', kind: 'act', may: 'order:close', scope: 'region',
  summary: { zh: '办结', en: 'Close an order' },
  params: closed({ id: Id() }),
  body: closed({
    outcome: oneOf(['complied', 'not-complied'], words({ zh: '结论', en: 'Outcome', choices: {
      complied: { zh: '已按要求处理', en: 'Complied' }, 'not-complied': { zh: '未按要求处理', en: 'Not complied' },
    } })),
    text: Area(2000, { zh: '核查情况', en: 'What was checked' }),
  }),
  response: Order,
})

export const escalateOrder = endpoint({
  id: 'escalateOrder', method: 'POST', url: '/api/v1/orders/:id/escalation', kind: 'act', may: 'order:issue',
  scope: 'region',
  summary: { zh: '上报上级', en: 'Escalate an order' },
  params: closed({ id: Id() }), body: closed({ text: Area(2000, { zh: '理由', en: 'Reasons' }) }), response: Order,
})

export const listOrders = endpoint({
  id: 'listOrders', method: 'GET', url: '/api/v1/orders', kind: 'read', may: 'order:read', scope: 'region',
  summary: { zh: '责令改正', en: 'Orders' },
  query: closed({
    ...Paging, status: Type.Optional(OrderStatus), certificate: Type.Optional(Id()),
    late: Type.Optional(Type.Boolean()),
  }),
  response: PageOf(Order),
})

export const OrderDetail = Type.Intersect([Order, Type.Object({
  text: Type.Optional(Type.String()),
  answer: Type.Optional(Type.Object({
    on: Type.String(), text: Type.Optional(Type.String()), file: Type.Optional(Type.String()),
  })),
  closing: Type.Optional(Type.String()),
  escalation: Type.Optional(
    Type.Object({ on: Type.String(), to: Type.String(), byRule: Type.Boolean(), text: Type.Optional(Type.String()) }),
  ),
  next: Type.Array(Next), timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline),
})])

export const getOrder = endpoint({
  id: 'getOrder', method: 'GET', url: '/api/v1/orders/:id', kind: 'read', may: 'order:read', scope: 'region',
  summary: { zh: '一份责令', en: 'One order' }, params: closed({ id: Id() }), response: OrderDetail,
})

export const REPORT_STATUSES = ['lodged', 'accepted', 'dismissed', 'closed'] as const
const REPORT_WORDS = {
  lodged: { zh: '待受理', en: 'Lodged' }, accepted: { zh: '已受理', en: 'Accepted' },
  dismissed: { zh: '不予受理', en: 'Dismissed' }, closed: { zh: '已办结', en: 'Closed' },
}
export const ReportStatus = oneOf(REPORT_STATUSES, words({ zh: '状态', en: 'State', choices: REPORT_WORDS }))

/** A picture in base64; its type is read from its bytes: JPEG, PNG or WebP, at most 240 KB each. */
const Photo = Type.String({ minLength: 100, maxLength: 330_000, pattern: '^[A-Za-z0-9+/]+={0,2}$' })

export const lodgeReport = endpoint({
  id: 'lodgeReport', method: 'POST', url: '/api/v1/reports', kind: 'act', may: 'public', scope: 'public', creates: true,
  summary: { zh: '举报', en: 'Report' },
  body: closed({
    ground: GroundOf('report', { zh: '举报事项', en: 'What it is about' }),
    text: Area(4000, { zh: '情况说明', en: 'What happened' }),
    code: Type.Optional(Line(200, { zh: '标识码或编号', en: 'Code or number' })),
    region: Type.Optional(RegionCode({ zh: '发生地', en: 'Where' })),
    photos: Type.Optional(
      Type.Array(Photo, { maxItems: 3, ...words({ zh: '照片（最多3张）', en: 'Photographs (at most 3)' }) }),
    ),
    contact: Type.Optional(Line(100, { zh: '联系方式（可不填）', en: 'Contact (may stay empty)', pii: 'phone' })),
  }),
  response: Type.Object({
    number: Type.String(),
    /** Shown once: whoever holds it may follow the report. */
    token: Type.String(),
    answerBy: Type.String(),
  }),
})

/** What the reporter may follow: steps, never who. */
export const ReportProgress = Type.Object({
  number: Type.String(), status: ReportStatus, lodgedOn: Type.String(), handledBy: Text,
  steps: Type.Array(Type.Object({ on: Type.String(), label: Text, note: Type.Optional(Type.String()) })),
  dueOn: Type.Optional(Type.String()),
})

export const trackReport = endpoint({
  id: 'trackReport', method: 'POST', url: '/api/v1/report-progress', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '查询举报进度', en: 'Follow a report' },
  body: closed({
    number: Line(40, { zh: '举报编号', en: 'Reference number' }),
    token: Line(64, { zh: '查询码', en: 'Follow-up token' }),
  }),
  response: ReportProgress,
})

export const ReportOutcome = oneOf(['founded', 'unfounded', 'other'], words({ zh: '结论', en: 'Outcome', choices: {
  founded: { zh: '属实', en: 'Founded' }, unfounded: { zh: '不属实', en: 'Unfounded' }, other: { zh: '其他', en: 'Other' },
} }))

export const Report = Type.Object({
  id: Type.String(), number: Type.String(), status: ReportStatus, ground: Text, region: Type.String(),
  /** Level and region of the authority that has it now. */
  with: Type.Object({ region: Type.String(), role: Type.String() }),
  lodgedOn: Type.String(), certificate: Type.Optional(Type.String()), outcome: Type.Optional(ReportOutcome),
  late: Type.Boolean(),
})

export const listReports = endpoint({
  id: 'listReports', method: 'GET', url: '/api/v1/reports', kind: 'read', may: 'report:read', scope: 'region',
  summary: { zh: '举报', en: 'Reports' },
  query: closed({ ...Paging, status: Type.Optional(ReportStatus) }), response: PageOf(Report),
})

export const ReportDetail = Type.Intersect([Report, Type.Object({
  text: Type.Optional(Type.String()), code: Type.Optional(Type.String()), contact: Type.Optional(Type.String()),
  photos: Type.Array(Type.Object({ id: Type.String(), type: Type.String(), size: Type.Integer() })),
  steps: Type.Array(Type.Object({ on: Type.String(), label: Text, note: Type.Optional(Type.String()) })),
  next: Type.Array(Next), timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline),
})])

export const getReport = endpoint({
  id: 'getReport', method: 'GET', url: '/api/v1/reports/:id', kind: 'read', may: 'report:read', scope: 'region',
  summary: { zh: '一件举报', en: 'One report' }, params: closed({ id: Id() }), response: ReportDetail,
})

export const getReportPhoto = endpoint({
  id: 'getReportPhoto', method: 'GET', url: '/api/v1/reports/:id/photos/:photo', kind: 'read', may: 'report:read',
  scope: 'region', tags: ['binary'],
  summary: { zh: '举报照片', en: 'A photograph of a report' },
  params: closed({ id: Id(), photo: Id() }), response: Type.Unknown(),
})

export const acceptReport = endpoint({
  id: 'acceptReport', method: 'POST', url: '/api/v1/reports/:id/acceptance', kind: 'act', may: 'report:accept',
  scope: 'region',
  summary: { zh: '受理', en: 'Accept a report' }, params: closed({ id: Id() }), body: closed({}), response: Report,
})

export const dismissReport = endpoint({
  id: 'dismissReport', method: 'POST', url: '/api/v1/reports/:id/dismissal', kind: 'act', may: 'report:accept',
  scope: 'region',
  summary: { zh: '不予受理', en: 'Dismiss a report' }, params: closed({ id: Id() }),
  body: closed({ reason: Area(1000, { zh: '理由（告知举报人）', en: 'Reasons, told to the reporter' }) }), response: Report,
})

export const transferReport = endpoint({
  id: 'transferReport', method: 'POST', url: '/api/v1/reports/:id/transfer', kind: 'act', may: 'report:transfer',
  scope: 'region',
  summary: { zh: '移送', en: 'Transfer a report' }, params: closed({ id: Id() }),
  body: closed({
    region: RegionCode({ zh: '移送至', en: 'To the authority of' }),
    reason: Area(1000, { zh: '理由（不属本地管辖等）', en: 'Reasons' }),
  }),
  response: Report,
})

/** The receipt of the authority that a report was transferred to: until then the sender still answers for it. */
export const receiveReport = endpoint({
  id: 'receiveReport', method: 'POST', url: '/api/v1/reports/:id/receipt', kind: 'act', may: 'report:accept',
  scope: 'region',
  summary: {
    zh: '移送签收', en: 'Receipt of a transferred report',
  }, params: closed({ id: Id() }), body: closed({}), response: Report,
})

export const closeReport = endpoint({
  id: 'closeReport', method: 'POST', url: '/api/v1/reports/:id/closure', kind: 'act', may: 'report:handle',
  scope: 'region',
  summary: { zh: '办结', en: 'Close a report' }, params: closed({ id: Id() }),
  body: closed({
    outcome: ReportOutcome,
    reply: Area(2000, { zh: '答复（告知举报人）', en: 'Reply to the reporter' }),
  }),
  response: Report,
})

export const SUPERVISION_REFUSALS = {
  'no-level-above': { status: 409, zh: '已是最高一级', en: 'There is no level above' },
  'region-unknown': { status: 422, zh: '没有这个地区：{region}', en: 'No such region: {region}' },
  'transfer-to-self': { status: 422, zh: '不能移送给本地区', en: 'A transfer goes to another region' },
  'transfer-open': { status: 409, zh: '移送后尚未签收', en: 'The transfer has not been received yet' },
  'picture-too-large': {
    status: 400, zh: '图片无法读取，或者边长超过 12000 像素', en: 'The picture cannot be read, or a side has over 12,000 pixels',
  },
  'photo-type': { status: 415, zh: '照片须为 JPEG、PNG 或 WebP', en: 'Photographs are JPEG, PNG or WebP' },
} as const satisfies Record<string, RefusalWords>
