import { createHash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import { isDecodable, typeOf } from '../../platform/file-type.ts'
import type { Work, World } from '../../platform/work.ts'
import type { Db } from '../../platform/db/database.ts'

const LABEL = 'report-photo'

/**
 * Keeps the pictures of a report sealed; they are evidence, and may show people.
 * @throws Refusal `photo-type`, `picture-too-large`
 */
export async function keepPhotos(work: Work, report: string, photos: readonly Uint8Array[]) {
  return photos.map((bytes) => {
    const type = typeOf(bytes)
    if (!type.startsWith('image/')) refuse('photo-type')
    if (!isDecodable(bytes, type)) refuse('picture-too-large')
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
