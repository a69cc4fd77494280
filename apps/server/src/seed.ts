import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalDate } from '@tianfu/kernel'
import { editionInForce, parseDemo } from '@tianfu/scheme'
import type { Demo } from '@tianfu/scheme'
import { parse } from 'yaml'
import * as bodies from './modules/bodies/index.ts'
import * as brands from './modules/brands/index.ts'
import { grantMembership, seedAccount } from './modules/identity/index.ts'
import { findOrganisationByUscc, personOf, registerOrganisation, seedAuthorisation } from './modules/parties/index.ts'
import { seedStandards } from './modules/standards/index.ts'
import { readTimes } from './platform/clock.ts'
import { byRule } from './platform/command.ts'
import { builtInScan } from './platform/file-scan.ts'
import { storeFile } from './platform/files.ts'
import type { Work, World } from './platform/work.ts'

/** An account that whoever starts a demonstration may sign in with. */
export interface PrintedAccount {
  role: string
  roleName: string
  organisation: string
  login: string
  password: string
  totpSecret?: string
}

const yaml = (path: string): unknown => parse(readFileSync(path, 'utf8'))
const yamlFolder = (path: string): unknown[] =>
  existsSync(path)
    ? readdirSync(path)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => yaml(join(path, name)))
    : []

/** Fills a new database with what the scheme seeds: standards and rules. What is there already stays as it is. */
export async function seedScheme(world: World, folder: string): Promise<void> {
  const standards = yamlFolder(join(folder, 'standards'))
  const rules = yamlFolder(join(folder, 'rules'))
  if (standards.length + rules.length > 0)
    await byRule(world, 'seed', (work) => seedStandards(work, { standards, rules }))
}

/**
 * Fills a new database of demonstration mode with parties, accounts, bodies and products, in one transaction and
 * through the same functions that people use; a database that has them stays as it is.
 *
 * @returns the accounts to print
 */
export async function seedDemonstration(world: World, folder: string): Promise<PrintedAccount[]> {
  const path = join(folder, 'demo.yaml')
  if (!existsSync(path)) return []
  const { today } = await readTimes(world, world.db)
  const edition = editionInForce(world.editions, today)
  const demo = parseDemo(yaml(path), edition)
  const [first] = demo.organisations
  if (first && !(await findOrganisationByUscc(world.db, first.uscc)))
    await byRule(world, 'seed', (work) => seedParties(work, demo))
  return demo.accounts.map(({ login, totpSecret, memberships }) => ({
    role: memberships[0]?.role ?? '', roleName: memberships.map(({ role }) => edition.roles[role].name.zh).join('、'),
    organisation: demo.organisations.find(({ id }) => id === memberships[0]?.organisation)?.name.zh ?? '', login,
    password: demo.password, ...(totpSecret && { totpSecret }),
  }))
}

/** Ids of the file → ids of the database. */
type Ids = (local: string) => string

async function seedParties(work: Work, demo: Demo): Promise<void> {
  const ids = new Map<string, string>()
  const id: Ids = (local) => ids.get(local) ?? local
  for (const person of demo.persons) ids.set(person.id, (await personOf(work, person)).id)
  for (const { id: local, name, representative, ...organisation } of demo.organisations) {
    const { id: made } = await registerOrganisation(work, {
      ...organisation, name: name.zh, nameEn: name.en, ...(representative && { representative: id(representative) }),
    })
    ids.set(local, made)
  }
  await seedAccounts(work, demo, id)
  await seedBodies(work, demo, id)
  await seedBrands(work, demo, ids)
}

async function seedAccounts(work: Work, demo: Demo, id: Ids): Promise<void> {
  const accounts = new Map<string, string>()
  for (const { login, person, totpSecret, memberships } of demo.accounts) {
    const account = await seedAccount(work, {
      login, person: id(person), password: demo.password, ...(totpSecret && { totpSecret }),
    })
    if (!accounts.has(person)) accounts.set(person, account)
    for (const { organisation, role, region } of memberships) {
      const byLetter = demo.authorisations.some(
        ({ organisation: of, agent }) => of === organisation && agent === person,
      )
      if (role === 'enterprise-agent' && byLetter) continue // follows from the letter below
      await grantMembership(work, {
        account,
        person: id(person),
        organisation: id(organisation),
        role,
        ...(region && { region }),
        basis: 'seed',
      })
    }
  }
  for (const { organisation, agent, from, until } of demo.authorisations) {
    const representative = demo.organisations.find((of) => of.id === organisation)?.representative
    const uploader = { ...work.actor, organisation: id(organisation), account: accounts.get(agent) ?? '' }
    const letter = await storeFile({ ...work, actor: uploader }, builtInScan, { bytes: LETTER, name: '授权委托书（演示）.pdf' })
    await seedAuthorisation(work, {
      organisation: id(organisation), agent: id(agent), from: from as LocalDate, until: until as LocalDate,
      letter: letter.sha256, grantedBy: representative ? id(representative) : '',
    })
  }
}

async function seedBodies(work: Work, demo: Demo, id: Ids): Promise<void> {
  for (const { organisation, scopes, staff, ...body } of demo.bodies) {
    await bodies.registerBody(work, { ...body, organisation: id(organisation) })
    for (const { rule, from, until } of scopes) {
      await bodies.grantBodyScope(work, id(organisation), {
        rule,
        from: from as LocalDate,
        ...(until && { until: until as LocalDate }),
      })
    }
    await seedStaff(work, organisation, staff, id)
  }
  for (const { organisation, cma, cnas, accreditedUntil, scopes, staff } of demo.laboratories) {
    await bodies.registerLaboratory(work, {
      organisation: id(organisation), cma, ...(cnas && { cnas }), accreditedUntil: accreditedUntil as LocalDate,
    })
    for (const { methods, from, until } of scopes) {
      await bodies.grantLaboratoryScope(work, id(organisation), {
        methods,
        from: from as LocalDate,
        ...(until && { until: until as LocalDate }),
      })
    }
    await seedStaff(work, organisation, staff, id)
  }
}

async function seedStaff(
  work: Work,
  organisation: string,
  staff: Demo['bodies'][number]['staff'],
  id: Ids,
): Promise<void> {
  for (const { person, functions, competences } of staff) {
    await bodies.registerPerson(work, { organisation: id(organisation), person: id(person), functions, competences })
  }
}

async function seedBrands(work: Work, demo: Demo, ids: Map<string, string>): Promise<void> {
  const id: Ids = (local) => ids.get(local) ?? local
  for (const { id: local, organisation, ...brand } of demo.brands) {
    ids.set(local, await brands.registerBrand(work, id(organisation), brand))
  }
  for (const { id: local, organisation, ...site } of demo.sites) {
    ids.set(local, await brands.registerSite(work, id(organisation), site))
  }
  for (const { id: local, organisation, brand, site, gtin, unit, facts: _facts, ...product } of demo.products) {
    ids.set(local, await brands.registerProduct(work, id(organisation), {
      ...product, brand: id(brand), site: id(site), unit: unit.zh, ...(gtin && { gtin }),
    }))
  }
}

/** The smallest whole PDF: a letter that says that it is none. */
const LETTER = new TextEncoder().encode(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 72>>stream
BT /F 18 Tf 72 760 Td (Demonstration letter of authorisation) Tj ET     
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
`)
