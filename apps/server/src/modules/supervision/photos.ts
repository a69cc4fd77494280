import { createHash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import type { Work, World } from '../../platform/work.ts'
import type { Db } from '../../platform/db/database.ts'

/** Type of a picture by its first bytes, or undefined. */
export function pictureType(bytes: Uint8Array): 'image/jpeg' | 'image/png' | 'image/webp' | undefined {
  const starts = (...signature: number[]) => signature.every((byte, i) => bytes[i] === byte)
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  const text = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  return text.startsWith('RIFF') && text.endsWith('WEBP') ? 'image/webp' : undefined
}

const LABEL = 'report-photo'

/** Keeps the pictures of a report sealed; they are evidence, and may show people. @throws Refusal `photo-type` */
export async function keepPhotos(work: Work, report: string, photos: readonly Uint8Array[]) {
  return photos.map((bytes) => {
    const type = pictureType(bytes) ?? refuse('photo-type')
    return { id: work.world.newId(), report, bytes, type }
  }).map(({ id, bytes, type }) => ({
    row: { id, report, sealed: work.world.keys.seal(LABEL, bytes) },
    facts: { id, type, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
  }))
}

export async function readPhoto(world: World, db: Db, report: string, photo: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('report_photo').where('id', '=', photo).where('report', '=', report).select('sealed')
    .executeTakeFirst()
  return row && world.keys.open(LABEL, row.sealed)
}
