import { Type } from 'typebox'
import type { Edition } from './edition.ts'
import { BothLanguages, Count, Day, Id, SchemeError, Words, closed, oneOf, problemsOf, type SchemeProblem } from './form.ts'
import { mayHoldTogether } from './in-force.ts'
import { ORGANISATION_KINDS, ROLE_IDS, type RoleId } from './role.ts'

const RegionCode = Type.String({ pattern: '^[1-9]\\d{5}$' })
const Uscc = Type.String({ pattern: '^[0-9A-HJ-NPQRTUWXY]{18}$' })
const Degrees = Type.String({ pattern: '^-?\\d{1,3}(\\.\\d{1,6})?$' })
const FUNCTIONS = ['acceptor', 'auditor', 'technical-expert', 'reviewer', 'decider', 'tester', 'signatory'] as const
const Staff = closed({ person: Id, functions: Type.Array(oneOf(FUNCTIONS), { minItems: 1 }), competences: Type.Array(Words), from: Day })
const Party = closed({ uscc: Uscc, name: Words })

/** `seed/demo.yaml`: parties and accounts of demonstration mode. Ids are local to the file; everything is invented. */
export const Demo = closed({
  source: Words,
  /** Of every account; demonstration mode alone. */
  password: Type.String({ minLength: 12 }),
  organisations: Type.Array(closed({
    id: Id, uscc: Uscc, kinds: Type.Array(oneOf(ORGANISATION_KINDS), { minItems: 1 }), name: BothLanguages, region: RegionCode,
    address: Words, industry: Type.Optional(Type.String({ pattern: '^[A-T]\\d{2,4}$' })), representative: Type.Optional(Id),
  })),
  persons: Type.Array(closed({
    id: Id, name: Words, idKind: oneOf(['resident', 'permanent-residence', 'passport']), idNumber: Words, country: Type.Optional(Words),
  })),
  accounts: Type.Array(closed({
    login: Type.String({ pattern: '^[a-z][a-z0-9.-]{2,39}$' }), person: Id,
    /** Base32, 160 bits; null where no role of the account needs a second factor. */
    totpSecret: Type.Union([Type.String({ pattern: '^[A-Z2-7]{32}$' }), Type.Null()]),
    memberships: Type.Array(closed({ organisation: Id, role: oneOf(ROLE_IDS), region: Type.Optional(RegionCode) }), { minItems: 1 }),
    note: Type.Optional(BothLanguages),
  })),
  authorisations: Type.Array(closed({ organisation: Id, agent: Id, from: Day, until: Day })),
  bodies: Type.Array(closed({
    organisation: Id, approvalNumber: Words, slug: Type.String({ pattern: '^[a-z][a-z0-9-]{1,29}$' }),
    code: Type.String({ pattern: '^[0-9A-HJ-NP-Z]{2}$' }), prefix: Type.String({ pattern: '^[A-Z0-9]{2,12}$' }),
    scopes: Type.Array(closed({ rule: Words, from: Day, until: Type.Union([Day, Type.Null()]) })), staff: Type.Array(Staff),
  })),
  laboratories: Type.Array(closed({
    organisation: Id, cma: Words, cnas: Type.Union([Words, Type.Null()]), accreditedUntil: Day,
    scopes: Type.Array(closed({ methods: Type.Array(Words, { minItems: 1 }), from: Day, until: Type.Union([Day, Type.Null()]) })),
    staff: Type.Array(Staff),
  })),
  brands: Type.Array(closed({
    id: Id, organisation: Id, name: BothLanguages, kind: oneOf(['product', 'enterprise', 'regional']),
    trademark: Type.Optional(Type.String({ pattern: '^\\d{1,10}[A-Z]?$' })), region: Type.Optional(RegionCode),
  })),
  sites: Type.Array(closed({ id: Id, organisation: Id, name: Words, region: RegionCode, address: Words, lon: Degrees, lat: Degrees })),
  /** Without `producer` or `manufacturer` the applicant is that party itself. */
  products: Type.Array(closed({
    id: Id, organisation: Id, brand: Id, name: BothLanguages, gtin: Type.Union([Type.String({ pattern: '^69\\d{11}$' }), Type.Null()]),
    models: Type.Array(Words, { minItems: 1 }), industry: Type.String({ pattern: '^[A-T]\\d{2,4}$' }),
    producer: Type.Optional(Party), manufacturer: Type.Optional(Party), site: Id, unit: BothLanguages, yearlyCapacity: Count,
    rule: Words, facts: Type.Record(Type.String({ pattern: '^[a-z][A-Za-z0-9-]{0,39}$' }), Words),
  })),
})
export type Demo = Type.Static<typeof Demo>

/** @throws SchemeError naming every breach of form, and of the rules that hold for real parties too. */
export function parseDemo(data: unknown, edition: Edition): Demo {
  const problems = problemsOf(Demo, data)
  if (problems.length > 0) throw new SchemeError('demo', problems)
  const demo = data as Demo
  const torn = [...loose(demo), ...wrongMemberships(demo, edition), ...practisingTwice(demo)]
  if (torn.length > 0) throw new SchemeError('demo', torn)
  return demo
}

/** References that point nowhere, and keys that stand twice. */
function loose(demo: Demo): SchemeProblem[] {
  const problems: SchemeProblem[] = []
  const lists = {
    organisations: demo.organisations.map(({ id }) => id), persons: demo.persons.map(({ id }) => id),
    brands: demo.brands.map(({ id }) => id), sites: demo.sites.map(({ id }) => id), products: demo.products.map(({ id }) => id),
    accounts: demo.accounts.map(({ login }) => login), uscc: demo.organisations.map(({ uscc }) => uscc),
    idNumbers: demo.persons.map(({ idNumber }) => idNumber), gtins: demo.products.flatMap(({ gtin }) => gtin ?? []),
    codes: demo.bodies.map(({ code }) => code), slugs: demo.bodies.map(({ slug }) => slug),
  }
  for (const [path, ids] of Object.entries(lists)) {
    problems.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => ({ path, message: `${id} stands twice` })))
  }
  const point = (path: string, list: 'organisations' | 'persons' | 'brands' | 'sites', id: string) => {
    if (!lists[list].includes(id)) problems.push({ path, message: `no ${id} among ${list}` })
  }
  for (const { id, representative } of demo.organisations) {
    if (representative !== undefined) point(`organisations/${id}`, 'persons', representative)
  }
  for (const { login, person, memberships } of demo.accounts) {
    point(`accounts/${login}`, 'persons', person)
    for (const { organisation } of memberships) point(`accounts/${login}`, 'organisations', organisation)
  }
  for (const { organisation, agent } of demo.authorisations) {
    point('authorisations', 'organisations', organisation)
    point('authorisations', 'persons', agent)
  }
  for (const { organisation, staff } of [...demo.bodies, ...demo.laboratories]) {
    point('bodies', 'organisations', organisation)
    for (const { person } of staff) point(`bodies/${organisation}`, 'persons', person)
  }
  for (const of of [...demo.brands, ...demo.sites, ...demo.products]) point(of.id, 'organisations', of.organisation)
  for (const { id, brand, site } of demo.products) {
    point(`products/${id}`, 'brands', brand)
    point(`products/${id}`, 'sites', site)
  }
  return problems
}

function wrongMemberships(demo: Demo, edition: Edition): SchemeProblem[] {
  const problems: SchemeProblem[] = []
  const held = new Map<string, RoleId[]>()
  for (const { login, person, totpSecret, memberships } of demo.accounts) {
    const path = `accounts/${login}`
    for (const { organisation, role, region } of memberships) {
      const { organisation: kind, scope } = edition.roles[role]
      const kinds = demo.organisations.find(({ id }) => id === organisation)?.kinds ?? []
      if (!kinds.includes(kind)) problems.push({ path, message: `${role} belongs to a ${kind}, ${organisation} is none` })
      if ((scope === 'region') !== (region !== undefined)) problems.push({ path, message: `${role} and a region do not go together` })
      const before = held.get(person) ?? []
      if (!mayHoldTogether(edition, before, role)) problems.push({ path, message: `${person} may not also be ${role}` })
      held.set(person, [...before, role])
    }
    const needed = memberships.some(({ role }) => edition.roles[role].secondFactor)
    if (needed !== (totpSecret !== null)) problems.push({ path, message: needed ? 'needs a second factor' : 'needs no second factor' })
  }
  const roles = new Set([...held.values()].flat())
  problems.push(...ROLE_IDS.filter((role) => !roles.has(role)).map((role) => ({ path: 'accounts', message: `nobody is ${role}` })))
  return problems
}

/** A certification person practises in one body only (认证认可条例). */
function practisingTwice({ accounts, bodies }: Demo): SchemeProblem[] {
  const seen = new Map<string, string>()
  const problems: SchemeProblem[] = []
  const places = [
    ...bodies.flatMap(({ organisation, staff }) => staff.map(({ person }) => ({ organisation, person }))),
    ...accounts.flatMap(({ person, memberships }) =>
      memberships.filter(({ role }) => role.startsWith('body-')).map(({ organisation }) => ({ organisation, person }))),
  ]
  for (const { organisation, person } of places) {
    const other = seen.get(person) ?? organisation
    if (other !== organisation) problems.push({ path: `persons/${person}`, message: `practises in ${other} and ${organisation}` })
    seen.set(person, other)
  }
  return problems
}
