import { MAX_PARTS, isDecodable } from './file-type.ts'
import { readZip } from './zip-archive.ts'

/** The quarantine hook: why a file must not be opened by anybody, or undefined. A scanner is bound in its place. */
export type Scan = (bytes: Uint8Array, type: string) => Promise<string | undefined>

const EICAR = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'
const UNPACKED_BYTES = 64 * 1024 * 1024
const RATIO = 200
const DEPTH = 2

/**
 * What can be told without a scanner: the test signature, active or sealed content in PDF, pictures too large to
 * decode, archives that unpack without measure, lead out of their folder, or hold any of this.
 */
export const builtInScan: Scan = async (bytes, type) => {
  const text = Buffer.from(bytes).toString('latin1')
  if (text.includes(EICAR)) return 'test-signature'
  if (type === 'application/pdf') return suspicionOfPdf(text)
  if (type.startsWith('image/')) return isDecodable(bytes, type) ? undefined : 'picture-too-large'
  return text.startsWith('PK\u0003\u0004') ? suspicionOfArchive(Buffer.from(bytes), 1) : undefined
}

function suspicionOfPdf(text: string): string | undefined {
  if (/\/(JavaScript|JS|Launch|EmbeddedFile|OpenAction\s*<<)/.test(text)) return 'active-content'
  if (/<(script|html)[\s>]/i.test(text.slice(0, 2048))) return 'two-types'
  return /\/Encrypt\b/.test(text) ? 'encrypted' : undefined
}

function suspicionOfArchive(bytes: Buffer, depth: number): string | undefined {
  const entries = readZip(bytes, MAX_PARTS)
  if (!entries) return 'archive-broken'
  if (entries.some(({ escapes }) => escapes)) return 'archive-escapes'
  if (entries.some(({ encrypted }) => encrypted)) return 'encrypted'
  const size = entries.reduce((sum, entry) => sum + entry.size, 0)
  if (size > UNPACKED_BYTES || size > RATIO * bytes.length) return 'archive-bomb'
  for (const entry of entries) {
    const content = entry.read()
    if (!content) return 'archive-broken'
    if (content.includes(EICAR)) return 'test-signature'
    if (content.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004') continue
    const inside = depth < DEPTH ? suspicionOfArchive(content, depth + 1) : 'archive-nested'
    if (inside) return inside
  }
  return undefined
}
