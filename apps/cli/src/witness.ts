import { createHash, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import {
  COSIGNATURE, cosign, cosignerKeyHash, ed25519Verifier, formatVerifierKey, fromHex, judgeCheckpoint, parseVerifierKey,
  toHex,
} from '@tianfu/ledger'
import type { NoteVerifier, Witnessed } from '@tianfu/ledger'
import { signerOf } from '../../server/src/platform/keys.ts'
import type { Signer } from '../../server/src/platform/keys.ts'
import { verifyEd25519 } from '../../server/src/platform/log.ts'
import { CannotRun, FOUND_NOTHING } from './command.ts'
import type { Machine } from './command.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const LONGEST_BODY = 100_000

/**
 * `tianfu witness`: a second authority watches that a log only grows. It knows no database of the platform and trusts
 * nothing of it but its public key; what it has cosigned lies in a file of its own.
 */
export async function witness(machine: Machine, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: {
    name: { type: 'string' }, log: { type: 'string', multiple: true }, key: { type: 'string' },
    state: { type: 'string' }, port: { type: 'string', default: '8090' },
    host: { type: 'string', default: '127.0.0.1' },
  } })
  const { name, log: keys = [], key, state } = values
  if (!name || !key || !state || keys.length === 0) {
    throw new CannotRun('需要 --name、--log、--key、--state / --name, --log, --key and --state are needed')
  }
  const signer = signerOf(seedIn(key))
  const verifierKey = formatVerifierKey(sha256, name, signer.publicKey, COSIGNATURE)
  const server = witnessServer({ name, signer, logs: keys, state: stateIn(state), now: machine.now })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(Number(values.port), values.host, done)
  })
  console.log(`见证公钥 / key of this witness\n  ${verifierKey}`)
  console.log(`平台设置 / for the platform\n  TIANFU_WITNESSES='${verifierKey}=http://${values.host}:${values.port}'`)
  await new Promise<void>((done) => {
    const stop = () => { server.close(() => done()) }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
  })
  return FOUND_NOTHING
}

/** What a witness remembers; durable before `put` comes back, so that it never signs two histories after a crash. */
export interface WitnessState {
  get(origin: string): Witnessed | undefined
  put(origin: string, seen: Witnessed): void
}

/** HTTP of a witness (C2SP tlog-witness): `POST /add-checkpoint`, one request after the other. */
export function witnessServer(
  { name, signer, logs, state, now }: {
    name: string; signer: Signer; logs: readonly string[]; state: WitnessState; now: () => number
  },
): Server {
  const known = new Map<string, NoteVerifier[]>(logs.map((key) => {
    const [origin, verifier] = [parseVerifierKey(sha256, key)?.name, ed25519Verifier(sha256, verifyEd25519, key)]
    if (origin === undefined || !verifier) throw new CannotRun(`不是日志公钥 / no key of a log: ${key}`)
    return [origin, [verifier]]
  }))
  const cosigner = { name, keyHash: cosignerKeyHash(sha256, name, signer.publicKey), sign: signer.sign }
  const answer = async (body: string): Promise<{ status: number; text: string; type?: string }> => {
    const judged = await judgeCheckpoint(sha256, body, { logs: known, known: (origin) => state.get(origin) })
    if (judged.status === 409) return { status: 409, text: `${judged.size}\n`, type: 'text/x.tlog.size' }
    if (judged.status !== 200) return { status: judged.status, text: '' }
    state.put(judged.origin, judged.next)
    return { status: 200, text: await cosign(judged.text, cosigner, now() / 1000) }
  }
  let turn: Promise<unknown> = Promise.resolve()
  return createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/add-checkpoint') {
      response.writeHead(404).end()
      return
    }
    const parts: Buffer[] = []
    let length = 0
    request.on('data', (part: Buffer) => {
      length += part.length
      if (length <= LONGEST_BODY) parts.push(part)
    })
    request.on('end', () => {
      if (length > LONGEST_BODY) {
        response.writeHead(413).end()
        return
      }
      // Compared and kept in one step: nobody else is judged in between.
      turn = turn.then(() => answer(Buffer.concat(parts).toString('utf8'))).then(
        ({ status, text, type = 'text/plain; charset=utf-8' }) => response.writeHead(status, { 'content-type': type })
          .end(text),
        (error: Error) => {
          console.error(error.message)
          response.writeHead(500).end()
        })
    })
  })
}

/** The state in a JSON file: origin → size and root. */
export function stateIn(path: string): WitnessState {
  const all: Record<string, { size: number; root: string }> =
    existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) as never : {}
  return {
    get: (origin) => {
      const seen = Object.hasOwn(all, origin) ? all[origin] : undefined
      return seen && { size: seen.size, root: fromHex(seen.root) }
    },
    put(origin, { size, root }) {
      all[origin] = { size, root: toHex(root) }
      writeDurably(path, `${JSON.stringify(all, null, 2)}\n`)
    },
  }
}

function writeDurably(path: string, text: string): void {
  const beside = `${path}.new`
  const file = openSync(beside, 'w', 0o600)
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
  renameSync(beside, path)
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/** The seed of the witness's key, made on first use. */
function seedIn(path: string): Uint8Array {
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  const seed = /^([0-9a-f]{64})\s*$/.exec(readFileSync(path, 'utf8'))?.[1]
  if (seed === undefined) throw new CannotRun(`${path} 不是密钥 / holds no key`)
  return fromHex(seed)
}
