import { Type } from 'typebox'
import { GroundOf } from './certification.ts'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Area, Day, Deadline, FileHash, Id, Line, Next, PageOf, Paging, RegionCode, Text, TimelineEntry, closed, oneOf, words,
} from './schema.ts'

/**
 * Licences of the mark: a civil permission that rests on a certificate. Application, fact check by county and city,
 * publicity with objections, decision, contract, announcement, yearly volume, suspension, restoration and end.
 */

export const LICENCE_STATUSES = [
  'applied', 'county-check', 'city-check', 'checked', 'publicity', 'objections', 'deciding', 'granted', 'refused',
  'returned', 'retracted', 'in-force', 'suspended', 'withdrawn', 'ended',
] as const
export const LICENCE_STATUS_WORDS: Record<(typeof LICENCE_STATUSES)[number], { zh: string; en: string }> = {
  applied: { zh: '待形式审查', en: 'To be examined' },
  'county-check': { zh: '县级核实中', en: 'Facts with the county' },
  'city-check': { zh: '市级核实中', en: 'Facts with the city' },
  checked: { zh: '待公示', en: 'To be publicised' },
  publicity: { zh: '公示中', en: 'In publicity' },
  objections: { zh: '异议处理中', en: 'Objections being handled' },
  deciding: { zh: '待许可决定', en: 'To be decided' },
  granted: { zh: '准予许可，待签合同', en: 'Granted, contract to be signed' },
  refused: { zh: '不予许可', en: 'Refused' },
  returned: { zh: '形式审查未通过', en: 'Returned after examination' },
  retracted: { zh: '申请已撤回', en: 'Application retracted' },
  'in-force': { zh: '有效', en: 'In force' },
  suspended: { zh: '暂停使用', en: 'Suspended' },
  withdrawn: { zh: '已撤销', en: 'Withdrawn' },
  ended: { zh: '已终止', en: 'Ended' },
}
export const LicenceStatus = oneOf(LICENCE_STATUSES, words({ zh: '状态', en: 'State', choices: LICENCE_STATUS_WORDS }))

/** What the public sees of a licence: `expired` is computed by the day. */
export const LICENCE_STANDINGS = ['valid', 'suspended', 'withdrawn', 'cancelled', 'expired', 'none'] as const
export const LicenceStanding = oneOf(LICENCE_STANDINGS)

export const MEDIA = ['packaging', 'product', 'documents', 'advertising', 'web'] as const
export const MEDIA_WORDS = {
  packaging: { zh: '包装', en: 'Packaging' }, product: { zh: '产品本体', en: 'The product itself' },
  documents: { zh: '说明书、合同等资料', en: 'Manuals, contracts and papers' },
  advertising: { zh: '广告', en: 'Advertising' }, web: { zh: '网站和网店', en: 'Web site and shop' },
}
const Media = Type.Array(oneOf(MEDIA, words({ zh: '使用方式', en: 'Use', choices: MEDIA_WORDS })), {
  minItems: 1, maxItems: MEDIA.length, uniqueItems: true, ...words({ zh: '标识使用方式', en: 'Where the mark will be used' }),
})

const yearlyCapacity = {
  minimum: 1, maximum: 1_000_000_000_000,
  ...words({ zh: '年产能（件）', en: 'Yearly capacity (items)', hint: {
    zh: '年度标识用量按产能乘以制度规定的系数核定；批次证书以批量为准',
    en: 'The yearly volume is the capacity times the factor of the scheme; for a batch, its quantity',
  } }),
}

const id = closed({ id: Id() })

export const LicenceItem = Type.Object({
  id: Type.String(),
  /** Number of the licence; absent until granted. */
  number: Type.Optional(Type.String()),
  status: LicenceStatus,
  standing: LicenceStanding,
  holder: Type.Object({ id: Type.String(), uscc: Type.String(), name: Text }),
  programme: Type.String(),
  certificate: Type.Object({ id: Type.String(), number: Type.String(), status: Type.String() }),
  region: Type.String(),
  products: Type.Array(Type.Object({ id: Type.String(), name: Text, gtin: Type.Optional(Type.String()) })),
  appliedOn: Type.String(),
  validFrom: Type.Optional(Type.String()),
  validUntil: Type.Optional(Type.String()),
})

export const FACT_LEVELS = ['county', 'city'] as const
const Fact = oneOf(['confirmed', 'disputed'])

export const FactCheck = Type.Object({
  level: oneOf(FACT_LEVELS),
  region: Type.String(),
  askedOn: Type.String(),
  outcome: Type.Optional(oneOf(['confirmed', 'disputed'])),
  /** `silence`: nobody answered within the period, which confirms by rule. */
  by: Type.Optional(oneOf(['authority', 'silence'])),
  on: Type.Optional(Type.String()),
  qualification: Type.Optional(Fact),
  spotChecks: Type.Optional(Fact),
  safety: Type.Optional(Fact),
  ground: Type.Optional(Text),
  note: Type.Optional(Type.String()),
})

export const Objection = Type.Object({
  id: Type.String(),
  number: Type.String(),
  lodgedOn: Type.String(),
  anonymous: Type.Boolean(),
  ground: Text,
  text: Type.Optional(Type.String()),
  contact: Type.Optional(Type.String()),
  outcome: Type.Optional(oneOf(['accepted', 'rejected'])),
  outcomeGround: Type.Optional(Text),
  reason: Type.Optional(Type.String()),
  handledOn: Type.Optional(Type.String()),
})

export const VolumeYear = Type.Object({
  product: Type.String(), year: Type.Integer(), base: Type.Integer(), extra: Type.Integer(), ordered: Type.Integer(),
  left: Type.Integer(),
})

export const LicenceDetail = Type.Intersect([LicenceItem, Type.Object({
  media: Type.Array(oneOf(MEDIA, { ...words({ zh: '使用方式', en: 'Use', choices: MEDIA_WORDS }) })),
  capacities: Type.Array(Type.Object({ product: Type.String(), yearlyCapacity: Type.Integer() })),
  artwork: Type.Optional(Type.String()),
  contact: Type.Optional(Type.String()),
  factChecks: Type.Array(FactCheck),
  publicity: Type.Optional(
    Type.Object({ from: Type.String(), until: Type.String(), closedOn: Type.Optional(Type.String()) }),
  ),
  objections: Type.Array(Objection),
  decision: Type.Optional(Type.Object({
    outcome: oneOf(['granted', 'refused']), on: Type.String(), ground: Type.Optional(Text), reason: Type
      .Optional(Type.String()),
  })),
  suspensions: Type.Array(Type.Object({
    cause: oneOf(['certificate', 'licensor']), from: Type.String(), ground: Type.Optional(Text),
  })),
  volumes: Type.Array(VolumeYear),
  next: Type.Array(Next),
  timeline: Type.Array(TimelineEntry),
  deadlines: Type.Array(Deadline),
})])

export const applyForLicence = endpoint({
  id: 'applyForLicence', method: 'POST', url: '/api/v1/licences', kind: 'act', may: 'licence:submit',
  scope: 'organisation', creates: true,
  summary: { zh: '申请使用标识', en: 'Apply for the mark' },
  body: closed({
    certificate: Id({ zh: '证书', en: 'Certificate', widget: 'pick',
      from: { endpoint: 'listCertificates', value: 'id', label: 'number' } }),
    products: Type.Array(closed({
      product: Id({
        zh: '产品', en: 'Product', widget: 'pick', from: { endpoint: 'listProducts', value: 'id', label: 'name' },
      }),
      yearlyCapacity: Type.Integer(yearlyCapacity),
    }), { minItems: 1, maxItems: 50, ...words({ zh: '使用标识的产品', en: 'Products that will bear the mark' }) }),
    media: Media,
    artwork: Type.Optional(FileHash({ zh: '包装设计稿', en: 'Artwork of the packaging' })),
    contactName: Line(40, { zh: '联系人', en: 'Contact person', pii: 'name' }),
    contactPhone: Line(30, { zh: '联系电话', en: 'Telephone', pii: 'phone' }),
  }),
  response: Type.Object({ id: Type.String(), status: LicenceStatus, acceptBy: Type.Optional(Type.String()) }),
})

const changed = Type.Object({ id: Type.String(), status: LicenceStatus, number: Type.Optional(Type.String()) })

export const retractLicenceApplication = endpoint({
  id: 'retractLicenceApplication', method: 'POST', url: '/api/v1/licences/:id/retraction', kind: 'act',
  may: 'licence:submit', scope: 'organisation',
  summary: { zh: '撤回标识使用申请', en: 'Retract the application' },
  params: id, body: closed({ reason: Area(500, { zh: '原因', en: 'Reason' }) }), response: changed,
})

export const acceptLicenceApplication = endpoint({
  id: 'acceptLicenceApplication', method: 'POST', url: '/api/v1/licences/:id/acceptance', kind: 'act',
  may: 'licence:review', scope: 'all',
  summary: { zh: '形式审查通过，转县级核实', en: 'Accept and ask the county for the facts' },
  params: id, body: closed({}), response: changed,
})

export const returnLicenceApplication = endpoint({
  id: 'returnLicenceApplication', method: 'POST', url: '/api/v1/licences/:id/return', kind: 'act',
  may: 'licence:review', scope: 'all',
  summary: { zh: '形式审查不通过', en: 'Return after examination' },
  params: id,
  body: closed({
    ground: GroundOf('licenceRefusal', { zh: '依据', en: 'Ground' }),
    reason: Area(1000, { zh: '说明', en: 'Reasons' }),
  }),
  response: changed,
})

const factChoices = {
  confirmed: { zh: '属实', en: 'Confirmed' }, disputed: { zh: '不属实或有问题', en: 'Disputed' },
}

export const checkLicenceFacts = endpoint({
  id: 'checkLicenceFacts', method: 'POST', url: '/api/v1/licences/:id/facts', kind: 'act',
  may: 'fact-check:confirm', scope: 'region',
  summary: { zh: '核实事实', en: 'Confirm or dispute the facts' },
  params: id,
  body: closed({
    qualification: oneOf(
      ['confirmed', 'disputed'],
      words({ zh: '主体与生产资质', en: 'Legal and production qualification', choices: factChoices }),
    ),
    spotChecks: oneOf(
      ['confirmed', 'disputed'],
      words({ zh: '近三年监督抽查', en: 'Spot checks of the last three years', choices: factChoices }),
    ),
    safety: oneOf(
      ['confirmed', 'disputed'], words({ zh: '安全与环保', en: 'Safety and environment', choices: factChoices }),
    ),
    ground: Type.Optional(GroundOf('factCheckObjection', { zh: '不属实的依据', en: 'Ground of the dispute' })),
    note: Type.Optional(Area(1000, { zh: '核实情况', en: 'What was found' })),
  }),
  response: changed,
})

export const openLicencePublicity = endpoint({
  id: 'openLicencePublicity', method: 'POST', url: '/api/v1/licences/:id/publicity', kind: 'act',
  may: 'publicity:start', scope: 'all',
  summary: { zh: '开始公示', en: 'Open publicity' },
  params: id, body: closed({}), response: Type.Intersect([changed, Type.Object({ until: Type.String() })]),
})

/** What a publicity shows: frozen when it opens. `objections` counts only those accepted. */
export const PublicityNotice = Type.Object({
  id: Type.String(),
  state: oneOf(['open', 'closed']),
  from: Type.String(),
  until: Type.String(),
  holder: Type.Object({ uscc: Type.String(), name: Text }),
  certificate: Type.String(),
  programme: Type.String(),
  region: Type.String(),
  products: Type.Array(
    Type.Object({ name: Text, gtin: Type.Optional(Type.String()), models: Type.Array(Type.String()) }),
  ),
  standards: Type.Array(Type.String()),
  objections: Type.Integer(),
  decision: Type.Optional(oneOf(['granted', 'refused'])),
  workingDaysLeft: Type.Optional(Type.Integer()),
})

export const listPublicity = endpoint({
  id: 'listPublicity', method: 'GET', url: '/api/v1/publicity', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '公示', en: 'Publicity' },
  query: closed({ ...Paging, state: Type.Optional(oneOf(['open', 'closed'])) }),
  response: PageOf(PublicityNotice),
})

export const getPublicity = endpoint({
  id: 'getPublicity', method: 'GET', url: '/api/v1/publicity/:id', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '一项公示', en: 'One publicity' },
  params: id, response: PublicityNotice,
})

export const lodgeObjection = endpoint({
  id: 'lodgeObjection', method: 'POST', url: '/api/v1/publicity/:id/objections', kind: 'act', may: 'public',
  scope: 'public', creates: true,
  summary: { zh: '提出异议', en: 'Lodge an objection' },
  params: id,
  body: closed({
    ground: GroundOf('objection', { zh: '异议事由', en: 'Ground' }),
    text: Area(4000, { zh: '事实与理由', en: 'Facts and reasons' }),
    name: Type.Optional(Line(60, { zh: '姓名或单位（可匿名）', en: 'Name (may stay empty)', pii: 'name' })),
    contact: Type.Optional(Line(100, { zh: '联系方式（用于告知结果）', en: 'Contact, to be told the outcome', pii: 'phone' })),
  }),
  response: Type.Object({
    number: Type.String(),
    /** Shown once: whoever holds it may follow the objection. */
    token: Type.String(),
    handleBy: Type.String(),
  }),
})

export const trackObjection = endpoint({
  id: 'trackObjection', method: 'POST', url: '/api/v1/objection-progress', kind: 'public', may: 'public',
  scope: 'public',
  summary: { zh: '查询异议处理结果', en: 'Follow an objection' },
  body: closed({
    number: Line(40, { zh: '异议编号', en: 'Number of the objection' }),
    token: Line(64, { zh: '查询码', en: 'Follow-up token' }),
  }),
  response: Type.Object({
    number: Type.String(), lodgedOn: Type.String(), outcome: Type.Optional(oneOf(['accepted', 'rejected'])),
    handledOn: Type.Optional(Type.String()), reason: Type.Optional(Type.String()),
  }),
})

export const handleObjection = endpoint({
  id: 'handleObjection', method: 'POST', url: '/api/v1/licences/:id/objections/:objection', kind: 'act',
  may: 'objection:handle', scope: 'all',
  summary: { zh: '处理异议', en: 'Handle an objection' },
  params: closed({ id: Id(), objection: Id() }),
  body: closed({
    outcome: oneOf(['accepted', 'rejected'], words({ zh: '结论', en: 'Outcome', choices: {
      accepted: { zh: '异议成立', en: 'Accepted' }, rejected: { zh: '异议不成立', en: 'Rejected' },
    } })),
    ground: Type.Optional(GroundOf('objectionOutcome', { zh: '依据', en: 'Ground' })),
    reason: Area(2000, { zh: '理由（告知异议人）', en: 'Reasons, told to the objector' }),
  }),
  response: changed,
})

export const decideLicence = endpoint({
  id: 'decideLicence', method: 'POST', url: '/api/v1/licences/:id/decision', kind: 'act', may: 'licence:decide',
  scope: 'all', signs: true,
  summary: { zh: '许可决定', en: 'Decide the licence' },
  params: id,
  body: closed({
    outcome: oneOf(['granted', 'refused'], words({ zh: '决定', en: 'Decision', choices: {
      granted: { zh: '准予使用', en: 'Grant' }, refused: { zh: '不予使用', en: 'Refuse' },
    } })),
    ground: Type.Optional(GroundOf('licenceRefusal', { zh: '不予许可的依据', en: 'Ground of a refusal' })),
    reason: Type.Optional(Area(2000, { zh: '理由', en: 'Reasons' })),
  }),
  response: changed,
})

export const signLicenceContract = endpoint({
  id: 'signLicenceContract', method: 'POST', url: '/api/v1/licences/:id/contract', kind: 'act', may: 'licence:sign',
  scope: 'organisation', signs: true,
  summary: { zh: '签署许可合同', en: 'Sign the licence contract' },
  params: id,
  body: closed({
    agreed: oneOf(['agreed'], words({ zh: '同意标识使用许可合同全部条款', en: 'All terms of the licence contract are agreed',
      choices: { agreed: { zh: '同意', en: 'Agreed' } } })),
  }),
  response: changed,
})

export const announceLicence = endpoint({
  id: 'announceLicence', method: 'POST', url: '/api/v1/licences/:id/announcement', kind: 'act', may: 'licence:announce',
  scope: 'all',
  summary: { zh: '公告', en: 'Announce' },
  params: id, body: closed({}), response: changed,
})

export const grantLicenceVolume = endpoint({
  id: 'grantLicenceVolume', method: 'POST', url: '/api/v1/licences/:id/volumes', kind: 'act',
  may: 'licence:grant-volume',
  scope: 'all', signs: true,
  summary: { zh: '追加标识用量', en: 'Grant extra volume' },
  params: id,
  body: closed({
    product: Id({
      zh: '产品', en: 'Product', widget: 'pick', from: { endpoint: 'listProducts', value: 'id', label: 'name' },
    }),
    quantity: Type.Integer({ minimum: 1, maximum: 1_000_000_000, ...words({ zh: '追加数量', en: 'Extra quantity' }) }),
    stockCount: Type.Integer({
      minimum: 0, maximum: 1_000_000_000, ...words({ zh: '盘点的未用标识数', en: 'Unused marks counted in stock' }),
    }),
    reason: Area(1000, { zh: '理由', en: 'Reasons' }),
  }),
  response: VolumeYear,
})

export const suspendLicence = endpoint({
  id: 'suspendLicence', method: 'POST', url: '/api/v1/licences/:id/suspension', kind: 'act', may: 'licence:suspend',
  scope: 'all', signs: true,
  summary: { zh: '暂停使用标识', en: 'Suspend the mark' },
  params: id,
  body: closed({
    ground: GroundOf('licenceSuspension', { zh: '依据', en: 'Ground' }),
    reason: Area(2000, { zh: '事实与理由', en: 'Facts and reasons' }),
  }),
  response: changed,
})

export const restoreLicence = endpoint({
  id: 'restoreLicence', method: 'POST', url: '/api/v1/licences/:id/restoration', kind: 'act', may: 'licence:restore',
  scope: 'all', signs: true,
  summary: { zh: '恢复使用标识', en: 'Restore the mark' },
  params: id,
  body: closed({
    ground: GroundOf('licenceRestoration', { zh: '依据', en: 'Ground' }),
    reason: Area(2000, { zh: '理由', en: 'Reasons' }),
  }),
  response: changed,
})

export const withdrawLicence = endpoint({
  id: 'withdrawLicence', method: 'POST', url: '/api/v1/licences/:id/withdrawal', kind: 'act', may: 'licence:terminate',
  scope: 'all', signs: true,
  summary: { zh: '撤销标识使用许可', en: 'Withdraw the licence' },
  params: id,
  body: closed({
    ground: GroundOf('licenceTermination', { zh: '依据', en: 'Ground' }),
    reason: Area(2000, { zh: '事实与理由', en: 'Facts and reasons' }),
  }),
  response: changed,
})

export const endLicenceUse = endpoint({
  id: 'endLicenceUse', method: 'POST', url: '/api/v1/licences/:id/end', kind: 'act', may: 'licence:end',
  scope: 'organisation', signs: true,
  summary: { zh: '终止使用标识', en: 'End the use of the mark' },
  params: id,
  body: closed({
    stoppedOn: Day({ zh: '停止使用日期', en: 'Last day of use' }),
    stockCount: Type.Integer({
      minimum: 0, maximum: 1_000_000_000_000, ...words({ zh: '剩余标识和包装数量', en: 'Marks and packaging left' }),
    }),
    reason: Area(1000, { zh: '原因与库存处置', en: 'Reason, and what happens to the stock' }),
  }),
  response: changed,
})

/** After a licence was withdrawn or its certificate fell: the mark stopped, the stock counted. */
export const reportLicenceStock = endpoint({
  id: 'reportLicenceStock', method: 'POST', url: '/api/v1/licences/:id/stock', kind: 'act', may: 'licence:end',
  scope: 'organisation',
  summary: { zh: '报告收标与库存', en: 'Report that the mark has stopped, and the stock' },
  params: id,
  body: closed({
    stoppedOn: Day({ zh: '停止使用日期', en: 'Last day of use' }),
    stockCount: Type.Integer({
      minimum: 0, maximum: 1_000_000_000_000, ...words({ zh: '剩余标识和包装数量', en: 'Marks and packaging left' }),
    }),
    disposal: Area(1000, { zh: '处置办法', en: 'What happens to the stock' }),
  }),
  response: changed,
})

export const listLicences = endpoint({
  id: 'listLicences', method: 'GET', url: '/api/v1/licences', kind: 'read', may: 'licence:read', scope: 'organisation',
  summary: { zh: '标识使用许可', en: 'Licences of the mark' },
  query: closed({
    ...Paging,
    status: Type.Optional(LicenceStatus),
    certificate: Type.Optional(Id()),
    region: Type.Optional(RegionCode({ zh: '地区', en: 'Region' })),
  }),
  response: PageOf(LicenceItem),
})

export const getLicence = endpoint({
  id: 'getLicence', method: 'GET', url: '/api/v1/licences/:id', kind: 'read', may: 'licence:read',
  scope: 'organisation',
  summary: { zh: '一项许可', en: 'One licence' },
  params: id, response: LicenceDetail,
})

/** What anyone may know of a licence. */
export const PublicLicence = Type.Object({
  number: Type.String(),
  status: LicenceStanding,
  holder: Type.Object({ uscc: Type.String(), name: Text }),
  programme: Type.String(),
  certificate: Type.String(),
  products: Type.Array(Type.Object({ name: Text, gtin: Type.Optional(Type.String()) })),
  media: Type.Array(Type.String()),
  validFrom: Type.Optional(Type.String()),
  validUntil: Type.Optional(Type.String()),
  announcedOn: Type.Optional(Type.String()),
  asOf: Type.String(),
})

export const getPublicLicence = endpoint({
  id: 'getPublicLicence', method: 'GET', url: '/api/v1/public/licences/:number', kind: 'public', may: 'public',
  scope: 'public', tags: ['standing'],
  summary: { zh: '按编号查询标识许可', en: 'A licence by its number' },
  params: closed({ number: Line(40) }), response: PublicLicence,
})

export const listPublicLicences = endpoint({
  id: 'listPublicLicences', method: 'GET', url: '/api/v1/public/licences', kind: 'public', may: 'public',
  scope: 'public',
  tags: ['standing'],
  summary: { zh: '许可公告', en: 'Licences announced' },
  query: closed({ ...Paging, region: Type.Optional(RegionCode()) }),
  response: PageOf(PublicLicence),
})

export const LICENCE_REFUSALS = {
  'licensor-missing': { status: 409, zh: '尚未登记标识许可人', en: 'No licensor of the mark is registered' },
  'ground-needed': { status: 400, zh: '须写明依据', en: 'A ground is needed' },
  'certificate-not-valid': { status: 409, zh: '证书当前不是有效状态（{status}）', en: 'The certificate is not valid ({status})' },
  'certificate-without-mark': {
    status: 409, zh: '按类型1a或不含标识许可的规则发出的证书，不能申请使用标识',
    en: 'A certificate of type 1a, or of a rule without a mark licence, never carries the mark',
  },
  'product-not-on-certificate': {
    status: 422, zh: '产品不在证书范围内', en: 'The product is not in the scope of the certificate',
  },
  'licence-exists': {
    status: 409, zh: '这张证书已有标识使用许可或正在办理的申请', en: 'The certificate has a licence, or an application under way',
  },
  'publicity-closed': { status: 409, zh: '公示期已结束', en: 'The publicity has ended' },
  'publicity-running': { status: 409, zh: '公示期到 {until} 才结束', en: 'The publicity runs until {until}' },
  'objections-open': { status: 409, zh: '还有 {count} 件异议没有处理完', en: '{count} objections are not yet handled' },
  'objection-handled': { status: 409, zh: '这件异议已经处理', en: 'This objection has been handled' },
  'safety-ground-needed': {
    status: 403, zh: '审查员只能以安全事由立即暂停，其他事由由决定人办理',
    en: 'An officer may suspend at once on safety grounds only; the decider handles the others',
  },
  'licence-not-valid': { status: 409, zh: '标识使用许可当前不是有效状态（{status}）', en: 'The licence is not valid ({status})' },
  'volume-exhausted': {
    status: 409, zh: '本年度标识用量还剩 {left}，不够 {asked}', en: 'The volume left this year is {left}, less than {asked}',
  },
  'not-own-level': { status: 403, zh: '现在轮到{level}级核实', en: 'It is the turn of the {level}' },
} as const satisfies Record<string, RefusalWords>
