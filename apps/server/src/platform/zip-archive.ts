import { inflateRawSync } from 'node:zlib'

/** One entry of a ZIP archive as its central directory tells it (PKWARE APPNOTE 4.3.12); sizes in bytes. */
export interface ZipEntry {
  readonly name: string
  readonly packed: number
  readonly size: number
  readonly encrypted: boolean
  /** A name that leads out of the folder it would be unpacked in, or no file at all. */
  readonly escapes: boolean
  /** The content; undefined when it cannot be unpacked, or is not as long as the directory says. */
  read(): Buffer | undefined
}

const DIRECTORY_END = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const SYMBOLIC_LINK = 0o120000

/**
 * The entries of an archive, unpacking nothing; undefined when the bytes are no archive that can be read whole: a
 * directory that is missing or lies, ZIP64, several disks. At most `limit` entries are listed.
 */
export function readZip(bytes: Buffer, limit: number): ZipEntry[] | undefined {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'))
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== DIRECTORY_END) return undefined
  const count = bytes.readUInt16LE(end + 10)
  if (count === 0xffff || count !== bytes.readUInt16LE(end + 8) || count > limit) return undefined
  const entries: ZipEntry[] = []
  let place = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < count; i += 1) {
    if (place + 46 > end || bytes.readUInt32LE(place) !== DIRECTORY_ENTRY) return undefined
    const [nameLength, extra, comment] = [28, 30, 32].map((at) => bytes.readUInt16LE(place + at)) as
      [number, number, number]
    if (place + 46 + nameLength > end) return undefined
    const name = bytes.toString('utf8', place + 46, place + 46 + nameLength)
    const [packed, size] = [bytes.readUInt32LE(place + 20), bytes.readUInt32LE(place + 24)]
    const method = bytes.readUInt16LE(place + 10)
    const offset = bytes.readUInt32LE(place + 42)
    entries.push({
      name, packed, size,
      encrypted: (bytes.readUInt16LE(place + 8) & 1) === 1,
      escapes: /(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:|\u0000/.test(name)
        || (bytes.readUInt32LE(place + 38) >>> 16 & 0o170000) === SYMBOLIC_LINK,
      read: () => contentAt(bytes, { offset, method, packed, size }),
    })
    place += 46 + nameLength + extra + comment
  }
  return entries
}

function contentAt(
  bytes: Buffer, of: { offset: number; method: number; packed: number; size: number },
): Buffer | undefined {
  if (of.offset + 30 > bytes.length) return undefined
  const start = of.offset + 30 + bytes.readUInt16LE(of.offset + 26) + bytes.readUInt16LE(of.offset + 28)
  const packed = bytes.subarray(start, start + of.packed)
  if (packed.length !== of.packed) return undefined
  if (of.method === 0) return packed.length === of.size ? packed : undefined
  if (of.method !== 8) return undefined
  try {
    // never more than the directory says, whatever the stream would give
    const content = inflateRawSync(packed, { maxOutputLength: of.size + 1 })
    return content.length === of.size ? content : undefined
  } catch {
    return undefined
  }
}
