// The embedded database lives in this thread, so that a long query never stops the event loop that answers people.
import { PGlite } from '@electric-sql/pglite'
import { parentPort, workerData } from 'node:worker_threads'
import { isCopy } from './copy.ts'

export interface Request { id: number; kind: 'query' | 'exec' | 'dump' | 'close'; sql: string; params: unknown[] }
export interface Answer {
  id: number
  rows?: unknown[]
  affected?: number
  dump?: ArrayBuffer
  error?: { message: string; code?: string; constraint?: string; table?: string; detail?: string }
}

type Copying = Uint8Array<ArrayBuffer>
const port = parentPort
if (!port) throw new Error('runs as a worker thread only')
const { folder, template } = workerData as { folder: string | undefined; template: Uint8Array<ArrayBuffer> | undefined }

const lite = await PGlite.create({
  ...(folder ? { dataDir: folder } : {}),
  ...(template ? { loadDataDir: new Blob([template]) } : {}),
  // The same types as from `pg`: whole numbers where JavaScript holds them, days and moments as text.
  parsers: { 20: Number, 1082: (text: string) => text, 1184: moment, 1114: moment },
})
port.postMessage({ id: 0 } satisfies Answer)

function moment(text: string): string {
  return new Date(text).toISOString()
}

port.on('message', async ({ id, kind, sql, params }: Request) => {
  try {
    if (kind === 'close') {
      await lite.close()
      port.postMessage({ id } satisfies Answer)
    } else if (kind === 'dump') {
      const dump = await (await lite.dumpDataDir('none')).arrayBuffer()
      port.postMessage({ id, dump } satisfies Answer, [dump])
    } else if (kind === 'exec') {
      const results = await lite.exec(sql)
      port.postMessage({ id, rows: results.flatMap(({ rows }) => rows) } satisfies Answer)
    } else if (isCopy(sql)) {
      await lite.query(sql.replace(/ from stdin$/, " from '/dev/blob'"), [], { blob: new Blob([params[0] as Copying]) })
      port.postMessage({ id } satisfies Answer)
    } else {
      const { rows, affectedRows } = await lite.query(sql, params)
      port.postMessage({ id, rows, affected: affectedRows ?? 0 } satisfies Answer)
    }
  } catch (thrown) {
    const error = thrown as Error & { code?: string; constraint?: string; table?: string; detail?: string }
    port.postMessage({ id, error: {
      message: error.message, code: error.code, constraint: error.constraint, table: error.table, detail: error.detail,
    } } satisfies Answer)
  }
})
