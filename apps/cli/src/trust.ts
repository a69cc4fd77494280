import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { didWeb, didWebAddress } from '@tianfu/credentials'
import type { LogTrust } from '@tianfu/verifier'
import { CannotRun, FOUND_NOTHING } from './command.ts'
import type { Machine } from './command.ts'

/** What a verifier holds of its own, kept in a file: made once, compared by people, never taken from a paper. */
export interface TrustFile {
  readonly made: string
  readonly origin: string
  /** The DID that signs receipts and status lists. */
  readonly platform: string
  /** Documents of the platform and of every body, with their key history. */
  readonly didDocuments: readonly { readonly id: string }[]
  readonly log: LogTrust
}

/** What `--offline` needs beside the trust: how things stood when it was made. */
export interface Bundle {
  readonly made: string
  readonly origin: string
  readonly statusLists: readonly string[]
  readonly checkpoint: string
  /** Documents as they were then. Keys given up in them are given up; no key is taken from them. */
  readonly didDocuments?: readonly unknown[]
}

const PATIENCE_MS = 15_000
const LONGEST = 8_000_000

/** @throws CannotRun when the address does not answer with 200 */
export async function fetchText(url: string, accept = '*/*'): Promise<string> {
  const answer = await tryFetch(url, accept)
  if (answer.status !== 200) throw new CannotRun(`${url} 答复 / answers ${answer.status}`)
  return answer.text
}

/** @throws CannotRun when nobody answers, or with more than anybody needs */
export async function tryFetch(url: string, accept: string): Promise<{ status: number; text: string }> {
  try {
    const answer = await fetch(url, { headers: { accept }, signal: AbortSignal.timeout(PATIENCE_MS) })
    const text = await answer.text()
    if (text.length > LONGEST) throw new Error('too long')
    return { status: answer.status, text }
  } catch (error) {
    throw new CannotRun(`${url} 无法访问 / cannot be reached: ${(error as Error).message}`)
  }
}

const originOf = (text: string | undefined): string => {
  if (text === undefined || !URL.canParse(text)) throw new CannotRun('需要平台地址 / the address of the platform is needed')
  return new URL(text).origin
}

/**
 * `tianfu trust ORIGIN --save FILE`: fetches the keys of a platform once. Whoever relies on them compares the
 * fingerprints with what the platform prints on paper, in its gazette or on the telephone.
 */
export async function trust(machine: Machine, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: {
    save: { type: 'string', default: 'tianfu-trust.json' }, witness: { type: 'string', multiple: true },
    quorum: { type: 'string' },
  } })
  const origin = originOf(positionals[0])
  const platform = didWeb(origin)
  const documents = await documentsOf(origin, [platform, ...await bodiesOf(origin)])
  const key = (await fetchText(`${origin}/log/key`)).trim()
  const witnesses = values.witness ?? []
  const file: TrustFile = {
    made: new Date(machine.now()).toISOString(), origin, platform, didDocuments: documents,
    log: { origin: key.split('+')[0] ?? '', key, ...(witnesses.length > 0 && { witnesses }),
      quorum: Number(values.quorum ?? witnesses.length) },
  }
  if (existsSync(values.save)) {
    const before = JSON.parse(readFileSync(values.save, 'utf8')) as TrustFile
    for (const line of changes(before, file)) console.log(`变化 changed\t${line}`)
  }
  writeFileSync(values.save, `${JSON.stringify(file, null, 2)}\n`)
  console.log(`${values.save}\n请与平台书面公布的指纹核对 / compare with what the platform publishes on paper:`)
  for (const [name, fingerprint] of fingerprints(file)) console.log(`  ${fingerprint}  ${name}`)
  return FOUND_NOTHING
}

/** Documents of DIDs that lie at `origin`, as they are now; the others are left out. @throws CannotRun */
export async function documentsOf(origin: string, dids: readonly string[]): Promise<{ id: string }[]> {
  const documents: { id: string }[] = []
  for (const did of dids) {
    const address = didWebAddress(did)
    if (!address || new URL(address).host !== new URL(origin).host) continue
    const document = JSON.parse(await fetchText(`${origin}${new URL(address).pathname}`)) as { id: string }
    if (document.id === did) documents.push(document)
  }
  return documents
}

/** The DIDs of all bodies that the register names. */
async function bodiesOf(origin: string): Promise<string[]> {
  const dids: string[] = []
  for (let after: string | undefined = ''; after !== undefined;) {
    const query = after && `?after=${encodeURIComponent(after)}`
    const page = JSON.parse(await fetchText(`${origin}/api/v1/bodies${query}`)) as {
      items: { slug: string }[]; next?: string
    }
    dids.push(...page.items.map(({ slug }) => didWeb(origin, 'bodies', slug)))
    after = page.next
  }
  return dids
}

/**
 * `tianfu bundle ORIGIN --save FILE`: status lists, checkpoint and the keys' documents with what was given up by then,
 * for verifying without a network.
 */
export async function bundle(machine: Machine, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: {
    save: { type: 'string', default: 'tianfu-bundle.json' },
  } })
  const origin = originOf(positionals[0])
  const lists = ['suspension-1', 'revocation-1']
  const file: Bundle = {
    made: new Date(machine.now()).toISOString(), origin,
    statusLists: await Promise.all(lists.map((list) => fetchText(`${origin}/status/${list}`))),
    checkpoint: await fetchText(`${origin}/log/checkpoint`),
    didDocuments: await documentsOf(origin, [didWeb(origin), ...await bodiesOf(origin)]),
  }
  writeFileSync(values.save, `${JSON.stringify(file, null, 2)}\n`)
  console.log(`${values.save} ${file.made}`)
  return FOUND_NOTHING
}

export function readTrust(path: string): TrustFile {
  if (!existsSync(path)) {
    throw new CannotRun(`没有 ${path}，先运行 tianfu trust 平台地址 / make it first with tianfu trust ORIGIN`)
  }
  return JSON.parse(readFileSync(path, 'utf8')) as TrustFile
}

const fingerprintOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32).replace(/(....)(?=.)/g, '$1 ')

interface Keyed { id: string; verificationMethod?: { id: string; publicKeyJwk: { x: string } }[] }

function fingerprints({ didDocuments, log }: TrustFile): [string, string][] {
  const keys = (didDocuments as Keyed[]).flatMap(({ verificationMethod = [] }) =>
    verificationMethod.map(({ id, publicKeyJwk }): [string, string] => [id, fingerprintOf(publicKeyJwk.x)]))
  return [...keys, [log.origin, fingerprintOf(log.key)]]
}

function changes(before: TrustFile, now: TrustFile): string[] {
  const was = new Map(fingerprints(before))
  const is = new Map(fingerprints(now))
  return [
    ...[...is].filter(([name, value]) => was.get(name) !== value).map(([name, value]) =>
      `${name}: ${was.get(name) ?? '–'} → ${value}`),
    ...[...was.keys()].filter((name) => !is.has(name)).map((name) => `${name}: 已不在 / is gone`),
  ]
}
