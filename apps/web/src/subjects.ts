import type { Text } from '@tianfu/kernel'

/** A kind of thing that people look at: its list, its detail, what stands in the table. The server holds every rule. */
export interface Subject {
  /** First part of the address: `/products`, `/products/{id}`. */
  path: string
  name: Text
  list: string
  /** Endpoint of one; without it rows do not open. */
  detail?: string
  /** Member of a row that goes into the detail's address; `id` unless said. */
  key?: string
  /** Name of the detail's parameter in its address; `id` unless said. */
  param?: string
  /** Columns shown at first, in order; the others can be switched on. */
  columns: readonly string[]
  /** Endpoints that begin something new, offered above the list to whoever may call them. */
  creates?: readonly string[]
  /** Public endpoints that a detail offers although no `next` names them. */
  offers?: readonly string[]
  /** Endpoint of the index of its papers. */
  papers?: string
  /** Lists shown as tabs beside this one. */
  beside?: readonly string[]
  /** Type by which acts and explanations know it. */
  type: string
  /** What a page is headed by; the first of these members that is filled. */
  title: readonly string[]
}

const s = (subject: Omit<Subject, 'title'> & { title?: readonly string[] }): Subject => ({
  title: ['name', 'title', 'number', 'productName', 'product', 'login', 'id'],
  ...subject,
})

export const SUBJECTS: readonly Subject[] = [
  s({
    path: 'declarations',
    type: 'declaration',
    name: { zh: '自主申明', en: 'Declarations' },
    list: 'listDeclarations',
    detail: 'getDeclaration',
    columns: ['number', 'productName', 'holder', 'standing', 'conforms', 'publishedOn', 'validUntil'],
    creates: ['createDeclarationDraft'],
    beside: ['declaration-drafts', 'challenges'],
    title: ['number', 'productName'],
  }),
  s({
    path: 'declaration-drafts',
    type: 'declaration',
    name: { zh: '申明草稿', en: 'Drafts of declarations' },
    list: 'listDeclarationDrafts',
    detail: 'getDeclarationDraft',
    columns: ['productName', 'ruleName', 'editedAt', 'editedBy'],
    creates: ['createDeclarationDraft'],
    beside: ['declarations'],
    title: ['productName'],
  }),
  s({
    path: 'challenges',
    type: 'challenge',
    name: { zh: '质疑', en: 'Challenges' },
    list: 'listChallenges',
    detail: 'getChallenge',
    columns: ['number', 'declarationNumber', 'holderName', 'productName', 'ground', 'status', 'lodgedOn'],
    beside: ['declarations'],
    title: ['number'],
  }),
  s({
    path: 'applications',
    type: 'application',
    name: { zh: '认证申请', en: 'Applications' },
    list: 'listApplications',
    detail: 'getApplication',
    papers: 'listApplicationPapers',
    columns: ['number', 'product', 'applicant', 'body', 'status', 'step', 'dueOn', 'submittedOn'],
    creates: ['createApplicationDraft'],
    beside: ['application-drafts'],
    title: ['number'],
  }),
  s({
    path: 'application-drafts',
    type: 'application',
    name: { zh: '申请草稿', en: 'Drafts of applications' },
    list: 'listApplicationDrafts',
    detail: 'getApplicationDraft',
    columns: ['product', 'rule', 'body', 'done', 'of', 'editedBy', 'editedAt'],
    creates: ['createApplicationDraft'],
    beside: ['applications'],
    title: ['product'],
  }),
  s({
    path: 'application-summaries',
    type: 'application',
    name: { zh: '辖区认证申请', en: 'Applications of the region' },
    list: 'listApplicationSummaries',
    detail: 'getApplicationSummary',
    columns: ['number', 'product', 'applicant', 'body', 'status', 'step', 'submittedOn', 'late'],
    title: ['number'],
  }),
  s({
    path: 'certificates',
    type: 'certificate',
    name: { zh: '证书', en: 'Certificates' },
    list: 'listCertificates',
    detail: 'getCertificate',
    papers: 'listCertificatePapers',
    columns: [
      'number',
      'product',
      'holder',
      'body',
      'status',
      'issuedOn',
      'validUntil',
      'surveillanceDueOn',
      'openOrders',
    ],
    title: ['number'],
  }),
  s({
    path: 'licences',
    type: 'licence',
    name: { zh: '标识使用许可', en: 'Licences of the mark' },
    list: 'listLicences',
    detail: 'getLicence',
    papers: 'listLicencePapers',
    columns: ['number', 'holder', 'products', 'certificate', 'status', 'appliedOn', 'validUntil'],
    creates: ['applyForLicence'],
    title: ['number', 'holder'],
  }),
  s({
    path: 'publicity',
    type: 'licence',
    name: { zh: '公示', en: 'Publicity' },
    list: 'listPublicity',
    detail: 'getPublicity',
    columns: ['holder', 'products', 'certificate', 'state', 'from', 'until', 'workingDaysLeft', 'objections'],
    offers: ['lodgeObjection'],
    title: ['holder'],
  }),
  s({
    path: 'code-orders',
    type: 'code-order',
    name: { zh: '标识码申领', en: 'Code orders' },
    list: 'listCodeOrders',
    detail: 'getCodeOrder',
    columns: ['number', 'product', 'gtin', 'quantity', 'status', 'licenceNumber', 'placedOn'],
    creates: ['placeCodeOrder'],
    beside: ['code-batches'],
    title: ['number'],
  }),
  s({
    path: 'code-batches',
    type: 'code-batch',
    name: { zh: '标识码批次', en: 'Code batches' },
    list: 'listCodeBatches',
    detail: 'getCodeBatch',
    columns: ['orderNumber', 'product', 'gtin', 'quantity', 'activated', 'voided', 'status', 'issuedOn'],
    beside: ['code-orders'],
    title: ['orderNumber'],
  }),
  s({
    path: 'test-orders',
    type: 'test-order',
    name: { zh: '检测委托', en: 'Test orders' },
    list: 'listTestOrders',
    detail: 'getTestOrder',
    columns: ['applicationNumber', 'product', 'lot', 'of', 'retest', 'body', 'status', 'orderedOn'],
    title: ['applicationNumber'],
  }),
  s({
    path: 'orders',
    type: 'order',
    name: { zh: '责令改正', en: 'Orders' },
    list: 'listOrders',
    detail: 'getOrder',
    papers: 'listOrderPapers',
    columns: ['number', 'certificate', 'body', 'authority', 'ground', 'status', 'issuedOn', 'dueOn', 'late'],
    creates: ['issueOrder'],
    title: ['number'],
  }),
  s({
    path: 'reports',
    type: 'report',
    name: { zh: '举报', en: 'Reports' },
    list: 'listReports',
    detail: 'getReport',
    columns: ['number', 'ground', 'region', 'status', 'lodgedOn', 'outcome', 'late'],
    title: ['number'],
  }),
  s({
    path: 'market-programmes',
    type: 'market-programme',
    name: { zh: '市场评价', en: 'Market evaluation' },
    list: 'listMarketProgrammes',
    detail: 'getMarketProgramme',
    columns: ['number', 'name', 'programmeName', 'status', 'from', 'until', 'methodVersion', 'sources'],
    creates: ['openMarketProgramme'],
    beside: ['market-runs', 'market-imports'],
  }),
  s({
    path: 'market-runs',
    type: 'market-run',
    name: { zh: '评价运行', en: 'Runs of evaluations' },
    list: 'listMarketRuns',
    detail: 'getMarketRun',
    columns: ['programmeName', 'run', 'status', 'methodVersion', 'from', 'until', 'observations', 'requestedOn'],
    beside: ['market-programmes', 'market-imports'],
    title: ['programmeName'],
  }),
  s({
    path: 'market-own-results',
    type: 'market-own-result',
    name: { zh: '本单位市场评价', en: 'Own market evaluations' },
    list: 'listOwnMarketResults',
    detail: 'getOwnMarketResult',
    columns: ['programmeNumber', 'programmeName', 'from', 'until', 'state', 'replyUntil', 'subjects'],
    title: ['programmeName'],
  }),
  s({
    path: 'market-warnings',
    type: 'market-warning',
    name: { zh: '退出预警', en: 'Exit warnings' },
    list: 'listMarketWarnings',
    detail: 'getMarketWarning',
    columns: ['name', 'holderName', 'region', 'programmeName', 'status', 'proposedOn'],
    beside: ['orders'],
  }),
  s({
    path: 'market-imports',
    type: 'market-import',
    name: { zh: '数据导入', en: 'Imports' },
    list: 'listMarketImports',
    detail: 'getMarketImport',
    columns: ['file', 'sourceName', 'kind', 'status', 'rows', 'observations', 'firstDay', 'lastDay', 'loadedOn'],
    beside: ['market-programmes', 'market-runs'],
    title: ['file'],
  }),
  s({
    path: 'bodies',
    type: 'body',
    name: { zh: '认证机构', en: 'Certification bodies' },
    list: 'listBodies',
    detail: 'getBody',
    columns: ['name', 'approvalNumber', 'uscc', 'status', 'rules'],
    creates: ['registerBody'],
    beside: ['laboratories'],
  }),
  s({
    path: 'laboratories',
    type: 'laboratory',
    name: { zh: '检测机构', en: 'Laboratories' },
    list: 'listLaboratories',
    detail: 'getLaboratory',
    columns: ['name', 'uscc', 'cma', 'cnas', 'status'],
    creates: ['registerLaboratory'],
    beside: ['bodies'],
  }),
  s({
    path: 'staff',
    type: 'staff',
    name: { zh: '执业人员', en: 'Staff' },
    list: 'listStaff',
    detail: 'getStaff',
    columns: ['name', 'functions', 'competences', 'from', 'until'],
    creates: ['registerStaff'],
  }),
  s({
    path: 'standards',
    type: 'standard',
    name: { zh: 'A+B 标准', en: 'Standards' },
    list: 'listStandards',
    detail: 'getStandard',
    key: 'number',
    param: 'number',
    columns: ['number', 'name', 'kind', 'programmes', 'status', 'inForceFrom', 'indicators', 'clauses'],
    creates: ['publishStandard'],
    beside: ['rules'],
  }),
  s({
    path: 'rules',
    type: 'rule',
    name: { zh: '认证实施规则', en: 'Certification rules' },
    list: 'listRules',
    detail: 'getRule',
    key: 'number',
    param: 'number',
    columns: ['number', 'name', 'programme', 'schemeType', 'status', 'inForceFrom'],
    creates: ['publishRule'],
    beside: ['standards'],
  }),
  s({
    path: 'products',
    type: 'product',
    name: { zh: '产品和服务', en: 'Products' },
    list: 'listProducts',
    detail: 'getProduct',
    columns: ['name', 'brandName', 'gtin', 'models', 'rule', 'status'],
    creates: ['registerProduct'],
    beside: ['brands', 'sites'],
  }),
  s({
    path: 'brands',
    type: 'brand',
    name: { zh: '品牌', en: 'Brands' },
    list: 'listBrands',
    detail: 'getBrand',
    columns: ['name', 'kind', 'trademark', 'region', 'status'],
    creates: ['registerBrand'],
    beside: ['products', 'sites'],
  }),
  s({
    path: 'sites',
    type: 'site',
    name: { zh: '场所', en: 'Sites' },
    list: 'listSites',
    detail: 'getSite',
    columns: ['name', 'regionName', 'address', 'status'],
    creates: ['registerSite'],
    beside: ['products', 'brands'],
  }),
  s({
    path: 'organisations',
    type: 'organisation',
    name: { zh: '机构和企业', en: 'Organisations' },
    list: 'listOrganisations',
    detail: 'getOrganisation',
    param: 'organisation',
    columns: ['name', 'uscc', 'kinds', 'regionName', 'industry'],
    creates: ['createOrganisation'],
  }),
  s({
    path: 'authorisations',
    type: 'authorisation',
    name: { zh: '经办授权', en: 'Authorisations' },
    list: 'listAuthorisations',
    detail: 'getAuthorisation',
    param: 'authorisation',
    columns: ['agent', 'from', 'until', 'status', 'hasAccount', 'grantedOn'],
    creates: ['grantAuthorisation'],
    title: ['agent'],
  }),
  s({
    path: 'accounts',
    type: 'account',
    name: { zh: '账户', en: 'Accounts' },
    list: 'listAccounts',
    columns: ['login', 'name', 'disabled', 'secondFactor', 'memberships', 'createdAt'],
  }),
  s({
    path: 'memberships',
    type: 'membership',
    name: { zh: '岗位', en: 'Memberships' },
    list: 'listMemberships',
    detail: 'getMembership',
    param: 'membership',
    columns: ['name', 'login', 'roleName', 'organisation', 'region', 'status', 'requestedOn'],
    creates: ['requestMembership'],
    title: ['name'],
  }),
  s({
    path: 'deadlines',
    type: 'deadline',
    name: { zh: '期限', en: 'Deadlines' },
    list: 'listDeadlines',
    columns: ['label', 'responsible', 'dueOn', 'late', 'workingDaysLeft', 'paused', 'startedOn'],
  }),
  s({
    path: 'delegations',
    type: 'delegation',
    name: { zh: '委托代行', en: 'Delegations' },
    list: 'listDelegations',
    columns: ['roleName', 'by', 'to', 'from', 'until', 'status'],
    creates: ['grantDelegation'],
  }),
  s({
    path: 'trace-lots',
    type: 'trace-lot',
    name: { zh: '批次追溯', en: 'Traced lots' },
    list: 'listTraceLots',
    detail: 'getTraceLot',
    columns: ['lot', 'productName', 'gtin', 'events', 'lastAt'],
    creates: ['recordTraceStep'],
    beside: ['trace-completeness', 'trace-consent'],
    title: ['lot'],
  }),
  s({
    path: 'trace-completeness',
    type: 'trace-completeness',
    name: { zh: '追溯完整度', en: 'Completeness' },
    list: 'listTraceCompleteness',
    columns: ['productName', 'gtin', 'lots', 'complete', 'percent', 'stages', 'asked'],
    beside: ['trace-lots', 'trace-consent'],
  }),
  s({
    path: 'trace-consent',
    type: 'trace-consent',
    name: { zh: '公开范围', en: 'Who sees what' },
    list: 'listTraceConsent',
    columns: ['audience', 'fields', 'changedAt'],
    creates: ['setTraceConsent'],
    beside: ['trace-lots', 'trace-completeness'],
  }),
  s({
    path: 'api-keys',
    type: 'api-key',
    name: { zh: '接口密钥', en: 'API keys' },
    list: 'listApiKeys',
    detail: 'getApiKey',
    columns: ['name', 'scopes', 'status', 'createdAt', 'expiresOn'],
    creates: ['issueApiKey'],
  }),
  s({
    path: 'platform-keys',
    type: 'platform-keys',
    name: { zh: '平台密钥', en: 'Keys of the platform' },
    list: 'listPlatformKeys',
    columns: ['id', 'use', 'from', 'until', 'revoked', 'compromisedSince'],
    creates: ['replacePlatformKey', 'giveUpKey'],
  }),
  s({
    path: 'roles',
    type: 'role',
    name: { zh: '岗位目录', en: 'Roles' },
    list: 'listRoles',
    columns: ['name', 'capacity', 'organisation', 'scope', 'secondFactor', 'grants'],
  }),
  s({
    path: 'security-log',
    type: 'security-log',
    name: { zh: '安全日志', en: 'Security log' },
    list: 'listSecurityLog',
    columns: ['at', 'label', 'login', 'detail'],
  }),
  s({
    path: 'acts',
    type: 'act',
    name: { zh: '行为记录', en: 'Acts' },
    list: 'listActs',
    columns: ['index', 'type', 'subjectType', 'capacity', 'role', 'decidedOn', 'effectiveOn', 'recordedAt', 'public'],
  }),
]

/** Other names by which links may call a page. */
const ALIASES: Readonly<Record<string, string>> = {
  'laboratory-orders': 'test-orders',
  'fact-checks': 'licences',
  codes: 'code-batches',
  'drafts': 'application-drafts',
}

export const subjectAt = (path: string): Subject | undefined =>
  SUBJECTS.find(one => one.path === (ALIASES[path] ?? path))

/** `/application/{id}` by the type of its subject, or another alias → the page's own address. */
export function canonical(address: string): string {
  const [, first = '', ...rest] = address.split('/')
  const path =
    ALIASES[first] ??
    SUBJECTS.find(one => one.path === first)?.path ??
    SUBJECTS.find(one => one.type === first)?.path ??
    first
  return ['', path, ...rest].join('/')
}

/** Members of answers that point at a thing with a page of its own. */
const REFERENCES: Readonly<Record<string, string>> = {
  application: 'applications',
  declaration: 'declarations',
  certificate: 'certificates',
  licence: 'licences',
  batch: 'code-batches',
  product: 'products',
  brand: 'brands',
  site: 'sites',
  organisation: 'organisations',
  rule: 'rules',
  body: 'bodies',
}
const BY_NUMBER = new Set(['rule'])

/** Where a reference of this name leads, if it does: ids for most, the number for rules. */
export function linkOfReference(name: string, value: string): string | undefined {
  const path = REFERENCES[name]
  if (!path) return undefined
  const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(value)
  return isId !== BY_NUMBER.has(name) ? `/${path}/${encodeURIComponent(value)}` : undefined
}

/** The menu: two levels, each page by its path; what somebody may not read is left out. */
export const MENU: readonly { key: string; paths: readonly string[] }[] = [
  {
    key: 'certification',
    paths: ['declarations', 'challenges', 'applications', 'application-summaries', 'certificates', 'deadlines'],
  },
  { key: 'marks', paths: ['licences', 'publicity', 'code-orders', 'code-batches', 'trace-lots'] },
  { key: 'testing', paths: ['test-orders'] },
  { key: 'supervision', paths: ['orders', 'reports', 'market-warnings'] },
  { key: 'market', paths: ['market-programmes'] },
  { key: 'standards', paths: ['standards', 'rules'] },
  { key: 'own', paths: ['products', 'brands', 'sites', 'authorisations', 'market-own-results', 'staff', 'api-keys'] },
  { key: 'register', paths: ['organisations', 'bodies', 'laboratories'] },
  {
    key: 'administration',
    paths: ['accounts', 'memberships', 'delegations', 'roles', 'platform-keys', 'security-log', 'acts'],
  },
]
