import { ADMINISTRATION } from './subjects/administration.ts'
import { CERTIFICATION } from './subjects/certification.ts'
import { MARKS } from './subjects/marks.ts'
import { OVERSIGHT } from './subjects/oversight.ts'
import { REGISTER } from './subjects/register.ts'
import type { Subject } from './subjects/subject.ts'

export type { Subject } from './subjects/subject.ts'

/** Every kind of thing with pages of its own, in the order in which search and menus meet them. */
export const SUBJECTS: readonly Subject[] = [
  ...CERTIFICATION,
  ...MARKS,
  ...OVERSIGHT,
  ...REGISTER,
  ...ADMINISTRATION,
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
  certificateChange: 'certificate-changes',
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
    paths: [
      'declarations',
      'challenges',
      'applications',
      'application-summaries',
      'certificates',
      'certificate-changes',
      'appeals',
      'deadlines',
    ],
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
