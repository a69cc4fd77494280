import { createHash } from 'node:crypto'
import { setImmediate as otherWork } from 'node:timers/promises'
import { pages as contract, refuse } from '@tianfu/contract'
import { parseCreditCode } from '@tianfu/identifiers'
import type { Static } from 'typebox'
import { certificatesById, certificatesByNumber, standing } from '../modules/certification/index.ts'
import type { Certificate } from '../modules/certification/index.ts'
import { readAsked, verdictOf } from '../modules/codes/index.ts'
import { publicLicence } from '../modules/licences/index.ts'
import { entriesByNames, entriesByNumbers, indexedNumber } from '../platform/search-many.ts'
import type { EntryFound } from '../platform/search-many.ts'
import type { View, World } from '../platform/work.ts'
import { batchCsv } from './batch-file.ts'
import { KNOWN_NOT_PUBLIC, NO_SUCH_NUMBER, isOnPaper, slipIn } from './not-found.ts'
import { candidates } from './numbers.ts'
import { receiptOf, registerKnown } from './receipt.ts'
import { addressOf, looksLikeNumber, ownNumber } from './search-routes.ts'

export type BatchLine = Static<typeof contract.BatchLine>
export type BatchAnswer = Static<typeof contract.BatchAnswer>
type Found = BatchLine['found'][number]

/** Lines asked of the database in one question; between two of them others have their turn. */
const AT_ONCE = 100
/** Entries shown for a line. */
const SHOWN = 5
/** Lists that one process verifies at a time. */
const MOST_LISTS = 2
const working = new WeakMap<World, number>()

/**
 * How each line of a list stands today, with one receipt over the whole. A line may be an item code, any number that
 * the register has, a credit code, or a name. Looking up a list is no scan of an item.
 *
 * @throws Refusal `list-empty`, `list-too-many`, `list-busy`
 */
export async function verifyList(view: View, list: readonly string[]): Promise<BatchAnswer> {
  const items = list.map((line) => line.trim()).filter((line) => line !== '')
  if (items.length === 0) refuse('list-empty')
  if (items.length > contract.MOST_AT_ONCE) {
    refuse('list-too-many', { count: items.length, limit: contract.MOST_AT_ONCE })
  }
  const busy = working.get(view.world) ?? 0
  if (busy >= MOST_LISTS) refuse('list-busy', { seconds: 10 })
  working.set(view.world, busy + 1)
  try {
    const lines: BatchLine[] = []
    for (let at = 0; at < items.length; at += AT_ONCE) {
      lines.push(...await verified(view, items.slice(at, at + AT_ONCE)))
      await otherWork()
    }
    return await answered(view, lines)
  } finally {
    working.set(view.world, (working.get(view.world) ?? 1) - 1)
  }
}

async function answered(view: View, items: BatchLine[]): Promise<BatchAnswer> {
  const answer = {
    items,
    counts: {
      asked: items.length, found: items.filter(({ found }) => found.length > 0).length,
      valid: items.filter(({ found }) => found.some(({ status }) => status === 'valid')).length,
      notFound: items.filter(({ found }) => found.length === 0).length,
    },
    day: view.at.today, asOf: view.at.official, register: await registerKnown(view),
    csvSha256: createHash('sha256').update(batchCsv(items, view.world.origin)).digest('hex'),
  }
  const receipt = await receiptOf(view, `${view.world.origin}/verify/batch`, view.at.today, 'batch', answer)
  return { ...answer, receipt }
}

async function verified(view: View, items: readonly string[]): Promise<BatchLine[]> {
  const lines = new Map<string, BatchLine>()
  const rest: string[] = []
  for (const asked of new Set(items)) {
    const reading = readAsked(asked)
    if (reading.ok && 'gtin' in reading.asked) lines.set(asked, await itemLine(view, asked))
    else rest.push(asked)
  }
  for (const [asked, line] of await certificateLines(view, rest)) lines.set(asked, line)
  const others = rest.filter((asked) => !lines.has(asked))
  for (const [asked, line] of await numberLines(view, others)) lines.set(asked, line)
  const names = rest.filter((asked) => !lines.has(asked))
  for (const [asked, line] of await nameLines(view, names)) lines.set(asked, line)
  return items.map((asked) => lines.get(asked) ?? { asked, found: [], nothing: NO_SUCH_NUMBER })
}

/** An item code: read in memory, where it is known. */
async function itemLine(view: View, asked: string): Promise<BatchLine> {
  const { verdict, code, product, problem, certificate } = await verdictOf(view, { text: asked })
  if (verdict === 'malformed') {
    return { asked, found: [], nothing: { why: problem && /check/.test(problem.rule) ? 'check-digit' : 'bad-form',
      zh: problem?.zh ?? '', en: problem?.en ?? '' } }
  }
  if (verdict === 'unknown') return { asked, found: [], nothing: NO_SUCH_NUMBER }
  return { asked, found: [{ kind: 'item', number: code, title: product?.name ?? { zh: '标识码', en: 'Item code' },
    status: verdict, link: `/v/${code}`, ...(certificate && { validUntil: certificate.validUntil }) }] }
}

/** Lines that are numbers of certificates, by the register itself. */
async function certificateLines(view: View, items: readonly string[]): Promise<Map<string, BatchLine>> {
  const meant = new Map(items.map((asked) => [asked, candidates(plainNumber(asked))]))
  const byNumber = new Map<string, Certificate>()
  for (const { state } of await certificatesByNumber(view.db, [...meant.values()].flat())) {
    for (const number of [state.nationalNumber, state.bodyNumber, state.registerNumber]) {
      if (number !== null) byNumber.set(number, state)
    }
  }
  return new Map(items.flatMap((asked) => {
    const number = meant.get(asked)?.find((one) => byNumber.has(one))
    const state = number === undefined ? undefined : byNumber.get(number)
    return state ? [[asked, { asked, found: [certificateFound(view, state)] }] as const] : []
  }))
}

const certificateFound = (view: View, of: Certificate): Found => ({
  kind: 'certificate', number: of.registerNumber, title: { zh: `${of.products[0]?.name.zh ?? ''}（${of.holderName}）` },
  status: standing(of, view.at.today), validUntil: of.validUntil, link: `/c/${of.registerNumber}`,
})

/** Lines that are other numbers; a line that may be a name is left out where no number fits. */
async function numberLines(view: View, items: readonly string[]): Promise<Map<string, BatchLine>> {
  const meant = new Map(items.map((asked) => [asked, [...new Set(candidates(plainNumber(asked)).map(indexedNumber))]]))
  const all = [...new Set([...meant.values()].flat())]
  const byNumber = Map.groupBy(await entriesByNumbers(view.db, all, SHOWN + 1), ({ asked }) => asked)
  const missing = items.filter((asked) => !meant.get(asked)?.some((number) => byNumber.has(number)))
  const hidden = Map.groupBy(await entriesByNumbers(view.db,
    [...new Set(missing.flatMap((asked) => meant.get(asked) ?? []))], SHOWN, true), ({ asked }) => asked)
  const shown = await standings(view, [...byNumber.values()].flat())
  const lines = new Map<string, BatchLine>()
  for (const asked of items) {
    const numbers = meant.get(asked) ?? []
    const [entries] = numbers.flatMap((number) => byNumber.get(number) ? [byNumber.get(number) ?? []] : [])
    const found = entries && shown(entries.slice(0, SHOWN))
    if (found && found.length > 0) {
      lines.set(asked, { asked, found, ...(entries.length > SHOWN && { more: true }) })
      continue
    }
    const known = numbers.flatMap((number) => hidden.get(number) ?? []).filter(({ kind }) => isOnPaper(kind))
    const licence = known.some(({ kind }) => kind === 'licence') && await announcedNot(view, asked)
    if (licence) lines.set(asked, { asked, found: [licence] })
    else if (known.length > 0) lines.set(asked, { asked, found: [], nothing: KNOWN_NOT_PUBLIC })
    else if (looksLikeNumber(asked)) lines.set(asked, { asked, found: [], nothing: whyNoNumber(view, asked) })
  }
  return lines
}

/** The last part of an address that was pasted instead of a number. */
const plainNumber = (asked: string): string => {
  const reading = readAsked(asked)
  return reading.ok && 'number' in reading.asked ? reading.asked.number : asked
}

function whyNoNumber(view: View, asked: string): NonNullable<BatchLine['nothing']> {
  if (parseCreditCode(plainNumber(asked)).ok) {
    return { why: 'nothing-held', zh: '这是统一社会信用代码；登记簿中没有这家单位的证书、许可或申明。',
      en: 'A credit code; the register has no certificate, licence or declaration of this organisation.' }
  }
  return slipIn(view.edition, asked) ?? NO_SUCH_NUMBER
}

/** A licence in force whose announcement is still to come: its number is verified like any other. */
async function announcedNot(view: View, asked: string): Promise<Found | undefined> {
  for (const number of candidates(plainNumber(asked))) {
    const licence = await publicLicence(view, number)
    if (licence) return licenceFound(licence)
  }
  return undefined
}

const licenceFound = (
  { number, holder, status, validUntil }: NonNullable<Awaited<ReturnType<typeof publicLicence>>>,
): Found => ({ kind: 'licence', number, title: holder.name, status, link: `/v/${number}`,
  ...(validUntil && { validUntil }) })

/** Lines that are names: of a holder, a product, a brand, a body. */
async function nameLines(view: View, names: readonly string[]): Promise<Map<string, BatchLine>> {
  const byName = Map.groupBy(await entriesByNames(view.db, names, SHOWN + 1), ({ asked }) => asked)
  const shown = await standings(view, [...byName.values()].flat().filter(({ exact }) => exact))
  return new Map(names.map((asked) => {
    const entries = byName.get(asked) ?? []
    const found = shown(entries.filter(({ exact }) => exact).slice(0, SHOWN))
    if (found.length > 0) {
      return [asked, { asked, found, ...(entries.every(({ exact }) => exact) && entries.length > SHOWN
        && { more: true }) }]
    }
    return [asked, { asked, found: [], nothing: entries.length > 0
      ? { why: 'only-similar' as const, zh: '没有与此完全相同的名称，只有相近的；请核对全称。',
        en: 'No entry has exactly this name, only similar ones: compare the full name.',
        similar: entries.slice(0, 3).map(({ title }) => title) }
      : { why: 'no-such-name' as const, zh: '登记簿中没有这个名称。', en: 'The register has no such name.' } }]
  }))
}

/** How the entries stand today; those without a public page are left out. */
async function standings(view: View, entries: readonly EntryFound[]): Promise<(of: readonly EntryFound[]) => Found[]> {
  const certificates = new Map((await certificatesById(view.db,
    entries.filter(({ kind }) => kind === 'certificate').map(({ id }) => id))).map((one) => [one.id, one.state]))
  const licences = new Map<string, Found>()
  for (const { id, kind, numbers } of entries) {
    if (kind !== 'licence' || licences.has(id)) continue
    const licence = await publicLicence(view, ownNumber(kind, numbers))
    if (licence) licences.set(id, licenceFound(licence))
  }
  return (of) => of.flatMap(({ kind, id, title, numbers }): Found[] => {
    const certificate = certificates.get(id)
    if (certificate) return [certificateFound(view, certificate)]
    const licence = licences.get(id)
    if (licence) return [licence]
    const link = addressOf(kind, numbers, title)
    return link ? [{ kind, number: ownNumber(kind, numbers), title, link }] : []
  })
}
