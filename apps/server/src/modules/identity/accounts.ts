import { createHash } from 'node:crypto'
import { identity as contract, refuse } from '@tianfu/contract'
import type { Next } from '@tianfu/contract'
import { maskPhone, parsePhone } from '@tianfu/identifiers'
import { parseInstant } from '@tianfu/kernel'
import { sql } from 'kysely'
import { transaction, workOf } from '../../platform/command.ts'
import type { Db, Tx } from '../../platform/db/database.ts'
import { sealLink } from '../../platform/outbox.ts'
import { offer } from '../../platform/next.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { ruleActor } from '../../platform/rights.ts'
import type { Actor, View, Work, World } from '../../platform/work.ts'
import { personOf } from '../parties/index.ts'
import type { NamedPerson } from '../parties/index.ts'
import { takeCode } from './confirmation.ts'
import { loginOf } from './domain.ts'
import { completeInvitations } from './follow-parties.ts'
import { checkPassword, hashPassword } from './password.ts'
import { enrolment, stepOfCode } from './second-factor.ts'
import { record } from './security-log.ts'
import { choicesOf, endSessionsOf, firstChoice, sessionAnswer, setMembership } from './sessions.ts'
import { mustKnowPassword } from './sign-in.ts'

/** A new account. It has no role, whatever was asked: roles come from memberships. */
export async function registerAccount(
  world: World, request: NamedPerson & { login: string; password: string; phone?: string },
): Promise<{ id: string; login: string }> {
  const login = loginOf(request.login)
  checkPassword(request.password, login)
  const phone = request.phone === undefined ? null : sealedPhone(world, request.phone)
  const password = await hashPassword(request.password, world.randomBytes)
  return transaction(world.db, async (tx) => {
    const work = await workOf(world, tx, ruleActor('rule'))
    const { id: person } = await personOf(work, request)
    await tx.selectFrom('person').select('id').where('id', '=', person).forUpdate().execute()
    const earlier = await tx.selectFrom('account').select('id').where('person', '=', person).limit(1).executeTakeFirst()
    const id = await insertAccount(work, { login, password, person, phone })
    if (!earlier) await completeInvitations(work, person, id)
    await record(world, tx, { event: 'account-registered', account: id })
    return { id, login }
  })
}

export async function insertAccount(work: Work, of: {
  login: string; password: string; person: string; phone: Uint8Array | null; secondFactor?: Uint8Array; demonstration?: boolean
}): Promise<string> {
  const id = work.world.newId()
  const { numInsertedOrUpdatedRows } = await work.tx.insertInto('account').values({
    id, person: of.person, login: of.login, password: of.password, password_changed_at: work.at.system, phone: of.phone,
    ...(of.secondFactor && { second_factor: work.world.keys.seal('second-factor', of.secondFactor) }),
    demonstration: of.demonstration ?? false, created_at: work.at.system,
  }).onConflict((conflict) => conflict.column('login').doNothing()).executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows !== 1n) refuse('login-taken')
  return id
}

function sealedPhone(world: World, text: string): Uint8Array {
  const phone = parsePhone(text)
  if (!phone.ok) refuse('phone-broken', { rule: phone.rule, why: phone.zh, whyEn: phone.en })
  return world.keys.seal('account-phone', new TextEncoder().encode(phone.value))
}

export async function myAccount(view: View) {
  const row = await view.db.selectFrom('account').innerJoin('person', 'person.id', 'account.person')
    .where('account.id', '=', view.actor?.account ?? '').selectAll('account')
    .select(['person.name', 'person.id_kind', 'person.id_mask']).executeTakeFirstOrThrow()
  const phone = row.phone && new TextDecoder().decode(view.world.keys.open('account-phone', row.phone))
  const next: Next[] = ['changePassword', 'startSecondFactor', 'endOtherSessions'].map((endpoint) => ({ endpoint }))
  if (view.actor?.role) next.push({ endpoint: 'grantDelegation' })
  return {
    id: row.id, login: row.login, name: row.name, idKind: row.id_kind, idMask: row.id_mask,
    ...(phone && { phoneMask: maskPhone(phone) }), secondFactor: row.second_factor ? 'enrolled' as const : 'none' as const,
    createdAt: row.created_at, passwordChangedAt: row.password_changed_at, next,
  }
}

/** Every other session ends with the old password. */
export async function changePassword(
  world: World, actor: Actor, request: { current: string; password: string }, address: string,
): Promise<void> {
  await mustKnowPassword(world, actor.account, request.current, address)
  await transaction(world.db, async (tx) => {
    await setPassword(world, tx, actor.account, request.password)
    await endSessionsOf(tx, actor.account, actor.session)
    await record(world, tx, { event: 'password-changed', account: actor.account })
  })
}

async function setPassword(world: World, tx: Tx, account: string, password: string): Promise<void> {
  const { login } = await tx.selectFrom('account').select('login').where('id', '=', account).forUpdate().executeTakeFirstOrThrow()
  checkPassword(password, login)
  await tx.updateTable('account').set({
    password: await hashPassword(password, world.randomBytes), password_changed_at: parseInstant(world.now()),
  }).where('id', '=', account).execute()
}

const SECRET_BYTES = 20 // RFC 4226: 160 bits

/** A new secret, shown once; it counts from its first code on. Replacing one that is enrolled takes a code of it. */
export async function startSecondFactor(
  world: World, actor: Actor, request: { password: string; oneTimeCode?: string }, address: string, issuer: string,
): Promise<{ secret: string; uri: string }> {
  await mustKnowPassword(world, actor.account, request.password, address)
  const secret = world.randomBytes(SECRET_BYTES)
  return transaction(world.db, async (tx) => {
    const row = await tx.selectFrom('account').select(['login', 'second_factor']).where('id', '=', actor.account).executeTakeFirstOrThrow()
    if (row.second_factor && !await takeCode(world, tx, actor.account, request.oneTimeCode ?? '')) refuse('one-time-code-wrong')
    await tx.updateTable('account').set({ second_factor_pending: world.keys.seal('second-factor', secret) })
      .where('id', '=', actor.account).execute()
    return enrolment(secret, issuer, row.login)
  })
}

/** The first code enrols the secret; all other sessions end, and this one is confirmed and may enter its role. */
export async function confirmSecondFactor(work: Work, code: string) {
  const { world, tx, actor } = work
  const row = await tx.selectFrom('account').select(['second_factor_pending']).where('id', '=', actor.account)
    .forUpdate().executeTakeFirstOrThrow()
  if (!row.second_factor_pending) refuse('one-time-code-wrong')
  const step = stepOfCode(world.keys.open('second-factor', row.second_factor_pending), code, world.now(), 0)
  if (step === undefined) refuse('one-time-code-wrong')
  await tx.updateTable('account').set({
    second_factor: row.second_factor_pending, second_factor_pending: null, second_factor_step: step,
  }).where('id', '=', actor.account).execute()
  await endSessionsOf(tx, actor.account, actor.session)
  await tx.updateTable('session').set({ confirmed_at: parseInstant(world.now()) }).where('id', '=', actor.session).execute()
  if (actor.role === '') {
    const choices = await choicesOf(tx, work.edition, actor.account, work.at.today)
    await setMembership(tx, actor.session, { membership: firstChoice(choices, true), delegation: null })
  }
  await record(world, tx, { event: 'second-factor-enrolled', account: actor.account })
  return sessionAnswer(work, actor.session)
}

const RESET_MS = 15 * 60_000

/**
 * Sends a reset link to the account's owner, if there is such an account; whoever asks learns nothing. The link has the
 * configured origin, never the request's host.
 */
export async function askPasswordReset(work: Work, login: string): Promise<void> {
  const { world, tx } = work
  const account = await tx.selectFrom('account').select(['id', 'disabled_at']).where('login', '=', login.trim().toLowerCase()).executeTakeFirst()
  if (!account || account.disabled_at !== null) return
  const recent = await tx.selectFrom('password_reset').select('token_sha256').where('account', '=', account.id)
    .where('created_at', '>', parseInstant(world.now() - 60_000)).executeTakeFirst()
  if (recent) return
  const token = Buffer.from(world.randomBytes(32)).toString('base64url')
  await tx.insertInto('password_reset').values({ token_sha256: resetHash(token), account: account.id, created_at: work.at.system }).execute()
  await record(world, tx, { event: 'password-reset-asked', account: account.id })
  // Not a notice: whoever holds a stolen session reads notices, and must not learn the token.
  await world.outbox.send(tx, 'private-link', {
    id: account.id, sealed: sealLink(world, `${world.origin}/workbench/reset#${token}`),
    zh: '重置密码的链接，15 分钟内有效，只能用一次；如非本人申请，请忽略',
    en: 'A link to set a new password, good once within 15 minutes; ignore it if you did not ask',
  })
}

const resetHash = (token: string): string => createHash('sha256').update(`reset:${token}`).digest('hex')

/** Sets the password by a token, once; the second factor stays, every session ends (ASVS 5.0 6.4.3). */
export async function completePasswordReset(world: World, request: { token: string; password: string }): Promise<void> {
  await transaction(world.db, async (tx) => {
    const row = await tx.selectFrom('password_reset').selectAll().where('token_sha256', '=', resetHash(request.token))
      .forUpdate().executeTakeFirst()
    const over = !row || row.used_at !== null || Date.parse(row.created_at) + RESET_MS <= world.now()
    if (over) refuse('reset-not-valid')
    await setPassword(world, tx, row.account, request.password)
    await tx.updateTable('password_reset').set({ used_at: parseInstant(world.now()) }).where('account', '=', row.account).execute()
    await endSessionsOf(tx, row.account)
    await record(world, tx, { event: 'password-reset', account: row.account })
  })
}

/** Locks somebody else's account row; one's own, by whatever account, is refused. */
async function othersAccount(work: Work, id: string) {
  const row = await work.tx.selectFrom('account').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) refuse('not-found')
  if (work.actor.persons.includes(row.person)) refuse('own-account')
  return row
}

export async function setDisabled(work: Work, id: string, disabled: boolean): Promise<void> {
  const row = await othersAccount(work, id)
  if ((row.disabled_at !== null) === disabled) refuse('wrong-state', { state: disabled ? 'disabled' : 'enabled' })
  await work.tx.updateTable('account').set({ disabled_at: disabled ? work.at.system : null }).where('id', '=', id).execute()
  if (disabled) await endSessionsOf(work.tx, id)
  await record(work.world, work.tx, { event: disabled ? 'account-disabled' : 'account-enabled', account: id, detail: `by ${work.actor.account}` })
}

/** Somebody who lost their device enrols anew after signing in; until then, roles that need it stay closed. */
export async function resetSecondFactor(work: Work, id: string): Promise<void> {
  await othersAccount(work, id)
  await work.tx.updateTable('account').set({ second_factor: null, second_factor_pending: null }).where('id', '=', id).execute()
  await endSessionsOf(work.tx, id)
  await record(work.world, work.tx, { event: 'second-factor-reset', account: id, detail: `by ${work.actor.account}` })
}

export async function listAccounts(view: View, query: { after?: string; limit?: number; q?: string }) {
  let rows = view.db.selectFrom('account').innerJoin('person', 'person.id', 'account.person')
    .selectAll('account').select(['person.name'])
    .select((is) => is.selectFrom('membership').whereRef('membership.account', '=', 'account.id').where('status', '=', 'active')
      .select((count) => count.fn.countAll<number>().as('count')).as('memberships'))
    .orderBy('account.id').limit(pageSize(query))
  if (query.q) {
    const q = query.q.trim()
    rows = rows.where(sql<boolean>`(strpos(account.login, ${q.toLowerCase()}) > 0 or strpos(person.name, ${q}) > 0)`)
  }
  if (query.after) rows = rows.where('account.id', '>', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id, (row) => ({
    id: row.id, login: row.login, name: row.name, disabled: row.disabled_at !== null, createdAt: row.created_at,
    secondFactor: row.second_factor ? 'enrolled' as const : 'none' as const, memberships: Number(row.memberships ?? 0),
    next: nextFor(view, row.id, row.person, row.disabled_at !== null, row.second_factor !== null),
  }))
}

function nextFor({ actor }: View, account: string, person: string, disabled: boolean, enrolled: boolean): Next[] {
  if (actor?.persons.includes(person)) return []
  const params = { account }
  return [
    ...offer(actor, disabled ? contract.enableAccount : contract.disableAccount, { params }),
    ...(enrolled ? offer(actor, contract.resetSecondFactor, { params }) : []),
  ]
}

/** Which of these persons have an account: the port that the module parties declares. */
export async function personsWithAccount({ db }: { db: Db }, persons: readonly string[]): Promise<ReadonlySet<string>> {
  if (persons.length === 0) return new Set()
  const rows = await db.selectFrom('account').select('person').where('person', 'in', [...new Set(persons)]).execute()
  return new Set(rows.map(({ person }) => person))
}
