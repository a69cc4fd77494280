import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Json } from '@tianfu/kernel'
import {
  EMPTY_FRONTIER, TILE_WIDTH, actLeaf, appendLeaf, frontierFromHex, frontierRoot, frontierToHex, fromHex, leafHash,
  parseEntryBundle, tilePath, toHex,
} from '@tianfu/ledger'
import type { Checkpoint, Frontier } from '@tianfu/ledger'
import { readCheckpoint, sha256, standingFromActs } from '@tianfu/verifier'
import type { Statement } from '@tianfu/verifier'
import { CannotRun, FOUND_NOTHING, FOUND_SOMETHING } from './command.ts'
import type { Machine } from './command.ts'
import { fetchText, readTrust, tryFetch } from './trust.ts'
import type { TrustFile } from './trust.ts'
import { TOOLS } from './verify.ts'

/**
 * What a monitor says. `alarm`: log or register are not what they must be. `entry`: an entry names what is watched.
 */
export interface Word {
  readonly kind: 'alarm' | 'entry'
  readonly what: 'shrunk' | 'rewritten' | 'entry-differs' | 'register-differs' | 'untrusted-checkpoint' | 'named'
  readonly index?: number
  readonly subject?: string
  readonly says: string
}

/** What a monitor remembers between two looks: the tree so far, and the published acts by subject. */
export interface MonitorState {
  size: number
  frontier: string[]
  subjects: Record<string, { names: string[]; acts: Statement[] }>
}

export const emptyState = (): MonitorState => ({ size: 0, frontier: [], subjects: {} })

interface Item { index: number; entry: string; salt?: string; statement?: Statement & Record<string, Json> }

/**
 * `tianfu monitor [--state FILE] [--watch TEXT …] [--webhook URL] [--every SECONDS]`: follows the log from its public
 * addresses alone, recomputes the register from the published acts and compares it with what the platform answers.
 * Without `--every` it looks once.
 * @returns 1 when the last look had an alarm
 */
export async function monitor(_machine: Machine, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: {
    trust: { type: 'string', default: 'tianfu-trust.json' }, state: { type: 'string', default: 'tianfu-monitor.json' },
    watch: { type: 'string', multiple: true }, webhook: { type: 'string' }, every: { type: 'string' },
  } })
  const trust = readTrust(values.trust)
  const every = values.every === undefined ? 0 : Number(values.every) * 1000
  if (Number.isNaN(every) || every < 0) throw new CannotRun('--every 应为秒数 / --every takes seconds')
  let state = existsSync(values.state) ? JSON.parse(readFileSync(values.state, 'utf8')) as MonitorState : emptyState()
  for (;;) {
    const { next, words } = await look(trust, state, values.watch ?? [])
    for (const word of words) {
      console.log(`${word.kind === 'alarm' ? '警报 ALARM' : '条目 entry'}\t${word.index ?? '–'}\t${word.says}`)
      if (values.webhook) await tell(values.webhook, word)
    }
    state = next
    writeFileSync(`${values.state}.new`, JSON.stringify(state))
    renameSync(`${values.state}.new`, values.state)
    console.log(`日志 log ${state.size}，登记 register ${Object.keys(state.subjects).length}`)
    if (every === 0) return words.some(({ kind }) => kind === 'alarm') ? FOUND_SOMETHING : FOUND_NOTHING
    await sleep(every)
  }
}

async function tell(url: string, word: Word): Promise<void> {
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(word),
    signal: AbortSignal.timeout(10_000) }).catch((error: Error) => console.error(`${url}: ${error.message}`))
}

/** One look: what has come since `state`, checked and compared. `state` itself is left as it was. */
export async function look(
  trust: TrustFile, state: MonitorState, watched: readonly string[],
): Promise<{ next: MonitorState; words: Word[] }> {
  const reading = await readCheckpoint(await fetchText(`${trust.origin}/log/checkpoint`), trust.log, TOOLS.verify)
  const stay = (what: Word['what'], says: string) => ({ next: state, words: [{ kind: 'alarm' as const, what, says }] })
  if (!reading.ok) return stay('untrusted-checkpoint', `检查点不可信 the checkpoint is not to be trusted: ${reading.why}`)
  const { checkpoint } = reading
  if (checkpoint.size < state.size) {
    return stay('shrunk', `日志变短 the log has shrunk: ${state.size} → ${checkpoint.size}`)
  }
  const followed = await follow(trust, state, checkpoint)
  if (typeof followed === 'string') return stay('rewritten', followed)
  const words: Word[] = []
  const next: MonitorState = {
    size: checkpoint.size, frontier: frontierToHex(followed.frontier), subjects: structuredClone(state.subjects),
  }
  const changed = new Set<string>()
  for (const item of followed.items) {
    if (!item.statement) continue
    if (!isCommitted(item)) {
      words.push({ kind: 'alarm', what: 'entry-differs', index: item.index,
        says: '公布的行为与日志条目不符 a published act is not what its entry commits to' })
      continue
    }
    const { subject } = item.statement
    const known = next.subjects[subject] ??= { names: [], acts: [] }
    known.acts.push(item.statement)
    known.names = [...new Set([...known.names, ...namesIn(item.statement.content)])]
    changed.add(subject)
    const named = watched.find((term) => known.names.includes(term)
      || JSON.stringify(item.statement).includes(JSON.stringify(term).slice(1, -1)))
    if (named !== undefined) {
      words.push({ kind: 'entry', what: 'named', index: item.index, subject,
        says: `${named}：${item.statement.type} ${item.statement.effectiveOn}` })
    }
  }
  words.push(...await compare(trust, next, changed))
  return { next, words }
}

/** All entries since `state`, appended to its tree; a sentence when they do not lead to the root that was signed. */
async function follow(
  trust: TrustFile, state: MonitorState, { size, root }: Checkpoint,
): Promise<{ frontier: Frontier; items: Item[] } | string> {
  let frontier = state.size === 0 ? EMPTY_FRONTIER : frontierFromHex(state.size, state.frontier)
  const items: Item[] = []
  while (frontier.size < size) {
    const index = Math.floor(frontier.size / TILE_WIDTH)
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
    const bundle = `${trust.origin}/log/${tilePath({ level: 'entries', index, width })}`
    const entries = parseEntryBundle(await bytesOf(bundle))
    if (entries?.length !== width) return `条目包不完整 the entries from ${index * TILE_WIDTH} on are not whole`
    const acts = await actsFrom(trust, index * TILE_WIDTH, width)
    for (const [place, entry] of entries.entries()) {
      const at = index * TILE_WIDTH + place
      if (at < frontier.size) continue
      frontier = appendLeaf(sha256, frontier, leafHash(sha256, entry))
      items.push({ ...acts.get(at), index: at, entry: toHex(entry) })
    }
  }
  return toHex(frontierRoot(sha256, frontier)) === toHex(root) ? { frontier, items }
    : `历史被改写 history was rewritten at or before ${size}`
}

async function bytesOf(url: string): Promise<Uint8Array> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(15_000) })
  if (!answer.ok) throw new CannotRun(`${url} 答复 / answers ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}

async function actsFrom(trust: TrustFile, from: number, width: number): Promise<Map<number, Item>> {
  const acts = new Map<number, Item>()
  for (let next = from; next < from + width;) {
    const { items } = JSON.parse(await fetchText(`${trust.origin}/log/acts?from=${next}`)) as { items: Item[] }
    for (const item of items) acts.set(item.index, item)
    const last = items.at(-1)
    if (!last) break
    next = last.index + 1
  }
  return acts
}

function isCommitted({ entry, salt, statement }: Item): boolean {
  try {
    return toHex(actLeaf(sha256, { salt: fromHex(salt ?? ''), content: statement as Json })) === entry
  } catch {
    return false
  }
}

/** Numbers and credit codes by which people know a subject. */
const namesIn = (content: Readonly<Record<string, unknown>>): string[] =>
  ['registerNumber', 'number', 'holderUscc', 'uscc', 'holder', 'organisation', 'certificate']
    .flatMap((name) => (typeof content[name] === 'string' ? [content[name]] : []))

/** Certificates that have changed: the standing by their acts against what the platform answers. */
async function compare(trust: TrustFile, { subjects }: MonitorState, changed: ReadonlySet<string>): Promise<Word[]> {
  const words: Word[] = []
  const { today } = JSON.parse(await fetchText(`${trust.origin}/api/v1/clock`)) as { today: string }
  for (const subject of changed) {
    const acts = subjects[subject]?.acts ?? []
    const number = acts[0]?.type === 'certificate.issued' ? acts[0].content.registerNumber : undefined
    if (typeof number !== 'string') continue
    const answer = await tryFetch(`${trust.origin}/c/${number}.json`, 'application/json')
    const said = answer.status === 200 ? (JSON.parse(answer.text) as { status: string }).status : String(answer.status)
    const standing = standingFromActs(acts, { day: today, number })
    if (said !== standing) {
      words.push({ kind: 'alarm', what: 'register-differs', subject,
        says: `${number}：日志 by the log ${standing}，平台 the platform says ${said}` })
    }
  }
  return words
}
