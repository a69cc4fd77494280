/** The port over a thread of its own: nothing heavy runs where requests are answered. */
import { Worker } from 'node:worker_threads'
import type { AnalyticsPort, Evaluation, Snapshot, Trend } from './port.ts'
import type { StoreLimits } from './store.ts'
import type { Question } from './worker.ts'

interface Reply { id: number; value?: unknown; error?: string; range?: boolean }

/** Opens an engine; `spillFolder` is the only place it writes to beside snapshots. */
export function openEngine(limits: StoreLimits): AnalyticsPort {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: limits })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let asked = 0
  let gone: Error | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const end = (error: Error): void => {
    gone = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', ({ id, value, error, range }: Reply) => {
    const { resolve, reject } = waiting.get(id)!
    waiting.delete(id)
    if (error === undefined) resolve(value)
    else reject(range ? new RangeError(error) : new Error(error))
  })
  worker.on('error', (error) => end(error as Error))
  worker.on('exit', () => end(new Error('the engine has ended')))
  const ask = (question: Question): Promise<unknown> => new Promise((resolve, reject) => {
    if (gone) return reject(gone)
    asked += 1
    waiting.set(asked, { resolve, reject })
    worker.postMessage({ id: asked, question })
  })
  /** One after the other: two sealings never mix. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work)
    turn = mine.catch(() => {})
    return mine
  }
  return {
    seal: (rows, folder) => inTurn(async () => {
      await ask({ kind: 'open', folder })
      try {
        for await (const some of rows) await ask({ kind: 'append', rows: some })
        return await ask({ kind: 'finish' }) as Snapshot
      } finally {
        await ask({ kind: 'abandon' })
      }
    }),
    evaluate: (input) => inTurn(() => ask({ kind: 'evaluate', input }) as Promise<Evaluation>),
    trends: (input) => inTurn(() => ask({ kind: 'trends', input }) as Promise<readonly Trend[]>),
    close: async () => { await worker.terminate() },
  }
}
