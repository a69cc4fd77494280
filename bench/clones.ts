// Clone suspicion on simulated looks: precision and recall of the score at 0.1 % false alarms, beside the baseline
// "more than N looks". What is assumed of buyers and copies stands in docs/clones.md; change it there and here.
//   node scripts/run.ts bench:clones [--codes N] [--seed N] [--json FILE]
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { suspicionOf } from '../packages/codes/src/index.ts'
import type { Look, LookHistory } from '../packages/codes/src/index.ts'
import type { Figure } from './figure.ts'

const { values: options } = parseArgs({ options: {
  codes: { type: 'string', default: '40000' }, seed: { type: 'string', default: '20260301' }, json: { type: 'string' },
} })
const DAY = 86_400_000

/** Mulberry32: the same seed gives the same buyers. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
const random = randomOf(Number(options.seed))
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
function poisson(mean: number): number {
  const limit = Math.exp(-mean)
  let [count, product] = [0, random()]
  while (product > limit) { count += 1; product *= random() }
  return count
}
const exponential = (mean: number): number => -mean * Math.log(1 - random())

/** Invented cities on a grid; the first eight are where the brand is sold. */
const CITIES = Array.from({ length: 60 }, (_, i) => ({
  code: `C${i}`, latitude: 22 + (i % 8) * 2.5, longitude: 98 + Math.floor(i / 8) * 3,
}))
const MARKET = CITIES.slice(0, 8)
type City = (typeof CITIES)[number]

/** One good's life: dealers look, a household looks, sometimes a gift travels; devices may show another city. */
function lifeOf(soldIn: City, from: number, name: string): Look[] {
  const looks: Look[] = []
  const home = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, i) => `${name}-${i}`)
  const at = from + exponential(60 * DAY)
  const look = (source: string, city: City, when: number) => {
    const shown = random() < 0.03 ? pick(CITIES) : city // a proxy or a roaming card shows another city
    looks.push({ at: when, source, ...(random() < 0.85 && { city: shown }) })
  }
  for (let i = poisson(0.4); i > 0; i -= 1) look(`${name}-dealer${i}`, soldIn, from + random() * (at - from))
  for (let i = poisson(1.8); i > 0; i -= 1) look(pick(home), soldIn, at + exponential(5 * DAY))
  if (random() < 0.12) { // a gift, looked at again where it was given
    const given = pick(CITIES)
    for (let i = 1 + poisson(1); i > 0; i -= 1) look(`${name}-gift`, given, at + (1 + exponential(10)) * DAY)
  }
  if (random() < 0.01) { // shown in a shop or a live broadcast: many devices, one place
    for (let i = 5 + poisson(20); i > 0; i -= 1) look(`${name}-guest${i}`, soldIn, at + random() * DAY)
  }
  return looks
}

/** A code printed on `copies` further goods, sold wherever their maker sells. */
function copied(copies: number, from: number, name: string): Look[] {
  const places = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(CITIES))
  return Array.from({ length: copies }, (_, i) => lifeOf(pick(places), from + random() * 30 * DAY, `${name}-copy${i}`))
    .flat()
}

interface Case { readonly history: LookHistory; readonly copies: number }
function caseOf(index: number, copies: number): Case {
  const activatedAt = Math.floor(random() * 365) * DAY
  const tracedTo = pick(MARKET)
  const genuine = lifeOf(tracedTo, activatedAt + 7 * DAY, `g${index}`)
  // Some copies are of codes read in the warehouse, before the goods were activated.
  const early = copies > 0 && random() < 0.2 ? activatedAt - 60 * DAY : activatedAt + 14 * DAY
  const looks = [...genuine, ...copied(copies, early, `g${index}`)].toSorted((a, b) => a.at - b.at)
  return { copies, history: { looks, activatedAt, ...(random() < 0.7 && { tracedTo: [tracedTo.code] }) } }
}

const FALSE_ALARMS = 0.001
const SHARE_COPIED = 0.01
const count = Number(options.codes)
const genuine = Array.from({ length: count }, (_, i) => caseOf(i, 0))
const COPIES = [2, 5, 20, 100] as const

/** The lowest threshold at which at most one genuine code in a thousand is put before a person. */
function thresholdOf(scores: readonly number[]): number {
  const sorted = scores.toSorted((a, b) => b - a)
  return (sorted[Math.floor(sorted.length * FALSE_ALARMS)] ?? 0) + 1
}
const METHODS = [
  { name: 'score', of: ({ history }: Case) => suspicionOf(history).score },
  { name: 'baseline', of: ({ history }: Case) => history.looks.length },
] as const

const figures: Figure[] = []
console.log(`${count} genuine codes; ${SHARE_COPIED * 100} % of all codes copied (for precision); seed ${options.seed}`)
for (const copies of COPIES) {
  const cases = Array.from({ length: Math.max(500, count / 40) }, (_, i) => caseOf(i, copies))
  const recalls = METHODS.map(({ name, of }) => {
    const known = genuine.map(of)
    const threshold = thresholdOf(known)
    const alarms = known.filter((value) => value >= threshold).length / known.length
    const recall = cases.filter((one) => of(one) >= threshold).length / cases.length
    const found = recall * SHARE_COPIED
    const precision = found + alarms === 0 ? 0 : found / (found + alarms * (1 - SHARE_COPIED))
    console.log(`${String(copies).padStart(4)} copies  ${name.padEnd(9)} from ${String(threshold).padStart(3)}  `
      + `false alarms ${(alarms * 100).toFixed(3)} %  recall ${recall.toFixed(3)}  precision ${precision.toFixed(3)}`)
    return { name, recall, precision }
  })
  for (const { name, recall, precision } of recalls) {
    figures.push({ name: `clones-${copies}-${name}-recall`, database: 'none', value: recall, unit: 'share' },
      { name: `clones-${copies}-${name}-precision`, database: 'none', value: precision, unit: 'share' })
  }
}
if (options.json) writeFileSync(options.json, JSON.stringify(figures, null, 2))
