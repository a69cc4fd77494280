/**
 * Runs are computed beside requests, one after the other: sealed, evaluated by the engine, and completed by an act of
 * the rule. A process that stops on the way leaves the run as requested; whichever starts next computes it again, and
 * since the same method, data and seed give the same results, two that do so at once agree.
 */
import { join, relative } from 'node:path'
import type { marketMethod, marketRuns } from '@tianfu/contract'
import { marketRuns as contract, refuse } from '@tianfu/contract'
import { change, find, lock } from '../../platform/acts.ts'
import { byRule } from '../../platform/command.ts'
import type { World } from '../../platform/work.ts'
import { programme, taken } from './domain.ts'
import type { Programme } from './domain.ts'
import { openEngine } from './engine/engine.ts'
import type { AnalyticsPort, Evaluation, EvaluationInput, ObservationRow, Snapshot } from './engine/port.ts'
import { lifted } from './lift.ts'
import { readPart } from './parts.ts'
import type { PartRow } from './parts.ts'
import { registerOf } from './register.ts'
import type { Register } from './register.ts'
import { run } from './run.ts'
import { methodOf } from './store.ts'
import { readAnswers } from './surveys.ts'
import { Tallies } from './tally.ts'
import type { Failure, Run, RunKind } from './run.ts'

const MEMORY = '1GB'
const SPILL = '20GB'

interface Computing { engine: AnalyticsPort | undefined; busy: Promise<void> | undefined; closed: boolean }
const computing = new WeakMap<World, Computing>()

function stateOf(world: World): Computing {
  const state = computing.get(world) ?? { engine: undefined, busy: undefined, closed: false }
  computing.set(world, state)
  return state
}

function engineOf(world: World): AnalyticsPort {
  const state = stateOf(world)
  return state.engine ??= openEngine({
    threads: 2, memory: MEMORY, spill: SPILL, spillFolder: join(world.dataDir, 'market', 'spill'),
  })
}

/** Computes whatever was requested; returns when nothing is left. */
export function computeRequested(world: World): Promise<void> {
  const state = stateOf(world)
  return state.busy ??= (async () => {
    for (;;) {
      const next = state.closed ? undefined : await world.db.selectFrom('market_run').select('id')
        .where('status', '=', 'requested').orderBy('id').limit(1).executeTakeFirst()
      if (!next) return
      await computeRun(world, next.id)
    }
  })().catch((error: unknown) => {
    if (!state.closed) world.log.error({ err: error }, 'market run')
  }).finally(() => { state.busy = undefined })
}

/** Stops: what is under way is left for the next start. */
export async function stopComputing(world: World): Promise<void> {
  const state = stateOf(world)
  state.closed = true
  await state.engine?.close()
  await state.busy
}

async function computeRun(world: World, id: string): Promise<void> {
  try {
    const { state, of, method } = await inputsOf(world, id)
    const register = await registerOf({ db: world.db, world })
    const folder = join(world.dataDir, 'market', 'snapshots', `${id}-${world.newId()}`)
    const tallies = new Tallies(state.from, state.until)
    const rows = rowsOf(world, state, register, method.category.digits, tallies)
    const snapshot = await engineOf(world).seal(rows, folder)
    const evaluations: [RunKind, Evaluation][] = []
    for (const kind of contract.MARKET_SUBJECT_KINDS) {
      evaluations.push([kind, await evaluate(world, state, of, method, snapshot, kind)])
    }
    await complete(world, id, snapshot, evaluations, register, tallies)
  } catch (error) {
    if (stateOf(world).closed) return
    const failure = failureOf(error as Error)
    if (failure === 'computing') world.log.error({ err: error, run: id }, 'market run')
    await fail(world, id, failure)
  }
}

function failureOf(error: Error): Failure {
  if (error.message === 'nothing to seal') return 'no-observations'
  return /ha(ve|s) changed since|ENOENT/.test(error.message) ? 'data-changed' : 'computing'
}

async function inputsOf(world: World, id: string): Promise<{ state: Run; of: Programme; method: Method }> {
  const { state } = (await find(world.db, run, id))!
  const { state: of } = (await find(world.db, programme, state.programme))!
  return { state, of, method: await methodOf(world.db, state.programme, state.methodVersion) }
}
type Method = marketMethod.MarketMethod

async function partOf(world: World, id: string): Promise<{ source: string; rows: AsyncIterable<PartRow[]> }> {
  const { state } = (await find(world.db, taken, id))!
  return { source: state.source, rows: readPart(world, state.part) }
}

/** Observations of the run's imports and questionnaires, in the order of their ids and rows. */
async function* rowsOf(
  world: World, { imports, answers = [] }: Run, register: Register, digits: number, tallies: Tallies,
): AsyncGenerator<ObservationRow[]> {
  const surveys = new Map(answers.map((one) => [one.survey, one]))
  for (const id of [...imports, ...surveys.keys()].sort()) {
    const upTo = surveys.get(id)
    const { source, rows: batches } = upTo ? { source: upTo.source, rows: readAnswers(world, upTo) }
      : await partOf(world, id)
    let position = 0
    for await (const rows of batches) {
      const out: ObservationRow[] = []
      for (const row of rows) {
        const known = register.known(row[1])
        if (known) out.push(...lifted(id, source, position, row, known, digits))
        tallies.add(row)
        position += 1
      }
      yield out
    }
  }
}

/** Bands of a publication by subject and result. */
async function bandsOf(world: World, id: string, kind: RunKind): Promise<EvaluationInput['lastBands']> {
  const rows = await world.db.selectFrom('market_result').select(['subject', 'results']).where('run', '=', id)
    .where('kind', '=', kind).execute()
  return Object.fromEntries(rows.map(({ subject, results }) => [subject, Object.fromEntries(results.flatMap((one) =>
    ('band' in one ? [[one.result, one.band]] : [])))]))
}

async function evaluate(
  world: World, state: Run, of: Programme, method: Method, snapshot: Snapshot, kind: RunKind,
): Promise<Evaluation> {
  const lastBands = state.bandsFrom ? await bandsOf(world, state.bandsFrom, kind) : undefined
  return engineOf(world).evaluate({
    ...(lastBands && { lastBands }),
    snapshot, methodVersion: state.methodHash, method, seed: state.seed, subjectKind: kind, from: state.from,
    until: state.until, tiers: Object.fromEntries(of.sources.map(({ id, tier }) => [id, tier as 2 | 3])),
  })
}

async function complete(
  world: World, id: string, snapshot: Snapshot, evaluations: readonly [RunKind, Evaluation][], register: Register,
  tallies: Tallies,
): Promise<void> {
  await byRule(world, 'rule', async (work) => {
    const locked = await lock(work.tx, run, id)
    if (locked.state.status !== 'requested') return
    for (const [kind, { subjects }] of evaluations) {
      for (const { subject, category, results, indicators } of subjects) {
        await work.tx.insertInto('market_result').values({
          run: id, kind, subject, name: JSON.stringify(register.name(kind, subject)), category,
          results: JSON.stringify(results), indicators: JSON.stringify(indicators),
        }).execute()
      }
    }
    for (const [product, counts] of tallies.byProduct) {
      await work.tx.insertInto('market_tally').values({ run: id, product, counts: JSON.stringify(counts) }).execute()
    }
    await change(work, run, locked, {
      type: 'market-run.completed', public: true,
      content: {
        sealed: { folder: relative(world.dataDir, snapshot.folder), rows: snapshot.rows, digest: snapshot.digest,
          files: snapshot.files },
        results: evaluations.map(([kind, { digest, subjects }]) => ({ kind, digest, subjects: subjects.length })),
      },
    })
  })
}

async function fail(world: World, id: string, failure: Failure): Promise<void> {
  await byRule(world, 'rule', async (work) => {
    const locked = await lock(work.tx, run, id)
    if (locked.state.status !== 'requested') return
    await change(work, run, locked, { type: 'market-run.failed', content: { failure }, public: true })
  })
}

/**
 * Computes a completed run again from what was sealed for it, and compares hashes.
 *
 * @throws Refusal `snapshot-changed`
 */
export async function recompute(
  world: World, id: string,
): Promise<{ same: boolean; kinds: { kind: marketRuns.MarketSubjectKind; digest: string; same: boolean }[] }> {
  const { state, of, method } = await inputsOf(world, id)
  const sealed = state.sealed!
  const snapshot = { ...sealed, folder: join(world.dataDir, sealed.folder) }
  const kinds = []
  for (const { kind, digest } of state.results) {
    const again = await evaluate(world, state, of, method, snapshot, kind).catch((error: Error) => {
      if (failureOf(error) === 'data-changed') refuse('snapshot-changed')
      throw error
    })
    kinds.push({ kind, digest: again.digest, same: again.digest === digest })
  }
  return { same: kinds.every(({ same }) => same), kinds }
}
