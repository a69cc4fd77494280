import { Demo } from './demo.ts'
import type { Edition } from './edition.ts'
import { SchemeError, problemsOf, repeats, type SchemeProblem } from './form.ts'
import { mayHoldTogether } from './in-force.ts'
import { ROLE_IDS, type RoleId } from './role.ts'

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
    organisations: demo.organisations.map(({ id }) => id),
    persons: demo.persons.map(({ id }) => id),
    brands: demo.brands.map(({ id }) => id),
    sites: demo.sites.map(({ id }) => id),
    products: demo.products.map(({ id }) => id),
    accounts: demo.accounts.map(({ login }) => login),
    uscc: demo.organisations.map(({ uscc }) => uscc),
    idNumbers: demo.persons.map(({ idNumber }) => idNumber),
    gtins: demo.products.flatMap(({ gtin }) => gtin ?? []),
    codes: demo.bodies.map(({ code }) => code),
    slugs: demo.bodies.map(({ slug }) => slug),
  }
  for (const [path, ids] of Object.entries(lists)) {
    problems.push(...repeats(ids).map((id) => ({ path, message: `${id} stands twice` })))
  }
  const known = Object.fromEntries(Object.entries(lists).map(([name, ids]) => [name, new Set(ids)])) as
    Record<keyof typeof lists, Set<string>>
  const point = (path: string, list: 'organisations' | 'persons' | 'brands' | 'sites', id: string) => {
    if (!known[list].has(id)) problems.push({ path, message: `no ${id} among ${list}` })
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
      if (!kinds.includes(kind))
        problems.push({ path, message: `${role} belongs to a ${kind}, ${organisation} is none` })
      if ((scope === 'region') !== (region !== undefined))
        problems.push({ path, message: `${role} and a region do not go together` })
      const before = held.get(person) ?? []
      if (!mayHoldTogether(edition, before, role)) problems.push({ path, message: `${person} may not also be ${role}` })
      held.set(person, [...before, role])
    }
    const needed = memberships.some(({ role }) => edition.roles[role].secondFactor)
    if (needed && totpSecret === null)
      problems.push({ path, message: 'needs a second factor' })
  }
  const roles = new Set([...held.values()].flat())
  problems.push(
    ...ROLE_IDS.filter((role) => !roles.has(role)).map((role) => ({ path: 'accounts', message: `nobody is ${role}` })),
  )
  return problems
}

/** A certification person practises in one body only (认证认可条例). */
function practisingTwice({ accounts, bodies }: Demo): SchemeProblem[] {
  const seen = new Map<string, string>()
  const problems: SchemeProblem[] = []
  const places = [
    ...bodies.flatMap(({ organisation, staff }) => staff.map(({ person }) => ({ organisation, person }))),
    ...accounts.flatMap(({ person, memberships }) =>
      memberships.filter(({ role }) => role.startsWith('body-')).map(({ organisation }) => ({ organisation, person })),
    ),
  ]
  for (const { organisation, person } of places) {
    const other = seen.get(person) ?? organisation
    if (other !== organisation)
      problems.push({ path: `persons/${person}`, message: `practises in ${other} and ${organisation}` })
    seen.set(person, other)
  }
  return problems
}
