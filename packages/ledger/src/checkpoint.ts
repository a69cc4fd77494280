import { fromBase64, toBase64 } from './bytes.ts'

/** What a log says of itself at one moment (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Name of the log: a schemaless address such as `tianfu.example/log`. */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** Extension lines; monitors that do not know them pass over them. */
  readonly extensions?: readonly string[]
}

/** The text that is signed: origin, size, root, extensions, one a line. @throws RangeError for what it cannot say */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  if (root.length !== 32) throw new RangeError('a root has 32 bytes')
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('a size is a whole number')
  const lines = [origin, String(size), toBase64(root), ...extensions]
  if (lines.some((line) => line === '' || /[\n\r]/.test(line))) throw new RangeError('a line is not empty')
  return `${lines.join('\n')}\n`
}

/** Reads the text of a checkpoint (without its signatures); undefined when it is none. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n')
  if (rest.pop() !== '' || origin === '' || rest.includes('')) return undefined
  if (!/^(?:0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) return undefined
  const bytes = fromBase64(root)
  if (bytes?.length !== 32) return undefined
  return { origin, size: Number(size), root: bytes, ...(rest.length > 0 && { extensions: rest }) }
}
