/** The engine's thread: what it is asked comes as messages, one after the other. */
import { parentPort, workerData } from 'node:worker_threads'
import { evaluateSnapshot } from './evaluate.ts'
import type { EvaluationInput, ObservationRow, Snapshot, TrendInput } from './port.ts'
import { Sealing, verify } from './seal.ts'
import { Store, type StoreLimits } from './store.ts'
import { readTrends } from './trends.ts'

/** What the thread is asked. */
export type Question =
  | { kind: 'open'; folder: string }
  | { kind: 'append'; rows: readonly ObservationRow[] }
  | { kind: 'finish' }
  | { kind: 'abandon' }
  | { kind: 'evaluate'; input: EvaluationInput }
  | { kind: 'trends'; input: TrendInput }

const limits = workerData as StoreLimits
let sealing: { store: Store; files: Sealing } | undefined

async function answer(question: Question): Promise<unknown> {
  switch (question.kind) {
    case 'open': {
      // One thread: sums of floating point numbers depend on their order.
      const store = await Store.open({ ...limits, threads: 1 })
      try {
        sealing = { store, files: new Sealing(store, question.folder) }
      } catch (error) {
        store.close()
        throw error
      }
      return undefined
    }
    case 'append': return sealing!.files.append(question.rows)
    case 'finish': return sealing!.files.finish()
    case 'abandon':
      sealing?.store.close()
      sealing = undefined
      return undefined
    case 'evaluate': return over(question.input, (store) => evaluateSnapshot(store, question.input))
    case 'trends': return over(question.input, (store) => readTrends(store, question.input))
  }
}

/** Works over a snapshot that is still what was sealed. */
async function over<T>({ snapshot }: { snapshot: Snapshot }, work: (store: Store) => Promise<T>): Promise<T> {
  await verify(snapshot)
  const store = await Store.open(limits)
  try {
    return await work(store)
  } finally {
    store.close()
  }
}

parentPort!.on('message', ({ id, question }: { id: number; question: Question }) => {
  answer(question).then(
    (value) => parentPort!.postMessage({ id, value }),
    (error: Error) => parentPort!.postMessage({ id, error: error.message, range: error instanceof RangeError }))
})
