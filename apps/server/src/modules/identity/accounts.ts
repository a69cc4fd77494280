import { refuse } from '@tianfu/contract'
import type { Next } from '@tianfu/contract'
import { maskMailAddress, maskPhone, parsePhone } from '@tianfu/identifiers'
import { transaction, workOf } from '../../platform/command.ts'
import type { Db } from '../../platform/db/database.ts'
import { ruleActor } from '../../platform/rights.ts'
import type { View, Work, World } from '../../platform/work.ts'
import { personOf } from '../parties/index.ts'
import type { NamedPerson } from '../parties/index.ts'
import { loginOf } from './domain.ts'
import { completeInvitations } from './follow-parties.ts'
import { pendingMask } from './mail-address.ts'
import { checkPassword, hashPassword } from './password.ts'
import { placeWords } from './place-words.ts'
import { record } from './security-log.ts'

/** A new account. It has no role, whatever was asked: roles come from memberships. */
export async function registerAccount(
  world: World, request: NamedPerson & { login: string; password: string; phone?: string },
): Promise<{ id: string; login: string }> {
  const login = loginOf(request.login)
  checkPassword(request.password, login, placeWords(world))
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

export async function insertAccount(
  work: Work,
  of: {
    login: string
    password: string
    person: string
    phone: Uint8Array | null
    secondFactor?: Uint8Array
    demonstration?: boolean
  },
): Promise<string> {
  const id = work.world.newId()
  const { numInsertedOrUpdatedRows } = await work.tx
    .insertInto('account')
    .values({
      id,
      person: of.person,
      login: of.login,
      password: of.password,
      password_changed_at: work.at.system,
      phone: of.phone,
      ...(of.secondFactor && { second_factor: work.world.keys.seal('second-factor', of.secondFactor) }),
      demonstration: of.demonstration ?? false,
      created_at: work.at.system,
    })
    .onConflict((conflict) => conflict.column('login').doNothing())
    .executeTakeFirstOrThrow()
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
  const mail = row.mail && new TextDecoder().decode(view.world.keys.open('account-mail', row.mail))
  const mailPendingMask = pendingMask(view.world, row)
  const next: Next[] = ['changePassword', 'startSecondFactor', 'endOtherSessions', 'startMailAddress']
    .map((endpoint) => ({ endpoint }))
  if (mailPendingMask) next.push({ endpoint: 'confirmMailAddress' })
  if (mail) next.push({ endpoint: 'removeMailAddress' })
  next.push({ endpoint: 'chooseNews', initial: { newsBy: row.news_by } })
  if (view.actor?.role) next.push({ endpoint: 'grantDelegation' })
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    idKind: row.id_kind,
    idMask: row.id_mask,
    ...(phone && { phoneMask: maskPhone(phone) }),
    ...(mail && { mailMask: maskMailAddress(mail) }),
    ...(mailPendingMask && { mailPendingMask }),
    newsBy: row.news_by,
    secondFactor: row.second_factor ? ('enrolled' as const) : ('none' as const),
    createdAt: row.created_at,
    passwordChangedAt: row.password_changed_at,
    next,
  }
}

/** Which of these persons have an account: the port that the module parties declares. */
export async function personsWithAccount({ db }: { db: Db }, persons: readonly string[]): Promise<ReadonlySet<string>> {
  if (persons.length === 0) return new Set()
  const rows = await db.selectFrom('account').select('person').where('person', 'in', [...new Set(persons)]).execute()
  return new Set(rows.map(({ person }) => person))
}
