import { refuse } from '@tianfu/contract'
import type { Instant, LocalDate } from '@tianfu/kernel'
import { change, create, find, lock } from '../../platform/acts.ts'
import { tell } from '../../platform/notices.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { getOrganisation } from '../parties/index.ts'
import { ruleInForce } from '../standards/index.ts'
import {
  amendStaff, body, endScope, endStaff, grantMethods, grantScope, laboratory, leakOf, mayMove, mustBeNews,
  registerStaff, staff,
} from './domain.ts'
import type { Staff, StandingMove } from './domain.ts'
import { didOf, keepKey, newKey } from './keys.ts'
import { isMember, registeredAs, registrationsOf } from './store.ts'

const PAST = { suspend: 'suspended', restore: 'restored', end: 'ended' } as const

export async function registerBody(work: Work, of: {
  organisation: string; approvalNumber: string; slug: string; code: string; prefix: string
}): Promise<string> {
  const organisation = await getOrganisation(work.db, of.organisation)
  if (!organisation.kinds.includes('body')) refuse('organisation-kind', { needed: 'body' })
  const taken = await work.db.selectFrom('body').select('id').where((is) => is.or([
    is('id', '=', of.organisation), is('approval_number', '=', of.approvalNumber), is('slug', '=', of.slug),
    is('code', '=', of.code), is('prefix', '=', of.prefix),
  ])).executeTakeFirst()
  if (taken) refuse('body-exists')
  const { key, sealed } = newKey(work, of.organisation, 'k1')
  await create(work, body, {
    id: of.organisation, type: 'body.registered', public: true,
    content: { approvalNumber: of.approvalNumber, slug: of.slug, code: of.code, prefix: of.prefix, key },
  })
  await keepKey(work, of.organisation, key.id, sealed)
  return of.organisation
}

export async function grantBodyScope(
  work: Work, id: string, of: { rule: string; from: LocalDate; until?: LocalDate },
): Promise<void> {
  const before = await lock(work.tx, body, id)
  if (!await ruleInForce(work.db, of.rule, of.from)) refuse('rule-unknown', { rule: of.rule })
  const content = grantScope(before.state, { rule: of.rule, from: of.from, until: of.until ?? null })
  await change(work, body, before, { type: 'body.scope-granted', content, public: true, effectiveOn: of.from })
  await tell(work, {
    to: { organisation: id, roles: ['body-administrator'] }, link: `/bodies/${id}`,
    text: { zh: `已获得认证实施规则 ${of.rule} 的业务范围`, en: `Scope granted for rule ${of.rule}` },
  })
}

export async function endBodyScope(work: Work, id: string, of: { rule: string; reason: string }): Promise<void> {
  const before = await lock(work.tx, body, id)
  const scopes = before.state.scopes.filter(({ rule }) => rule === of.rule)
  const { until } = endScope(scopes, of.rule, work.at.today)
  const content = { rule: of.rule, until, reason: await freeText(work, of.reason) }
  await change(work, body, before, { type: 'body.scope-ended', content, public: true })
  await tell(work, {
    to: { organisation: id }, link: `/bodies/${id}`,
    text: { zh: `认证实施规则 ${of.rule} 的业务范围已终止`, en: `The scope for rule ${of.rule} has ended` },
  })
}

export async function moveBody(work: Work, id: string, move: StandingMove, reason: string): Promise<void> {
  const before = await lock(work.tx, body, id)
  mayMove(before.state, move)
  const content = { reason: await freeText(work, reason) }
  await change(work, body, before, { type: `body.${PAST[move]}`, content, public: true })
  await tellStanding(work, id, 'bodies', move)
}

const STANDING_NEWS: Record<StandingMove, { zh: string; en: string }> = {
  suspend: { zh: '机构准入已暂停，暂停期间不得受理和作出认证决定', en: 'Suspended: no new files and no decisions meanwhile' },
  restore: { zh: '机构准入已恢复', en: 'Restored' },
  end: { zh: '机构已退出', en: 'Ended' },
}
const tellStanding = (work: Work, id: string, place: string, move: StandingMove) =>
  tell(work, { to: { organisation: id }, text: STANDING_NEWS[move], link: `/${place}/${id}` })

export async function rotateBodyKey(
  work: Work, id: string, request: { cause: 'routine' | 'compromised'; compromisedSince?: LocalDate | undefined },
): Promise<void> {
  const before = await lock(work.tx, body, id)
  if (before.state.status === 'ended') refuse('wrong-state', { state: before.state.status })
  const compromisedSince = leakOf(request, work.at.today)
  const { key, sealed } = newKey(work, id, `k${before.state.keys.length + 1}`)
  await change(work, body, before, {
    type: 'body.key-replaced', public: true,
    content: { key, revokes: request.cause === 'compromised', ...(compromisedSince && { compromisedSince }) },
  })
  await keepKey(work, id, key.id, sealed)
}

/**
 * An administrator declares a key of a body compromised; one in use is replaced in the same act.
 * @returns the id of the key that takes its place, if any
 * @throws Refusal `key-unknown`, `key-given-up`
 */
export async function giveUpBodyKey(
  work: Work,
  { did, id, compromisedSince, reason }: { did: string; id: string; compromisedSince: Instant; reason: string },
): Promise<string | undefined> {
  const slug = did.split(':').at(-1) ?? ''
  const unknown = (): never => refuse('key-unknown', { kid: `${did}#${id}` })
  if (did !== didOf(work.world, slug)) unknown()
  const row = await work.tx.selectFrom('body').select('id').where('slug', '=', slug).executeTakeFirst() ?? unknown()
  const before = await lock(work.tx, body, row.id)
  const { keys } = before.state
  const given = keys.find((one) => one.id === id) ?? unknown()
  mustBeNews(given, compromisedSince)
  const made = given.until === undefined ? newKey(work, row.id, `k${keys.length + 1}`) : undefined
  await change(work, body, before, { type: 'body.key-given-up', public: true, content: {
    id, revoked: work.at.official, compromisedSince, reason: await freeText(work, reason),
    ...(made && { next: made.key }),
  } })
  if (made) await keepKey(work, row.id, made.key.id, made.sealed)
  await tell(work, {
    to: { organisation: row.id, roles: ['body-administrator'] }, link: `/bodies/${row.id}`,
    text: { zh: `签名密钥 ${id} 已被宣布泄露`, en: `The signing key ${id} was declared compromised` },
  })
  return made?.key.id
}

export async function registerLaboratory(work: Work, of: {
  organisation: string; cma?: string; cnas?: string; accreditedUntil?: LocalDate
}): Promise<string> {
  const organisation = await getOrganisation(work.db, of.organisation)
  if (!organisation.kinds.includes('laboratory')) refuse('organisation-kind', { needed: 'laboratory' })
  if (!of.cma && !of.cnas) refuse('laboratory-without-accreditation')
  if (await find(work.db, laboratory, of.organisation)) refuse('laboratory-exists')
  await create(work, laboratory, {
    id: of.organisation, type: 'laboratory.registered', public: true,
    content: { cma: of.cma ?? null, cnas: of.cnas ?? null, accreditedUntil: of.accreditedUntil ?? null },
  })
  return of.organisation
}

export async function grantLaboratoryScope(
  work: Work, id: string, of: { methods: string[]; from: LocalDate; until?: LocalDate },
): Promise<void> {
  const before = await lock(work.tx, laboratory, id)
  const content = grantMethods(before.state, { methods: of.methods, from: of.from, until: of.until ?? null })
  await change(
    work, laboratory, before, { type: 'laboratory.scope-granted', content, public: true, effectiveOn: of.from },
  )
}

export async function endLaboratoryScope(
  work: Work, id: string, of: { method: string; reason: string },
): Promise<void> {
  const before = await lock(work.tx, laboratory, id)
  const scopes = before.state.scopes.filter(({ method }) => method === of.method)
  const { until } = endScope(scopes, of.method, work.at.today)
  const content = { method: of.method, until, reason: await freeText(work, of.reason) }
  await change(work, laboratory, before, { type: 'laboratory.scope-ended', content, public: true })
}

export async function moveLaboratory(work: Work, id: string, move: StandingMove, reason: string): Promise<void> {
  const before = await lock(work.tx, laboratory, id)
  mayMove(before.state, move)
  const content = { reason: await freeText(work, reason) }
  await change(work, laboratory, before, { type: `laboratory.${PAST[move]}`, content, public: true })
  await tellStanding(work, id, 'laboratories', move)
}

/** Registers a person with an organisation; the index `staff_one_body_at_a_time` decides between two at once. */
export async function registerPerson(
  work: Work, request: Pick<Staff, 'organisation' | 'person' | 'functions' | 'competences'>,
): Promise<string> {
  const kinds = await registeredAs(work.db, request.organisation)
  if (kinds.length === 0) refuse('not-found')
  const content = registerStaff({
    kinds, isMember: await isMember(work.db, request.organisation, request.person),
    others: await registrationsOf(work.db, request.person),
  }, request, work.at.today)
  const id = work.world.newId()
  await create(work, staff, { id, type: 'staff.registered', content })
  return id
}

/** @param organisation whose registration it must be; what is outside is not found */
export async function amendPerson(
  work: Work, id: string, organisation: string, request: Pick<Staff, 'functions' | 'competences'>,
): Promise<void> {
  const before = await lock(work.tx, staff, id)
  if (before.state.organisation !== organisation) refuse('not-found')
  const content = amendStaff(before.state, await registeredAs(work.db, organisation), request)
  await change(work, staff, before, { type: 'staff.amended', content })
}

/** @param may which registrations the caller reaches */
export async function endPerson(work: Work, id: string, may: (of: Staff) => boolean | Promise<boolean>): Promise<void> {
  const before = await lock(work.tx, staff, id)
  if (!await may(before.state)) refuse('not-found')
  await change(work, staff, before, { type: 'staff.ended', content: endStaff(before.state, work.at.today) })
}
