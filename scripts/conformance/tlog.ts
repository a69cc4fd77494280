import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  ed25519Verifier, leafHash, nodesFromTiles, noteKeyHash, openNote, parseCheckpoint, parseEntryBundle, parseNote,
  parseSignerKey, rootAt, signNote, TILE_WIDTH, tilePath, toHex, verifyConsistency, verifyInclusion,
} from '@tianfu/ledger'
import type { NoteVerifier, Tile } from '@tianfu/ledger'
import { ed25519Key, ed25519Verify, sha256 } from './primitives.ts'
import type { Suite } from './suite.ts'
import { filesBelow, judge, readJson, readVectors } from './suite.ts'

interface Proof { proof: string[] | null; wantErr: boolean }
interface Inclusion extends Proof { leafIdx: number; treeSize: number; root: string; leafHash: string }
interface Consistency extends Proof { size1: number; size2: number; root1: string; root2: string }

const bytes = (text: string | null | undefined): Uint8Array => new Uint8Array(Buffer.from(text ?? '', 'base64'))

const includes = (v: Inclusion): boolean =>
  verifyInclusion(sha256, {
    index: v.leafIdx,
    size: v.treeSize,
    leafHash: bytes(v.leafHash),
    proof: (v.proof ?? []).map(bytes),
    root: bytes(v.root),
  })
const continues = (v: Consistency): boolean =>
  verifyConsistency(sha256, {
    oldSize: v.size1,
    newSize: v.size2,
    oldRoot: bytes(v.root1),
    newRoot: bytes(v.root2),
    proof: (v.proof ?? []).map(bytes),
  })

const merkle = <T extends Proof>(name: string, kind: string, holds: (vector: T) => boolean): Suite => ({
  name,
  async run(vectors, outcome) {
    const folder = join(vectors, 'tlog', 'merkle', kind)
    for (const file of filesBelow(folder, '.json')) {
      const vector = readJson<T>(folder, file)
      await judge(outcome, file, () => holds(vector) !== vector.wantErr)
    }
  },
})

/** Fields that note vectors may have, whatever their list is called. */
interface NoteCase {
  name?: string; text?: string; note?: string; msg?: string; signed?: string; vkey?: string; skey?: string
  verifierKey?: string; signerKey?: string; key?: string; ok?: boolean; valid?: boolean; error?: string
}

const notes: Suite = {
  name: 'notes',
  async run(vectors, outcome) {
    const file = readVectors<Record<string, unknown>>(outcome, vectors, 'tlog', 'note-vectors.json')
    for (const [list, value] of Object.entries(file ?? {})) {
      const cases: unknown[] = Array.isArray(value) ? value : typeof value === 'object' && value !== null ? [value] : []
      for (const [i, one] of cases.entries()) {
        const title = `${list}[${i}]`
        const agrees = typeof one === 'string' ? badKey(list, one) : noteCase(list, one as NoteCase)
        if (agrees) await judge(outcome, title, agrees)
        else outcome.skipped.push(`${title}: the form of this case is not known`)
      }
    }
  },
}

const refusalExpected = (list: string): boolean => /bad|invalid|refuse|malformed|fail/i.test(list)
const verifierOf = (vkey: string): NoteVerifier | undefined => ed25519Verifier(sha256, ed25519Verify, vkey)

const badKey = (list: string, key: string): (() => boolean) | undefined =>
  refusalExpected(list) ? () => verifierOf(key) === undefined && parseSignerKey(key) === undefined : undefined

function noteCase(list: string, one: NoteCase): (() => Promise<boolean>) | undefined {
  const vkey = one.vkey ?? one.verifierKey ?? (one.key?.startsWith('PRIVATE+KEY+') ? undefined : one.key)
  const skey = one.skey ?? one.signerKey ?? (one.key?.startsWith('PRIVATE+KEY+') ? one.key : undefined)
  const note = one.note ?? one.signed ?? one.msg
  const text = one.text ?? (note === undefined ? undefined : parseNote(note)?.text)
  const expected = one.ok ?? one.valid ?? (one.error === undefined && !refusalExpected(list))
  if (note !== undefined && vkey !== undefined) {
    return async () => {
      const verifier = verifierOf(vkey)
      const opened = await openNote(note, verifier ? [verifier] : [])
      if (opened.ok !== expected || (opened.ok && one.text !== undefined && opened.text !== one.text)) return false
      return skey === undefined || text === undefined || (await signedBy(skey, text)) === note
    }
  }
  if (note !== undefined && skey !== undefined && text !== undefined)
    return async () => (await signedBy(skey, text)) === note
  if (vkey !== undefined) return async () => (verifierOf(vkey) !== undefined) === expected
  if (skey !== undefined) return async () => (parseSignerKey(skey) !== undefined) === expected
  return undefined
}

async function signedBy(skey: string, text: string): Promise<string | undefined> {
  const key = parseSignerKey(skey)
  if (!key) return undefined
  const { publicKey, sign } = ed25519Key(key.seed)
  return signNote(text, [{ name: key.name, keyHash: noteKeyHash(sha256, key.name, publicKey), sign }])
}

/** Any file called checkpoint, or checkpoint.N, is read as one of a log whose tiles lie beside it. */
const tileLogs: Suite = {
  name: 'tile-logs',
  async run(vectors, outcome) {
    const root = join(vectors, 'tlog')
    const checkpoints = filesBelow(root, '').filter((file) => /(?:^|\/)checkpoint(?:\.\d+)?$/.test(file))
    if (checkpoints.length === 0) outcome.skipped.push('tile logs: not among these vectors')
    for (const file of checkpoints) {
      await judge(outcome, file, () => leadsTo(join(root, dirname(file)), readFileSync(join(root, file), 'utf8')))
    }
  },
}

/** True when the tiles in `log` lead to the root of the checkpoint, and the entries hash to the leaves. */
function leadsTo(log: string, checkpointNote: string): boolean {
  const note = parseNote(checkpointNote)
  const checkpoint = note && parseCheckpoint(note.text)
  if (!checkpoint) return false
  const { size, root } = checkpoint
  const read = (path: string) =>
    existsSync(join(log, path)) ? new Uint8Array(readFileSync(join(log, path))) : undefined
  /** A wider tile at the same place begins with the narrower one. */
  const bytesOf = (tile: Tile) => {
    for (let width = tile.width; width <= TILE_WIDTH; width++) {
      const bytes = read(tilePath({ ...tile, width }))
      if (bytes) return bytes
    }
    return undefined
  }
  const nodeAt = nodesFromTiles(sha256, size, bytesOf)
  if (toHex(rootAt(sha256, nodeAt, size)) !== toHex(root)) return false
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
    const bundle = bytesOf({ level: 'entries', index, width })
    const entries = bundle ? (parseEntryBundle(bundle) ?? [new Uint8Array()]).slice(0, width) : []
    if (entries.some((entry, i) => toHex(leafHash(sha256, entry)) !== toHex(nodeAt(0, index * TILE_WIDTH + i))))
      return false
  }
  return true
}

export const tlogSuites: readonly Suite[] = [
  merkle<Inclusion>('merkle-inclusion', 'inclusion', includes),
  merkle<Consistency>('merkle-consistency', 'consistency', continues),
  notes, tileLogs,
]
