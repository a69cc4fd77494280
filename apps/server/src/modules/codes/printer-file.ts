import { Readable } from 'node:stream'
import { setImmediate as otherWork } from 'node:timers/promises'
import { itemLink } from '@tianfu/codes'
import { refuse } from '@tianfu/contract'
import type { View } from '../../platform/work.ts'
import type { CodeBatch } from './domain.ts'
import { serialMaker } from './queries.ts'

const LINES_AT_ONCE = 500

/**
 * The printer's file: UTF-8 with a byte order mark (spreadsheets ask for it), one line for each item, in the order of
 * their places. Made as it is read: memory does not grow with the batch, and other requests are served between lines.
 *
 * @param range places, both included; the whole batch when absent
 * @throws Refusal `range-outside`
 */
export async function printerFile(
  view: View, batch: CodeBatch, range: { from?: number; to?: number },
): Promise<Readable> {
  const from = range.from ?? 1
  const to = range.to ?? batch.quantity
  if (from > to || to > batch.quantity) refuse('range-outside', { last: batch.quantity })
  const serialAt = await serialMaker(view, batch)
  async function* lines() {
    yield '\ufeffserial,digitalLink\r\n'
    for (let place = from; place <= to;) {
      let text = ''
      for (const end = Math.min(to, place + LINES_AT_ONCE - 1); place <= end; place++) {
        const serial = serialAt(place)
        text += `${serial},${itemLink(view.world.origin, { gtin: batch.gtin, serial })}\r\n`
      }
      yield text
      await otherWork()
    }
  }
  return Readable.from(lines())
}
