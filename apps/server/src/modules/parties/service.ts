import { refuse } from '@tianfu/contract'
import { organisationCodeWarning, regionOfCreditCode } from '@tianfu/identifiers'
import type { LocalDate, Text } from '@tianfu/kernel'
import type { OrganisationKind } from '@tianfu/scheme'
import { change, create, lock } from '../../platform/acts.ts'
import { useFile } from '../../platform/files.ts'
import { freeText } from '../../platform/texts.ts'
import type { Reference } from '../../platform/scheme.ts'
import type { Work } from '../../platform/work.ts'
import * as domain from './domain.ts'
import { personOf } from './persons.ts'
import type { NamedPerson } from './persons.ts'
import { findOrganisationByUscc, lockOrganisation } from './store.ts'

export interface NewOrganisation {
  uscc: string
  name: string
  nameEn?: string
  kinds: readonly OrganisationKind[]
  region: string
  industry?: string
  address: string
  /** Person who represents it by law. */
  representative?: string
}

/**
 * Registers an organisation. That a code is held says nothing of who holds it.
 *
 * @returns reasons to look twice at the code, beside the id
 */
export async function registerOrganisation(
  work: Work,
  request: NewOrganisation,
): Promise<{ id: string; uscc: string; warnings: Text[] }> {
  const uscc = domain.creditCode(request.uscc)
  const { regions } = work.world.reference
  if (!regions.byCode.has(request.region)) refuse('region-unknown', { region: request.region })
  const isEnterprise = request.kinds.includes('enterprise')
  if (isEnterprise && regions.byCode.get(request.region)?.level !== 'county') refuse('region-not-county')
  const industry = request.industry === undefined ? undefined : industryCode(work.world.reference, request.industry)
  if (await findOrganisationByUscc(work.db, uscc)) refuse('organisation-registered')
  const id = work.world.newId()
  const name = textOf(request)
  await create(actingFor(work, id, name, isEnterprise), domain.organisation, {
    id,
    type: 'organisation.registered',
    content: {
      uscc,
      name,
      kinds: [...request.kinds],
      region: request.region,
      ...(industry && { industry }),
      address: request.address.trim(),
      representative: request.representative ?? null,
    },
  })
  const warning = organisationCodeWarning(uscc)
  const elsewhere: Text = {
    zh: '代码中的登记机关所在地与所填地区不在同一省，请核对',
    en: 'The code was issued in another province than the one given: compare',
  }
  const warnings = [
    ...(warning ? [warning] : []),
    ...(regionOfCreditCode(uscc).slice(0, 2) === request.region.slice(0, 2) ? [] : [elsewhere]),
  ]
  return { id, uscc, warnings }
}

/** An enterprise's own first act is taken in its name: before it, the person acts for no organisation. */
function actingFor(work: Work, id: string, name: Text, isEnterprise: boolean): Work {
  if (!isEnterprise || work.actor.account === '' || work.actor.capacity === 'administrator') return work
  return { ...work, actor: {
    ...work.actor, organisation: id, organisationName: name.zh, role: 'enterprise-representative',
    capacity: work.edition.roles['enterprise-representative'].capacity,
  } }
}

export async function renameOrganisation(work: Work, id: string, to: { name: string; nameEn?: string }) {
  const before = await ownOrganisation(work, id)
  const content = domain.rename(before.state, textOf(to))
  await change(work, domain.organisation, before, { type: 'organisation.renamed', content })
  return { id, version: before.version + 1 }
}

export async function moveOrganisation(work: Work, id: string, to: { region: string; address: string }) {
  const before = await ownOrganisation(work, id)
  const region = work.world.reference.regions.byCode.get(to.region)
  if (!region) refuse('region-unknown', { region: to.region })
  if (before.state.kinds.includes('enterprise') && region.level !== 'county') refuse('region-not-county')
  const content = domain.move(before.state, { region: to.region, address: to.address.trim() })
  await change(work, domain.organisation, before, { type: 'organisation.moved', content })
  return { id, version: before.version + 1 }
}

export async function fileBusinessLicence(work: Work, id: string, hash: string) {
  const before = await ownOrganisation(work, id)
  await useFile(work, { hash, field: 'file', for: { type: 'organisation', id } })
  await change(work, domain.organisation, before, {
    type: 'organisation.licence-filed',
    content: { businessLicence: hash },
  })
  return { id, version: before.version + 1 }
}

export async function changeRepresentative(work: Work, id: string, to: NamedPerson) {
  const before = await ownOrganisation(work, id)
  const person = await personOf(work, to)
  const content = domain.changeRepresentative(before.state, person.id)
  await change(work, domain.organisation, before, { type: 'organisation.representative-changed', content })
  return { id, version: before.version + 1 }
}

/** Locks the caller's own organisation; any other one is not there. */
async function ownOrganisation(work: Work, id: string) {
  if (id !== work.actor.organisation) refuse('not-found')
  return lockOrganisation(work.tx, id)
}

export async function grantAuthorisation(
  work: Work, request: NamedPerson & { letter: string; from: string; until: string },
): Promise<{ id: string; agent: string }> {
  // The organisation is locked, so that two letters for one person cannot both be the first.
  const { state: organisation } = await lockOrganisation(work.tx, work.actor.organisation)
  const agent = (await personOf(work, request)).id
  const standing = await work.tx.selectFrom('authorisation').select('id')
    .where('organisation', '=', work.actor.organisation).where('agent', '=', agent)
    .where('status', '=', 'granted').where('valid_until', '>=', work.at.today).executeTakeFirst()
  const content = domain.authorise(
    {
      organisation: work.actor.organisation,
      representative: organisation.representative,
      grantedBy: work.actor.person,
    },
    { agent, from: request.from as LocalDate, until: request.until as LocalDate, letter: request.letter },
    standing !== undefined,
    work.at.today,
  )
  const id = work.world.newId()
  await useFile(work, { hash: request.letter, field: 'letter', for: { type: 'authorisation', id } })
  await create(work, domain.authorisation, { id, type: 'authorisation.granted', content, effectiveOn: content.from })
  return { id, agent }
}

export async function revokeAuthorisation(
  work: Work,
  id: string,
  reason: string,
): Promise<{ id: string; status: string }> {
  const before = await lock(work.tx, domain.authorisation, id)
  if (before.state.organisation !== work.actor.organisation) refuse('not-found')
  domain.revoke(before.state)
  const { state } = await change(work, domain.authorisation, before, {
    type: 'authorisation.revoked',
    content: { reason: await freeText(work, reason) },
  })
  return { id, status: state.status }
}

const textOf = ({ name, nameEn }: { name: string; nameEn?: string }): Text =>
  ({ zh: name.trim().normalize('NFC'), ...(nameEn && { en: nameEn.trim().normalize('NFC') }) })

/** The class with its section letter, from `C1512` or `1512`. */
function industryCode({ industries }: Reference, text: string): string {
  const found = industries.find(({ code, digits }) => code === text || (digits !== '' && digits === text))
  return found?.code ?? refuse('industry-unknown', { industry: text })
}

/** A letter that a demonstration starts with; it may have begun before today. */
export async function seedAuthorisation(
  work: Work, content: Omit<domain.Authorisation, 'status' | 'grantedOn'>,
): Promise<void> {
  const id = work.world.newId()
  await useFile(work, {
    hash: content.letter,
    field: 'letter',
    for: { type: 'authorisation', id },
    owner: content.organisation,
  })
  await create(work, domain.authorisation, { id, type: 'authorisation.granted', content, effectiveOn: content.from })
}
