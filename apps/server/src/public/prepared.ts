import type { Told } from '../modules/codes/index.ts'
import { answerOf } from '../modules/codes/index.ts'
import type { PublicStages } from '../modules/trace/index.ts'
import type { View } from '../platform/work.ts'
import type { Lang } from './language.ts'
import { framed, minute } from './layout.ts'
import { verdictPage } from './verdict-page.ts'

/**
 * Answers on items put together from parts that were made once for all items that show the same (design §7). What
 * differs from one answer to the next (code, moment, count) is written between the parts; everything else belongs to
 * the `Shown` that they are kept beside, which an act on anything it rests on replaces, and to the day.
 *
 * Texts are held as their UTF-8 bytes, a character for each: so they are joined and sent without being encoded again,
 * and their length is the length of the body.
 */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')

const HOLES = ['gtin', 'serial', 'asOf', 'firstScan', 'scans'] as const
type Filling = Record<(typeof HOLES)[number], string>

/** Parts, and between each two the name of what stands there. */
interface Page { readonly parts: readonly string[]; readonly holes: readonly (keyof Filling)[] }

interface Data { readonly head: string; readonly rest: string }

interface Prepared { data?: Data; readonly pages: Map<string, Page | undefined> }

/** Of how much that is shown the parts are kept: two generations, so that what is asked for stays. */
const GENERATION = 1_000
type Generation = Map<Told['shown'], Prepared>

/** Parts of answers, kept for one installation. */
export function preparedAnswers() {
  let [young, old]: [Generation, Generation] = [new Map(), new Map()]
  const beside = (shown: Told['shown']): Prepared => {
    const known = young.get(shown)
    if (known) return known
    const kept = old.get(shown) ?? { pages: new Map() }
    if (young.size >= GENERATION) [young, old] = [new Map(), young]
    young.set(shown, kept)
    return kept
  }
  let now = { moment: '', minute: '' }
  const minuteOf = (moment: string): string => {
    const upTo = moment.slice(0, 16)
    if (now.moment !== upTo) now = { moment: upTo, minute: minute(moment) }
    return now.minute
  }
  return {
    /** The answer as JSON, byte for byte as `JSON.stringify` writes it. */
    data(view: View, { shown, code, gtin, count }: Told): string {
      const kept = beside(shown)
      const { head, rest } = kept.data ??= dataOf(shown)
      return `${head}${code}","gtin":"${gtin}","asOf":"${view.at.official}"${rest}${
        count ? `,"firstScan":"${count.firstScan}","scans":${count.scans}` : ''}}`
    },
    /** The answer as a page, byte for byte as it is rendered. */
    page(view: View, lang: Lang, told: Told, stages: PublicStages): string {
      const { shown, code, gtin, count } = told
      const { pages } = beside(shown)
      const { today, moved, official } = view.at
      const key = `${lang}${count ? '+' : '-'}${today}${moved ? '!' : ''}${stages.key}`
      if (!pages.has(key)) {
        // What was made for another day is not asked for again.
        if (pages.size >= 8) pages.clear()
        pages.set(key, pageOf(view, lang, told, stages))
      }
      const page = pages.get(key)
      if (!page) return bytesOf(rendered(view, lang, told, stages))
      const filling: Filling = {
        gtin, serial: code.slice(15), asOf: minuteOf(official),
        firstScan: count ? minute(count.firstScan) : '', scans: count ? String(count.scans) : '',
      }
      const { parts, holes } = page
      let text = parts[0] ?? ''
      for (let i = 0; i < holes.length; i++) text += filling[holes[i] ?? 'gtin'] + (parts[i + 1] ?? '')
      return text
    },
  }
}

function dataOf({ verdict, kind, ...shown }: Told['shown']): Data {
  const rest = JSON.stringify(shown).slice(1, -1)
  return {
    head: `{"verdict":"${verdict}",${kind ? `"kind":"${kind}",` : ''}"code":"`,
    rest: rest === '' ? '' : bytesOf(`,${rest}`),
  }
}

// Two sets of values that differ in every place. Serials hold no I, L, O or U, GTINs no letters, moments lie in our
// time: a page that holds one of these for another reason holds only one of each pair, and is not taken apart.
const STAND_INS: readonly [Filling, Filling] = [
  { gtin: 'IIIILLLLOOOOUU', serial: 'ILOUILOUILOUILOUILOU', asOf: '1711-01-01T01:01:00.000Z',
    firstScan: '1733-03-03T03:03:00.000Z', scans: '717171717171' },
  { gtin: 'LLLLOOOOUUUUII', serial: 'LOUILOUILOUILOUILOUI', asOf: '1822-02-02T12:12:00.000Z',
    firstScan: '1844-04-04T14:14:00.000Z', scans: '828282828282' },
]

/**
 * The page with stand-ins for what differs, taken apart at them; undefined unless both sets of them give the same
 * parts.
 */
function pageOf(view: View, lang: Lang, { shown, count }: Told, stages: PublicStages): Page | undefined {
  const [one, other] = STAND_INS.map((values) => {
    const { gtin, serial, asOf, firstScan, scans } = values
    const text = rendered({ ...view, at: { ...view.at, official: asOf as View['at']['official'] } }, lang, {
      code: `${gtin}.${serial}`, gtin, shown, count: count && { firstScan, scans: Number(scans) },
    }, stages)
    return takenApart(text, { ...values, asOf: minute(asOf), firstScan: minute(firstScan) })
  })
  return JSON.stringify(one) === JSON.stringify(other) ? one : undefined
}

function rendered(view: View, lang: Lang, told: Told, { stages }: PublicStages): string {
  const reader = { lang, big: false, path: `/01/${told.gtin}/21/${told.code.slice(15)}` }
  const answer = { ...answerOf(told, view.at.official), ...told.count }
  return framed(view, reader, verdictPage(view, reader, answer, stages)).text
}

function takenApart(text: string, values: Filling): Page {
  const pieces = text.split(new RegExp(`(${HOLES.map((name) => values[name]).join('|')})`))
  const named = new Map(HOLES.map((name) => [values[name], name]))
  return {
    parts: pieces.filter((_, i) => i % 2 === 0).map(bytesOf),
    holes: pieces.filter((_, i) => i % 2 === 1).map((value) => named.get(value) ?? 'gtin'),
  }
}
