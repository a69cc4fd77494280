import { normaliseIdentifier, parseNumber } from '@tianfu/identifiers'
import { patternExpression } from '@tianfu/scheme'
import type { View } from '../../platform/work.ts'
import { certificateFacts, publicLicence } from '../licences/index.ts'
import { item, readAsked } from './asked.ts'
import type { Asked, Problem } from './asked.ts'
import { certificateAnswer } from './certificates.ts'
import { keptCount, readCount, readCounts } from './counts.ts'
import type { Count, CountedItem } from './counts.ts'
import { answerOf, judgedFrom } from './judged.ts'
import type { Judged, VerdictAnswer } from './judged.ts'
import { heldSerial, readSerial } from './keys.ts'
import { itemRow } from './register.ts'
import type { ItemRow } from './register.ts'
import { recorderOf } from './scans.ts'
import type { Device } from './scans.ts'

/** Where and on what a code was looked at; without it the look is not recorded as a scan. */
export interface Look { readonly device: Device; readonly place: string | null }

interface Found { answer: VerdictAnswer; item?: CountedItem }

/**
 * The verdict on an item or a number, now (design §5). A forged code is refused without a database once the key of its
 * GTIN is in memory. With a `look` it is recorded as a scan, and `scans` counts it.
 */
export async function verdictOf(view: View, asked: Asked | { text: string }, look?: Look): Promise<VerdictAnswer> {
  const [text, reading] = 'text' in asked ? [asked.text, readAsked(asked.text)]
    : 'gtin' in asked ? [`${asked.gtin}.${asked.serial}`, item(asked.gtin, asked.serial, asked.lot)]
      : [asked.number, { ok: true as const, asked }]
  const found = reading.ok ? await judged(view, reading.asked) : malformed(view, text, reading.problem)
  // Looking up a certificate or a licence is no scan of an item.
  const isScan = !(reading.ok && 'number' in reading.asked)
  const { answer, item: counts } = found
  const count = look && isScan ? await scanned(view, { ...answer, item: counts }, look) : await counted(view, counts)
  return { ...answer, ...count }
}

/** The verdict on an item with the count of its looks; none where it is not authentic or was never looked at. */
export interface Told extends Judged { readonly count: Count | undefined }

/**
 * The verdict on an item, at once where everything is held in memory and nothing is recorded, later otherwise. `asked`
 * has the form that is printed in codes.
 */
export function verdictNow(
  view: View, asked: { gtin: string; serial: string }, look: Look | undefined,
): Told | Promise<Told> {
  const read = heldSerial(view.world, asked.gtin, asked.serial)
  if (!read) {
    return judgedItem(view, asked).then(async (found) => ({ ...found, count: await countOf(view, found, look) }))
  }
  const told = (row: ItemRow | undefined): Told | Promise<Told> => {
    const found = judgedFrom(view.at.today, asked, read, row)
    const { code, gtin, shown, item: counts } = found
    const now = look ? undefined : countedNow(view, counts)
    if (now) return { code, gtin, shown, count: now.count }
    return countOf(view, found, look).then((count) => ({ code, gtin, shown, count }))
  }
  const row = read.verdict === 'read' ? itemRow(view, asked.gtin, read.keyId, read.counter) : undefined
  return row instanceof Promise ? row.then(told) : told(row)
}

const countOf = (view: View, { shown: { verdict }, gtin, item: counts }: Judged, look: Look | undefined) =>
  (look ? scanned(view, { verdict, gtin, item: counts }, look) : counted(view, counts))

const malformed = (view: View, code: string, problem: Problem): Found =>
  ({ answer: { verdict: 'malformed', code: code.slice(0, 200), problem, asOf: view.at.official } })

async function judged(view: View, asked: Asked): Promise<Found> {
  if ('number' in asked) return judgedNumber(view, asked.number)
  const found = await judgedItem(view, asked)
  return { answer: answerOf(found, view.at.official), ...(found.item && { item: found.item }) }
}

async function judgedItem(view: View, asked: { gtin: string; serial: string }): Promise<Judged> {
  const read = await readSerial(view.world, view.db, asked.gtin, asked.serial)
  const row = read.verdict === 'read' ? await itemRow(view, asked.gtin, read.keyId, read.counter) : undefined
  return judgedFrom(view.at.today, asked, read, row)
}

async function judgedNumber(view: View, number: string): Promise<Found> {
  const base = { code: number, asOf: view.at.official }
  const facts = await certificateFacts(view.db, number, view.at.today)
  if (facts) return {
    answer: { verdict: facts.status, kind: 'certificate', ...base, certificate: await certificateAnswer(view, facts) },
  }
  const plain = normaliseIdentifier(number)
  const licence = await publicLicence(view, plain)
  if (licence) {
    const standing = await certificateFacts(view.db, licence.certificate, view.at.today)
    return { answer: {
      verdict: licence.status === 'none' ? 'unknown' : licence.status, kind: 'licence', ...base,
      licence: {
        number: licence.number, status: licence.status, ...(licence.validUntil && { validUntil: licence.validUntil }),
      },
      ...(standing && { certificate: await certificateAnswer(view, standing) }),
    } }
  }
  // Not known to us. Where it has the form of one of our numbers, a wrong check character tells a slip of the pen.
  const ours = [view.edition.numbering.register, view.edition.numbering.licence]
    .some(({ pattern }) => pattern.endsWith('{check}') && patternExpression(pattern).test(plain))
  const parsed = parseNumber(plain)
  return ours && !parsed.ok ? malformed(view, number, parsed) : { answer: { verdict: 'unknown', ...base } }
}

/** Records a look as a scan; the count of the item with it. */
async function scanned(
  view: View, { verdict, gtin, item: counts }: { verdict: string; gtin?: string; item: CountedItem | undefined },
  look: Look,
): Promise<Count | undefined> {
  const scan = recorderOf(view.world).record({
    at: view.at.official, gtin: gtin ?? null, keyId: counts?.keyId ?? null, counter: counts?.counter ?? null,
    outcome: verdict, place: look.place, device: look.device,
  })
  const count = await scan.count
  if (count || !counts) return count
  // The answer did not wait for the commit: what was counted before, and this look; unless the commit came meanwhile,
  // for then the look is in what was counted.
  const before = (keptCount(view.world, counts) ?? { count: await countIn(view, counts) }).count
  return scan.landed() ?? { firstScan: before?.firstScan ?? view.at.official, scans: (before?.scans ?? 0) + 1 }
}

/** A look that is no scan is told the count; scans of another process may be missing for five seconds. */
async function counted(view: View, counts: CountedItem | undefined): Promise<Count | undefined> {
  return (countedNow(view, counts) ?? { count: counts && await countIn(view, counts) }).count
}

/** The same where nothing needs to be asked. */
const countedNow = ({ world }: View, counts: CountedItem | undefined): { count: Count | undefined } | undefined =>
  (counts ? keptCount(world, counts) : { count: undefined })

// Inside a transaction nothing outside it is waited for: it may hold the only connection.
const countIn = async ({ db, world }: View, counts: CountedItem): Promise<Count | undefined> =>
  db === world.db ? readCount(world, counts) : (await readCounts(db, [counts])).values().next().value
