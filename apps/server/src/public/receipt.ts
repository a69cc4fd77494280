import { createHash } from 'node:crypto'
import { canonicalJson } from '@tianfu/kernel'
import type { Json } from '@tianfu/kernel'
import { latestCheckpoint } from '../platform/log.ts'
import type { View } from '../platform/work.ts'
import { platformDid, signReceipt } from './platform-keys.ts'

/**
 * A signed answer to "how did it stand on that day, as known now": the day, the answer's hash (SHA-256 of its RFC 8785
 * form), when it was asked, and the latest checkpoint of the log, which a later one must extend.
 */
export async function receiptOf(view: View, subject: string, day: string, status: string, answer: unknown) {
  const checkpoint = await latestCheckpoint(view.db)
  const askedAt = new Date(view.at.system).toISOString()
  const shown = checkpoint ? { size: Number(checkpoint.size), note: checkpoint.note,
    signedAt: new Date(checkpoint.signed_at).toISOString() } : null
  const plain = JSON.parse(JSON.stringify(answer ?? null)) as Json
  const token = signReceipt(view.world, {
    iss: platformDid(view.world), iat: Math.floor(Date.parse(askedAt) / 1000), sub: subject, day, status,
      official: view.at.official,
    ...(view.at.moved && { demonstrationClockMoved: true }),
    answerSha256: createHash('sha256').update(canonicalJson(plain)).digest('hex'),
    checkpoint: shown && { size: shown.size, note: shown.note },
  })
  return { token, day, askedAt, checkpoint: shown }
}
