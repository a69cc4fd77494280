import { refuse } from '@tianfu/contract'
import { parseInstant } from '@tianfu/kernel'
import type { Db, Tx } from '../../platform/db/database.ts'
import type { World } from '../../platform/work.ts'
import { addressMac, loginMac, record } from './security-log.ts'

const WINDOW_MS = 15 * 60_000
/** Failures of one login from one address before it waits; then the wait doubles from half a minute. */
const FREE = 5
const FIRST_WAIT_MS = 30_000
/** Failures of one address over all logins: one password tried on many accounts (B54). */
const ADDRESS_LIMIT = 300
/** Wrong one-time codes of one login over all addresses: only somebody who has the password gets so far. */
const CODE_LIMIT = 20

/**
 * How long a login from an address must wait, in ms. It waits for this address alone, so nobody can lock an official
 * out from elsewhere.
 */
export async function waitOf(world: World, db: Db, login: string, address: string): Promise<number> {
  const since = parseInstant(world.now() - WINDOW_MS)
  const rows = await db
    .selectFrom('sign_in_failure')
    .select(['kind', 'login_mac', 'address_mac', 'at'])
    .where('at', '>', since)
    .where((is) =>
      is.or([is('login_mac', '=', loginMac(world, login)), is('address_mac', '=', addressMac(world, address))]),
    )
    .orderBy('at', 'desc')
    .limit(ADDRESS_LIMIT + CODE_LIMIT)
    .execute()
  const both = rows.filter(
    (row) => row.login_mac === loginMac(world, login) && row.address_mac === addressMac(world, address),
  )
  const ofAddress = rows.filter((row) => row.address_mac === addressMac(world, address))
  const codes = rows.filter((row) => row.kind === 'code' && row.login_mac === loginMac(world, login))
  return Math.max(
    waitAfter(
      both[0]?.at,
      both.length < FREE ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (both.length - FREE), WINDOW_MS),
      world,
    ),
    waitAfter(ofAddress[0]?.at, ofAddress.length < ADDRESS_LIMIT ? 0 : FIRST_WAIT_MS, world),
    waitAfter(codes[0]?.at, codes.length < CODE_LIMIT ? 0 : WINDOW_MS, world),
  )
}

const waitAfter = (last: string | undefined, wait: number, world: World): number =>
  last === undefined ? 0 : Math.max(0, Date.parse(last) + wait - world.now())

/** @throws Refusal `sign-in-throttled`, the same for a login that exists and one that does not */
export async function mustNotWait(world: World, login: string, address: string): Promise<void> {
  const wait = await waitOf(world, world.db, login, address)
  if (wait === 0) return
  await record(world, world.db, { event: 'sign-in-throttled', login, address })
  refuse('sign-in-throttled', { seconds: Math.ceil(wait / 1000) })
}

export async function countFailure(
  world: World,
  db: Db,
  kind: 'password' | 'code',
  login: string,
  address: string,
): Promise<void> {
  await db
    .insertInto('sign_in_failure')
    .values({
      id: world.newId(),
      kind,
      login_mac: loginMac(world, login),
      address_mac: addressMac(world, address),
      at: parseInstant(world.now()),
    })
    .execute()
}

/** A success forgives this login at this address; old rows go with it. */
export async function forgive(world: World, tx: Tx, login: string, address: string): Promise<void> {
  await tx.deleteFrom('sign_in_failure').where((is) => is.or([
    is.and([is('login_mac', '=', loginMac(world, login)), is('address_mac', '=', addressMac(world, address))]),
    is('at', '<', parseInstant(world.now() - WINDOW_MS)),
  ])).execute()
}
