import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Area, closed, Day, FileHash, Id, Line, Next, oneOf, PageOf, Paging, RegionCode, Text, TimelineEntry, Uscc, words,
} from './schema.ts'

export const PARTIES_REFUSALS = {
  'credit-code-broken': {
    status: 400,
    zh: '统一社会信用代码有误：{why}',
    en: 'The unified social credit code is wrong: {whyEn}',
  },
  'identity-document-broken': {
    status: 400,
    zh: '证件号码有误：{why}',
    en: 'The identity document is wrong: {whyEn}',
  },
  'country-needed': {
    status: 400,
    zh: '护照须填签发国家或地区（三位字母代码）',
    en: 'A passport needs its issuing country (three letters)',
  },
  'phone-broken': { status: 400, zh: '电话号码有误：{why}', en: 'The telephone number is wrong: {whyEn}' },
  'region-unknown': { status: 400, zh: '没有这个行政区划代码：{region}', en: 'No such region: {region}' },
  'region-not-county': { status: 400, zh: '请选到县（市、区）一级', en: 'Choose a county, not what lies above it' },
  'industry-unknown': {
    status: 400,
    zh: '没有这个国民经济行业代码：{industry}',
    en: 'No such class of industry: {industry}',
  },
  'organisation-registered': {
    status: 409,
    zh: '该统一社会信用代码已登记。请联系本单位的平台管理员（法定代表人）为您办理授权',
    en:
      'This code is already registered. Ask your organisation’s administrator (legal representative) to authorise you',
  },
  'representative-statement-needed': {
    status: 422,
    zh: '只有法定代表人本人可以登记企业',
    en: 'Only the legal representative in person may register an enterprise',
  },
  'name-unchanged': { status: 409, zh: '名称没有变化', en: 'The name has not changed' },
  'address-unchanged': { status: 409, zh: '地址没有变化', en: 'The address has not changed' },
  'representative-unchanged': {
    status: 409,
    zh: '法定代表人没有变化',
    en: 'The legal representative has not changed',
  },
  'person-name-differs': {
    status: 409,
    zh: '证件号码与姓名不一致，请核对证件',
    en: 'The number and the name do not belong together: compare the document',
  },
  'authorisation-period': {
    status: 422,
    zh: '授权期限有误：不早于今天，止日不早于起日，最长三年',
    en: 'The term of the authorisation is wrong: not before today, the end not before the start, three years at most',
  },
  'authorisation-stands': {
    status: 409,
    zh: '此人已有未到期的授权，请先撤销',
    en: 'This person is authorised already: revoke that authorisation first',
  },
  'authorisation-of-representative': {
    status: 409,
    zh: '法定代表人无须授权自己',
    en: 'The legal representative needs no authorisation',
  },
} as const satisfies Record<string, RefusalWords>

/** Kinds of organisation, as the scheme's roles name them. */
const KINDS = ['enterprise', 'body', 'laboratory', 'licensor', 'authority', 'alliance', 'platform'] as const
const KIND_CHOICES = {
  enterprise: { zh: '企业', en: 'Enterprise' }, body: { zh: '认证机构', en: 'Certification body' },
  laboratory: { zh: '检测机构', en: 'Laboratory' }, licensor: { zh: '标识许可人', en: 'Licensor of the mark' },
  authority: { zh: '监管部门', en: 'Authority' }, alliance: { zh: '联盟', en: 'Alliance' },
  platform: { zh: '平台运营单位', en: 'Operator of the platform' },
}
export const OrganisationKind = oneOf(KINDS, words({ zh: '类别', en: 'Kind', choices: KIND_CHOICES }))

/** How a natural person is identified; the number is kept only as a keyed hash and a mask. */
export const IdentityFields = {
  idKind: oneOf(
    ['resident', 'permanent-residence', 'passport'],
    words({
      zh: '证件类型',
      en: 'Identity document',
      choices: {
        resident: { zh: '居民身份证', en: 'Resident identity card' },
        'permanent-residence': { zh: '外国人永久居留身份证', en: 'Foreign permanent resident card' },
        passport: { zh: '护照', en: 'Passport' },
      },
    }),
  ),
  idNumber: Line(40, {
    zh: '证件号码',
    en: 'Number of the document',
    pii: 'id-number',
    hint: {
      zh: '平台不保存号码，只保存用于比对的密钥摘要',
      en: 'The number itself is not kept, only a keyed hash to compare by',
    },
  }),
  country: Type.Optional(
    Type.String({
      pattern: '^[A-Z]{3}$',
      ...words({
        zh: '护照签发国家或地区',
        en: 'Country of the passport',
        hint: { zh: '三位字母，如 USA', en: 'Three letters, such as DEU' },
      }),
    }),
  ),
}
export const PersonName = Line(80, { zh: '姓名', en: 'Name', pii: 'name' })
export const PhoneField = Line(30, { zh: '手机号', en: 'Mobile phone', pii: 'phone' })

/** What everybody who signs in may know of an organisation. */
export const OrganisationSummary = Type.Object({
  id: Type.String(), uscc: Type.String(), name: Text, kinds: Type.Array(Type.String()),
  region: Type.String(), regionName: Type.String(), industry: Type.Optional(Type.String()),
})

const PersonShown = Type.Object({ id: Type.String(), name: Type.String(), idMask: Type.String() })

export const Organisation = Type.Object({
  id: Type.String(), uscc: Type.String(), name: Text, kinds: Type.Array(Type.String()),
  formerNames: Type.Array(Type.Object({ name: Text, until: Type.String() })),
  region: Type.String(), regionName: Type.String(),
  industry: Type.Optional(Type.String()), industryName: Type.Optional(Type.String()),
  address: Type.String(), registeredOn: Type.String(),
  /** Only for the organisation itself, the authorities of its region and the administrators. */
  representative: Type.Optional(PersonShown),
  businessLicence: Type.Optional(Type.Object({ hash: Type.String(), name: Type.String() })),
  warnings: Type.Array(Text),
  next: Type.Array(Next),
  timeline: Type.Array(TimelineEntry),
})

const NameFields = {
  name: Line(200, { zh: '名称', en: 'Name', hint: { zh: '与营业执照一致', en: 'As on the business licence' } }),
  nameEn: Type.Optional(Line(200, { zh: '英文名称', en: 'English name' })),
}
const PlaceFields = {
  region: RegionCode({ zh: '所在县（市、区）', en: 'County' }),
  address: Line(200, { zh: '住所', en: 'Registered address' }),
}
const Industry = Type.String({
  pattern: '^([A-T][0-9]{2,4}|[0-9]{2,4})$',
  ...words({ zh: '行业（GB/T 4754）', en: 'Industry (GB/T 4754)', widget: 'industry' }),
})
const OrganisationParams = closed({ organisation: Id() })

export const registerOrganisation = endpoint({
  id: 'registerOrganisation',
  method: 'POST',
  url: '/api/v1/organisations',
  kind: 'act',
  may: 'signed-in',
  scope: 'self',
  summary: { zh: '登记本企业', en: 'Register one’s enterprise' },
  body: closed({
    uscc: Line(40, { zh: '统一社会信用代码', en: 'Unified social credit code' }),
    ...NameFields,
    ...PlaceFields,
    industry: Industry,
    isRepresentative: Type.Boolean(
      words({ zh: '本人是该企业的法定代表人', en: 'I am the legal representative of this enterprise' }),
    ),
  }),
  response: Type.Object({ id: Type.String(), uscc: Type.String(), warnings: Type.Array(Text) }),
  creates: true,
})

export const createOrganisation = endpoint({
  id: 'createOrganisation',
  method: 'POST',
  url: '/api/v1/organisations/partners',
  kind: 'act',
  may: 'organisation:create',
  scope: 'all',
  summary: {
    zh: '登记机构（认证、检测、监管等）',
    en: 'Register a body, laboratory, authority or other organisation',
  },
  body: closed({
    uscc: Line(40, { zh: '统一社会信用代码', en: 'Unified social credit code' }),
    kinds: Type.Array(OrganisationKind, {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
      ...words({ zh: '类别', en: 'Kinds' }),
    }),
    ...NameFields,
    ...PlaceFields,
    industry: Type.Optional(Industry),
  }),
  response: Type.Object({ id: Type.String(), uscc: Type.String(), warnings: Type.Array(Text) }),
  creates: true,
})

export const listOrganisations = endpoint({
  id: 'listOrganisations', method: 'GET', url: '/api/v1/organisations', kind: 'read', may: 'signed-in', scope: 'region',
  summary: { zh: '机构和企业', en: 'Organisations' },
  query: closed({ ...Paging, kind: Type.Optional(OrganisationKind), region: Type.Optional(RegionCode()) }),
  response: PageOf(OrganisationSummary),
})

export const findOrganisationByCode = endpoint({
  id: 'findOrganisationByCode',
  method: 'GET',
  url: '/api/v1/organisations/by-code/:uscc',
  kind: 'read',
  may: 'signed-in',
  scope: 'public',
  summary: { zh: '按统一社会信用代码查找', en: 'Find by unified social credit code' },
  params: closed({ uscc: Uscc() }),
  response: OrganisationSummary,
})

export const getOrganisation = endpoint({
  id: 'getOrganisation', method: 'GET', url: '/api/v1/organisations/:organisation', kind: 'read', may: 'signed-in',
  scope: 'public', summary: { zh: '机构详情', en: 'An organisation' },
  params: OrganisationParams, response: Organisation,
})

const Changed = Type.Object({ id: Type.String(), version: Type.Integer() })

export const renameOrganisation = endpoint({
  id: 'renameOrganisation', method: 'POST', url: '/api/v1/organisations/:organisation/name', kind: 'act',
  may: 'organisation:update', scope: 'organisation', summary: { zh: '变更名称', en: 'Change the name' },
  params: OrganisationParams, body: closed(NameFields), response: Changed,
})

export const moveOrganisation = endpoint({
  id: 'moveOrganisation', method: 'POST', url: '/api/v1/organisations/:organisation/address', kind: 'act',
  may: 'organisation:update', scope: 'organisation', summary: { zh: '变更住所', en: 'Change the address' },
  params: OrganisationParams, body: closed(PlaceFields), response: Changed,
})

export const recordBusinessLicence = endpoint({
  id: 'recordBusinessLicence',
  method: 'POST',
  url: '/api/v1/organisations/:organisation/business-licence',
  kind: 'act',
  may: 'organisation:update',
  scope: 'organisation',
  summary: { zh: '提交营业执照', en: 'File the business licence' },
  params: OrganisationParams,
  body: closed({ file: FileHash({ zh: '营业执照', en: 'Business licence' }) }),
  response: Changed,
})

export const changeRepresentative = endpoint({
  id: 'changeRepresentative', method: 'POST', url: '/api/v1/organisations/:organisation/representative', kind: 'act',
  may: 'organisation:change-representative', scope: 'organisation', signs: true,
  summary: { zh: '变更法定代表人', en: 'Change the legal representative' },
  params: OrganisationParams, body: closed({ name: PersonName, ...IdentityFields }), response: Changed,
})

export const Authorisation = Type.Object({
  id: Type.String(), organisation: Type.String(), agent: PersonShown, from: Type.String(), until: Type.String(),
  status: Type.String(), letter: Type.String(), grantedOn: Type.String(), revokedOn: Type.Optional(Type.String()),
  /** False while the person has no account: the invitation is completed when they register one. */
  hasAccount: Type.Boolean(),
  next: Type.Array(Next),
})

export const grantAuthorisation = endpoint({
  id: 'grantAuthorisation', method: 'POST', url: '/api/v1/authorisations', kind: 'act', may: 'organisation:authorise',
  scope: 'organisation', signs: true, summary: { zh: '授权经办人', en: 'Authorise an agent' },
  body: closed({
    name: PersonName, ...IdentityFields,
    letter: FileHash({ zh: '授权委托书', en: 'Letter of authorisation' }),
    from: Day({ zh: '授权起日', en: 'From' }), until: Day({ zh: '授权止日', en: 'Until' }),
  }),
  response: Type.Object({ id: Type.String(), hasAccount: Type.Boolean() }), creates: true,
})

export const revokeAuthorisation = endpoint({
  id: 'revokeAuthorisation', method: 'POST', url: '/api/v1/authorisations/:authorisation/revocation', kind: 'act',
  may: 'organisation:authorise', scope: 'organisation', summary: { zh: '撤销授权', en: 'Revoke an authorisation' },
  params: closed({ authorisation: Id() }), body: closed({ reason: Area(500, { zh: '原因', en: 'Reason' }) }),
  response: Type.Object({ id: Type.String(), status: Type.String() }),
})

export const listAuthorisations = endpoint({
  id: 'listAuthorisations', method: 'GET', url: '/api/v1/authorisations', kind: 'read', may: 'organisation:read',
  scope: 'organisation', summary: { zh: '本单位的授权', en: 'Authorisations of one’s organisation' },
  query: closed(Paging), response: PageOf(Authorisation),
})

export const getAuthorisation = endpoint({
  id: 'getAuthorisation', method: 'GET', url: '/api/v1/authorisations/:authorisation', kind: 'read',
  may: 'organisation:read', scope: 'organisation', summary: { zh: '授权详情', en: 'An authorisation' },
  params: closed({ authorisation: Id() }), response: Authorisation,
})
