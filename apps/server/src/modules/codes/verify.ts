import type { codes as contract } from '@tianfu/contract'
import { normaliseIdentifier, parseNumber } from '@tianfu/identifiers'
import type { LocalDate } from '@tianfu/kernel'
import { patternExpression } from '@tianfu/scheme'
import type { Static } from 'typebox'
import type { View } from '../../platform/work.ts'
import { standingOn } from '../certification/index.ts'
import { certificateFacts, factsOn, licenceStanding, publicLicence } from '../licences/index.ts'
import { item, readAsked } from './asked.ts'
import type { Asked, Problem } from './asked.ts'
import { certificateAnswer, certificateShown } from './certificates.ts'
import { heldSerial, readSerial } from './keys.ts'
import type { SerialRead } from './keys.ts'
import { keptCount, readCount, readCounts } from './counts.ts'
import type { Count, CountedItem } from './counts.ts'
import { itemRow } from './register.ts'
import type { ItemRow } from './register.ts'
import { recorderOf } from './scans.ts'
import type { Device } from './scans.ts'
import { verdictOn } from './verdict.ts'

export type VerdictAnswer = Static<typeof contract.VerdictAnswer>

/** Where and on what a code was looked at; without it the look is not recorded as a scan. */
export interface Look { readonly device: Device; readonly place: string | null }

interface Found { answer: VerdictAnswer; keyId?: string; counter?: number }

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
  return look && isScan ? recorded(view, found, look) : counted(view, found)
}

/**
 * The verdict on an item as the text of its JSON: at once where everything is held in memory and nothing is recorded,
 * later otherwise. `asked` has the form that is printed in codes.
 */
export function verdictText(
  view: View, asked: { gtin: string; serial: string }, look: Look | undefined,
): string | Promise<string> {
  const read = heldSerial(view.world, asked.gtin, asked.serial)
  if (!read) return verdictOf(view, asked, look).then((answer) => JSON.stringify(answer))
  const told = (row: ItemRow | undefined): string | Promise<string> => {
    const found = judgedFrom(view, asked, read, row)
    const now = look ? undefined : countedNow(view, found)
    if (now) return JSON.stringify(now)
    return (look ? recorded(view, found, look) : counted(view, found)).then((answer) => JSON.stringify(answer))
  }
  const row = read.verdict === 'read' ? itemRow(view, asked.gtin, read.keyId, read.counter) : undefined
  return row instanceof Promise ? row.then(told) : told(row)
}

const malformed = (view: View, code: string, problem: Problem): Found =>
  ({ answer: { verdict: 'malformed', code: code.slice(0, 200), problem, asOf: view.at.official } })

const judged = (view: View, asked: Asked): Promise<Found> =>
  'gtin' in asked ? judgedItem(view, asked) : judgedNumber(view, asked.number)

async function judgedItem(view: View, { gtin, serial }: { gtin: string; serial: string }): Promise<Found> {
  const read = await readSerial(view.world, view.db, gtin, serial)
  const row = read.verdict === 'read' ? await itemRow(view, gtin, read.keyId, read.counter) : undefined
  return judgedFrom(view, { gtin, serial }, read, row)
}

/** The verdict on what was read, with the batch that has its counter: nothing is asked any more. */
function judgedFrom(
  view: View, { gtin, serial }: { gtin: string; serial: string }, read: SerialRead, row: ItemRow | undefined,
): Found {
  const base = { code: `${gtin}.${serial}`, gtin, asOf: view.at.official }
  if (read.verdict !== 'read') return { answer: { verdict: read.verdict, ...base } }
  const { keyId, counter } = read
  // Authentic by its tag, yet of no batch: the counter was never given out.
  if (!row || counter >= row.batch.first + row.batch.quantity) return { answer: { verdict: 'unknown', ...base } }
  const { verdict, ...shown } = shownOf(row, counter, view.at.today)
  return { keyId, counter, answer: { verdict, kind: 'item', ...base, ...shown } }
}

/** What an item of a batch shows on a day beside its code and its count. */
function shownOf(row: ItemRow, counter: number, today: LocalDate) {
  const { batch, licence, product } = row
  const facts = factsOn(row.certificate_id, row.certificate, today)
  const standing = licenceStanding(licence, facts.status, today)
  const { verdict, activation } = verdictOn(batch, counter - batch.first + 1, {
    certificate: facts.status, licence: standing,
  })
  const then = activation && standingOn(row.certificate, activation.producedOn)
  return {
    // A key that was withdrawn because it leaked proves nothing any more: its codes are void.
    verdict: row.revoked_on !== null ? 'void' as const : verdict,
    product: { name: product.name, models: [...product.models], unit: product.unit.zh },
    certificate: certificateShown(facts, { uscc: row.uscc, name: row.holder }, row.body),
    licence: {
      number: licence.number ?? '', status: standing,
      ...(licence.validUntil !== null && { validUntil: licence.validUntil }),
    },
    ...(activation && {
      production: { lot: activation.lot, on: activation.producedOn, ...(then && { certificateThen: then }) },
    }),
  }
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

async function recorded(view: View, found: Found, look: Look): Promise<VerdictAnswer> {
  const { answer, keyId, counter } = found
  const scan = recorderOf(view.world).record({
    at: view.at.official, gtin: answer.gtin ?? null, keyId: keyId ?? null, counter: counter ?? null,
    outcome: answer.verdict,
    place: look.place, device: look.device,
  })
  const count = await scan.count
  if (count) return { ...answer, ...count }
  // The answer did not wait for the commit: what was counted before, and this look; unless the commit came meanwhile,
  // for then the look is in what was counted.
  const item = itemOf(found)
  const before = item && (keptCount(view.world, item) ?? { count: await countIn(view, item) }).count
  const landed = scan.landed()
  if (landed) return { ...answer, ...landed }
  return item === undefined ? answer : {
    ...answer, firstScan: before?.firstScan ?? view.at.official, scans: (before?.scans ?? 0) + 1,
  }
}

/** A look that is no scan is told the count; scans of another process may be missing for five seconds. */
async function counted(view: View, found: Found): Promise<VerdictAnswer> {
  const item = itemOf(found)
  return countedNow(view, found) ?? { ...found.answer, ...item && await countIn(view, item) }
}

/** The same where nothing needs to be asked. */
function countedNow({ world }: View, found: Found): VerdictAnswer | undefined {
  const item = itemOf(found)
  const kept = item && keptCount(world, item)
  return kept ? { ...found.answer, ...kept.count } : item ? undefined : found.answer
}

const itemOf = ({ answer: { gtin }, keyId, counter }: Found): CountedItem | undefined =>
  gtin !== undefined && keyId !== undefined && counter !== undefined ? { gtin, keyId, counter } : undefined

// Inside a transaction nothing outside it is waited for: it may hold the only connection.
const countIn = async ({ db, world }: View, item: CountedItem): Promise<Count | undefined> =>
  db === world.db ? readCount(world, item) : (await readCounts(db, [item])).values().next().value
