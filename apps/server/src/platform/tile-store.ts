import { open, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AwsClient } from 'aws4fetch'

/**
 * Where the tiles of the log lie, by the paths of C2SP tlog-tiles. What was put is durable when `put` comes back: a
 * checkpoint is signed on it.
 */
export interface TileStore {
  /** Undefined when it is not there. */
  get(path: string): Promise<Uint8Array | undefined>
  put(path: string, bytes: Uint8Array): Promise<void>
  remove(path: string): Promise<void>
}

/** A folder on a disk. A file appears whole: written beside, flushed, renamed, and the folder flushed. */
export function tilesInFolder(folder: string): TileStore {
  return {
    get: async (path) => {
      try {
        return new Uint8Array(await readFile(join(folder, path)))
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
        throw error
      }
    },
    async put(path, bytes) {
      const to = join(folder, path)
      const made = await mkdir(dirname(to), { recursive: true })
      const beside = `${to}.${process.pid}`
      const file = await open(beside, 'w')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(beside, to)
      await syncFolder(dirname(to))
      // New folders are entries of those above them.
      for (let of = dirname(to); made && of.length >= made.length; of = dirname(of)) await syncFolder(dirname(of))
    },
    remove: (path) => rm(join(folder, path), { force: true }),
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return // a folder cannot be opened there
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

export interface ObjectStore {
  /** Endpoint, bucket and prefix: `https://host/bucket/prefix`. */
  readonly url: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

const PATIENCE_MS = 10_000
const TRIES = 3

/**
 * A bucket of any store that speaks S3 with path addresses. A store that is down or slow fails the call after three
 * tries: the checkpoint waits, official work goes on.
 */
export function tilesInBucket({ url, ...secrets }: ObjectStore, patienceMs = PATIENCE_MS): TileStore {
  const client = new AwsClient({ ...secrets, service: 's3', retries: 0 })
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    let last: unknown
    for (let i = 0; i < TRIES; i++) {
      try {
        const answer = await client.fetch(`${url.replace(/\/$/, '')}/${path}`, {
          ...init, signal: AbortSignal.timeout(patienceMs),
        })
        if (answer.status < 500) return answer
        last = new Error(`the store of tiles answers ${answer.status}`)
        await answer.arrayBuffer()
      } catch (error) {
        last = error
      }
    }
    throw last
  }
  return {
    async get(path) {
      const answer = await ask(path, { method: 'GET' })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      if (answer.status === 404) return undefined
      if (!answer.ok) throw new Error(`the store of tiles refuses ${path}: ${answer.status}`)
      return bytes
    },
    async put(path, bytes) {
      const answer = await ask(path, { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer> })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`the store of tiles refuses ${path}: ${answer.status}`)
    },
    async remove(path) {
      const answer = await ask(path, { method: 'DELETE' })
      await answer.arrayBuffer()
      if (!answer.ok && answer.status !== 404) throw new Error(`the store keeps ${path}: ${answer.status}`)
    },
  }
}
