import { refuse, trace as contract } from '@tianfu/contract'
import { byRule, transaction, workOf } from '../../platform/command.ts'
import { ruleActor } from '../../platform/rights.ts'
import type { View, World } from '../../platform/work.ts'
import { errorOf, keep, mustBeReadable, readDocument } from './capture.ts'
import type { Behaviour } from './capture.ts'

/**
 * Captures that nobody waits for (RFC 7240, `respond-async`). The document stands in the database from the answer on,
 * and goes out of the queue in the transaction that captures it: a stop in between leaves it where it was.
 */

type Fields = Readonly<Record<string, unknown>>
const ATTEMPTS = 5
const RETRY_MS = 5_000

/**
 * Takes a document that keeps the standard into the queue; whose goods it names is looked at later, and told in the
 * job. @throws BadRequest `epcis-invalid`, Refusal `too-many-requests` where too many of the organisation's wait
 */
export async function acceptCapture(view: View, document: Fields, behaviour: Behaviour): Promise<string> {
  const { world, at, actor = refuse('not-signed-in') } = view
  const { events } = mustBeReadable(document, behaviour)
  const job = world.newId()
  await transaction(world.db, async (tx) => {
    const { waiting } = await tx.selectFrom('epcis_capture').where('organisation', '=', actor.organisation)
      .where('finished_at', 'is', null).select((is) => is.fn.countAll<number>().as('waiting')).executeTakeFirstOrThrow()
    if (Number(waiting) >= contract.CAPTURES_WAITING) refuse('too-many-requests', { seconds: 60 })
    await tx.insertInto('epcis_capture').values({
      id: job, organisation: actor.organisation, created_at: at.official, finished_at: null, behaviour, success: null,
      events, captured: 0, duplicates: 0, context: JSON.stringify(document['@context'] ?? null), errors: '[]',
    }).execute()
    await tx.insertInto('epcis_capture_waiting').values({
      capture: job, document: JSON.stringify(document), attempts: 0, not_before: at.system,
    }).execute()
    world.fault('before-commit')
  })
  return job
}

/** Captures what waits, one document after the other; several processes share the queue. Answers how many ended. */
export async function runCaptures(world: World): Promise<number> {
  let ended = 0
  while (await runNext(world)) ended += 1
  return ended
}

async function runNext(world: World): Promise<boolean> {
  const now = new Date(world.now()).toISOString()
  let taken: string | undefined
  try {
    return await transaction(world.db, async (tx) => {
      const next = await tx.selectFrom('epcis_capture_waiting').where('not_before', '<=', now)
        .orderBy('not_before').orderBy('capture').limit(1).forUpdate().skipLocked().selectAll().executeTakeFirst()
      taken = next?.capture
      if (!next) return false
      const { organisation, behaviour } = await tx.selectFrom('epcis_capture').where('id', '=', next.capture)
        .select(['organisation', 'behaviour']).executeTakeFirstOrThrow()
      const work = await workOf(world, tx, { ...ruleActor('rule'), organisation })
      const read = readDocument(JSON.parse(next.document) as Fields, behaviour)
      const { ended } = await keep(work, read, { behaviour, job: next.capture, said: true })
      await tx.updateTable('epcis_capture').set(ended).where('id', '=', next.capture).execute()
      await tx.deleteFrom('epcis_capture_waiting').where('capture', '=', next.capture).execute()
      world.fault('before-commit')
      return true
    })
  } catch (error) {
    if (taken === undefined) throw error
    world.log.error({ err: error, capture: taken }, 'capture')
    await setBack(world, taken)
    return true
  }
}

/** A document that could not be captured is tried again later, and ends unsuccessfully when that helps nothing. */
async function setBack(world: World, capture: string): Promise<void> {
  await byRule(world, 'rule', async ({ tx, at }) => {
    const waiting = await tx.selectFrom('epcis_capture_waiting').where('capture', '=', capture).forUpdate()
      .select('attempts').executeTakeFirst()
    if (!waiting) return
    const attempts = waiting.attempts + 1
    if (attempts < ATTEMPTS) {
      const later = new Date(world.now() + RETRY_MS * 2 ** attempts).toISOString()
      await tx.updateTable('epcis_capture_waiting').set({ attempts, not_before: later })
        .where('capture', '=', capture).execute()
      return
    }
    await tx.updateTable('epcis_capture').set({
      finished_at: at.official, success: false, errors: JSON.stringify([errorOf(0, 'epcis-not-captured', {})]),
    }).where('id', '=', capture).execute()
    await tx.deleteFrom('epcis_capture_waiting').where('capture', '=', capture).execute()
  })
}
