import { refuse } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { find } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import { body, certifiesOn, competentOn, laboratory, standingOn, testsOn } from './domain.ts'
import type { Body, BodyStatus, Laboratory, Staff, StaffFunction } from './domain.ts'

/** A body's record; its id is its organisation's. */
export async function findBody(db: Db, id: string): Promise<(Body & { id: string }) | undefined> {
  const found = await find(db, body, id)
  return found && { id: found.id, ...found.state }
}

export async function findLaboratory(db: Db, id: string): Promise<(Laboratory & { id: string }) | undefined> {
  const found = await find(db, laboratory, id)
  return found && { id: found.id, ...found.state }
}

/** Whether the body may take and decide files under the rule on `day`. Asked again in the deciding transaction. */
export async function bodyMayCertify(db: Db, bodyId: string, rule: string, day: LocalDate): Promise<boolean> {
  const found = await find(db, body, bodyId)
  return found !== undefined && certifiesOn(found.state, rule, day)
}

/** @throws Refusal `body-out-of-scope` */
export async function bodyMustCertify(db: Db, bodyId: string, rule: string, day: LocalDate): Promise<void> {
  if (!await bodyMayCertify(db, bodyId, rule, day)) refuse('body-out-of-scope', { rule, day })
}

/** The body's status on `day`; undefined when it was not registered yet. */
export async function bodyStanding(db: Db, bodyId: string, day: LocalDate): Promise<BodyStatus | undefined> {
  const found = await find(db, body, bodyId)
  return found && standingOn(found.state.standing, day)
}

/** Whether a test by `method` on `day` counts. */
export async function laboratoryMayTest(
  db: Db, laboratoryId: string, method: string, day: LocalDate,
): Promise<boolean> {
  const found = await find(db, laboratory, laboratoryId)
  return found !== undefined && testsOn(found.state, method, day)
}

/** @throws Refusal `laboratory-out-of-scope` */
export async function laboratoryMustTest(db: Db, laboratoryId: string, method: string, day: LocalDate): Promise<void> {
  if (!await laboratoryMayTest(db, laboratoryId, method, day)) refuse('laboratory-out-of-scope', { method, day })
}

/**
 * Whether the person may do this function for the organisation on `day`. `competence` is undefined where a function
 * needs none.
 */
export async function isCompetent(
  db: Db, organisation: string, person: string, fn: StaffFunction, competence: string | undefined, day: LocalDate,
): Promise<boolean> {
  const rows = await db.selectFrom('staff').select('official')
    .where('organisation', '=', organisation).where('person', '=', person).execute()
  return rows.some(({ official }) => competentOn(official, { function: fn, competence }, day))
}

/** Every registration of a person, anywhere, in order. */
export async function registrationsOf(db: Db, person: string): Promise<Staff[]> {
  const rows = await db.selectFrom('staff').select('official').where('person', '=', person).orderBy('id').execute()
  return rows.map(({ official }) => official)
}

/** What kind of register the organisation stands in: a body with its own laboratory stands in both. */
export async function registeredAs(db: Db, organisation: string): Promise<('body' | 'laboratory')[]> {
  const [asBody, asLaboratory] = [await find(db, body, organisation), await find(db, laboratory, organisation)]
  return [...(asBody ? ['body' as const] : []), ...(asLaboratory ? ['laboratory' as const] : [])]
}

/** Whether the person holds an active membership of the organisation. */
export async function isMember(db: Db, organisation: string, person: string): Promise<boolean> {
  const row = await db.selectFrom('membership').select('id').where('organisation', '=', organisation)
    .where('person', '=', person).where('status', '=', 'active').executeTakeFirst()
  return row !== undefined
}
