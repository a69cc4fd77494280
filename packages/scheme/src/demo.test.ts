import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  organisationCodeWarning,
  parseCreditCode,
  parseGtin,
  parseIdentityDocument,
  regionOfCreditCode,
} from '@tianfu/identifiers'
import { readFolder, readYaml } from '../test/read-scheme.ts'
import {
  ROLE_IDS,
  SchemeError,
  leavesOf,
  parseDemo,
  parseEdition,
  parseRegions,
  parseRule,
  parseStandard,
} from './index.ts'

const edition = parseEdition(readFolder('sichuan/2026-01-01'))
const file = readYaml('sichuan/seed/demo.yaml')
const demo = parseDemo(file, edition)
const regions = parseRegions(readYaml('sichuan/regions.yaml'))
const standards = Object.values(readFolder('sichuan/seed/standards')).map((data) => parseStandard(data))
const rules = Object.values(readFolder('sichuan/seed/rules')).map((data) => parseRule(data, standards))

test('the demonstration has an account for every role, and one login named after each', () => {
  const logins = new Set(demo.accounts.map(({ login }) => login))
  for (const role of ROLE_IDS) assert.ok(logins.has(role), role)
})

test('every invented number checks, and lies on the unassigned division 519999', () => {
  const codes = [
    ...demo.organisations.map(({ uscc }) => uscc),
    ...demo.products.flatMap(({ producer, manufacturer }) =>
      [producer, manufacturer].flatMap((party) => party?.uscc ?? []),
    ),
  ]
  for (const code of codes) {
    const parsed = parseCreditCode(code)
    assert.ok(parsed.ok, code)
    assert.equal(regionOfCreditCode(parsed.value), '519999')
    assert.equal(organisationCodeWarning(parsed.value), undefined, code)
  }
  assert.equal(new Set(codes).size, codes.length)
  for (const { id, idKind, idNumber } of demo.persons) {
    assert.ok(parseIdentityDocument(idKind, idNumber).ok, id)
    if (idKind === 'resident') assert.ok(idNumber.startsWith('519999'), id)
  }
  for (const { id, gtin } of demo.products) assert.ok(gtin === null || parseGtin(gtin).ok, id)
  for (const { id, name } of demo.organisations) assert.ok(name.zh.startsWith('示例'), id)
})

test('regions, rules, methods and facts of the demonstration exist', () => {
  const places = [...demo.organisations, ...demo.sites].map(({ region }) => region)
  for (const region of places) assert.ok(regions.byCode.has(region), region)
  const published = new Set(rules.filter(({ status }) => status === 'published').map(({ number }) => number))
  for (const { scopes } of demo.bodies) for (const { rule } of scopes) assert.ok(published.has(rule), rule)
  const methods = new Set(demo.laboratories.flatMap(({ scopes }) => scopes.flatMap((scope) => scope.methods)))
  for (const rule of rules)
    for (const method of rule.methods) assert.ok(methods.has(method), `${rule.number} ${method}`)
  const competences = new Set(demo.bodies[0]!.staff.flatMap((person) => person.competences))
  for (const rule of rules.filter(({ number }) => published.has(number)))
    assert.ok(competences.has(rule.competence), rule.competence)
  for (const product of demo.products) {
    const rule = rules.find(({ number }) => number === product.rule)
    const b = standards.find(({ number }) => number === rule?.b.number)
    assert.ok(rule && b?.kind === 'B', product.id)
    const keys = b.facts.map(({ key }) => key)
    assert.deepEqual(Object.keys(product.facts).sort(), keys.sort(), product.id)
    for (const { key, choices } of b.facts) {
      if (choices)
        assert.ok(
          choices.some(({ value }) => value === product.facts[key]),
          `${product.id} ${key}`,
        )
    }
    assert.ok(b.class.industries.includes(product.industry), product.id)
  }
  assert.ok(standards.some((standard) => standard.kind === 'A' && leavesOf(standard).length > 10))
})

test('the walk’s three kinds of scheme type have a product: 5, 1b and 6', () => {
  const types = new Set(demo.products.map(({ rule }) => rules.find(({ number }) => number === rule)?.schemeType))
  for (const type of ['5', '1b', '6'] as const) assert.ok(types.has(type), type)
})

test('an auditor has a second account that could decide, so that separation can be proved by person', () => {
  const auditor = demo.accounts.find(({ login }) => login === 'body-auditor')
  const second = demo.accounts.find(({ login }) => login === 'body-decider-second')
  assert.equal(second?.person, auditor?.person)
  assert.ok(second?.memberships.some(({ role }) => role === 'body-decider'))
})

test('parties that break a rule are refused', () => {
  const change = (edit: (copy: any) => void) => {
    // `any`: what is broken here has, by purpose, no form.
    const copy = structuredClone(file)
    edit(copy)
    return copy
  }
  const account = (copy: any, login: string) =>
    copy.accounts.find((candidate: { login: string }) => candidate.login === login)
  const table: [string, unknown, RegExp][] = [
    [
      'a person in two bodies',
      change((d) => {
        account(d, 'body-acceptor-jincheng').person = 'shuxin-acceptor'
      }),
      /practises in/,
    ],
    [
      'an officer who also decides',
      change((d) => {
        account(d, 'authority-county').person = 'shuxin-decider'
      }),
      /may not also be/,
    ],
    [
      'a decider without second factor',
      change((d) => {
        account(d, 'body-decider').totpSecret = null
      }),
      /needs a second factor/,
    ],
    [
      'a role in another kind of organisation',
      change((d) => {
        account(d, 'body-decider').memberships[0].organisation = 'society'
      }),
      /belongs to a body/,
    ],
    [
      'a county officer without region',
      change((d) => {
        delete account(d, 'authority-county').memberships[0].region
      }),
      /region/,
    ],
    [
      'a role that nobody has',
      change((d) => {
        d.accounts = d.accounts.filter(({ login }: { login: string }) => login !== 'audit-administrator')
      }),
      /nobody is audit/,
    ],
    [
      'a login twice',
      change((d) => {
        d.accounts.push(d.accounts[0])
      }),
      /stands twice/,
    ],
    [
      'a product of no brand',
      change((d) => {
        d.products[0].brand = 'brand-x'
      }),
      /no brand-x/,
    ],
    [
      'a barcode outside 690 to 699',
      change((d) => {
        d.products[0].gtin = '5012345678900'
      }),
      /products\/0\/gtin/,
    ],
  ]
  for (const [why, data, message] of table) {
    assert.throws(
      () => parseDemo(data, edition),
      (error) => error instanceof SchemeError && message.test(error.message),
      why,
    )
  }
})

test('the invented second scheme seeds by the same forms', () => {
  const testland = parseEdition(readFolder('testland/2025-07-01'))
  const own = Object.values(readFolder('testland/seed/standards')).map((data) => parseStandard(data))
  const ownRules = Object.values(readFolder('testland/seed/rules')).map((data) => parseRule(data, own))
  for (const rule of ownRules) {
    const programme = testland.programmes.find(({ id }) => id === rule.programme)
    assert.ok(programme?.schemeTypes.includes(rule.schemeType), rule.number)
  }
  const parties = parseDemo(readYaml('testland/seed/demo.yaml'), testland)
  for (const { uscc } of parties.organisations) assert.ok(parseCreditCode(uscc).ok, uscc)
  for (const { idKind, idNumber } of parties.persons) assert.ok(parseIdentityDocument(idKind, idNumber).ok, idNumber)
})
