// F09: events that come twice, late and in whatever order tell the same story as those that come once, in order.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { as } from '../../../../../test/licence.ts'
import { usccOf } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let maker: Person
let gtin: string
before(async () => {
  of = await testWorld()
  maker = await as(of, 'enterprise-agent')
  ;({ gtin } = await of.world.db.selectFrom('product')
    .innerJoin('organisation', 'organisation.id', 'product.organisation')
    .where('organisation.uscc', '=', usccOf('enterprise-baijiu')).where('gtin', 'is not', null)
    .select('gtin').$castTo<{ gtin: string }>().executeTakeFirstOrThrow())
})
after(() => of.close())

/** Mulberry32: numbers from 0 up to 1, the same for a seed. */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const STEPS = ['inspecting', 'storing', 'packing', 'loading', 'transporting']
const lotOf = (name: string) => `https://id.gs1.org/01/${gtin}/10/${name}`
const NOW = Date.parse('2026-03-02T01:00:00Z')
const WEEK_MS = 7 * 86_400_000

/** The story of a lot: made out of another, moved about, mixed into a third; all within the week before now. */
function story(name: string, seed: number): object[] {
  const chance = chances(seed)
  const moments = Array.from({ length: 24 }, () => NOW - Math.floor(chance() * WEEK_MS)).sort((a, b) => a - b)
  return moments.map((moment, i) => {
    const when = { eventTime: new Date(moment).toISOString(), eventTimeZoneOffset: '+08:00' }
    if (i % 8 !== 0) {
      return { ...when, type: 'ObjectEvent', action: 'OBSERVE', bizStep: STEPS[Math.floor(chance() * STEPS.length)],
        quantityList: [{ epcClass: lotOf(name), quantity: 1 + i, uom: 'KGM' }] }
    }
    const [from, to] = i === 0 ? [`${name}-in`, name] : [name, `${name}-out${i}`]
    return { ...when, type: 'TransformationEvent', bizStep: 'commissioning',
      inputQuantityList: [{ epcClass: lotOf(from), quantity: 100, uom: 'KGM' }],
      outputQuantityList: [{ epcClass: lotOf(to), quantity: 90 - i, uom: 'KGM' }] }
  })
}

/** Shuffled, every third sent again, in documents of one to four. */
function delivered(events: readonly object[], seed: number): object[][] {
  const chance = chances(seed + 1000)
  const all = [...events, ...events.filter(() => chance() < 0.3)]
    .map((event) => [chance(), event] as const).sort(([a], [b]) => a - b).map(([, event]) => event)
  const documents: object[][] = []
  while (all.length > 0) documents.push(all.splice(0, 1 + Math.floor(chance() * 4)))
  return documents
}

/** How many events were new. */
async function capture(eventList: readonly object[]): Promise<number> {
  const { status, headers } = await maker.post('/epcis/capture', {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'], type: 'EPCISDocument',
    schemaVersion: '2.0', creationDate: '2026-03-02T00:00:00Z', epcisBody: { eventList },
  })
  assert.equal(status, 202)
  return (await maker.get(String(headers.location))).body.counts.captured
}

/** What a lot's page tells, without its own name and without the marks of how it was told. */
async function told(name: string): Promise<unknown> {
  const { status, body } = await maker.get(`/api/v1/trace-lots/${gtin}.${name}`)
  assert.equal(status, 200)
  const { history, from, into, holders, yields, cut } = body
  assert.ok(history.length >= 20)
  return JSON.parse(JSON.stringify({
    history: history.map(({ marks: _marks, ...step }: { marks: string[] }) => step), holders, yields, cut,
    from, into: into.toSorted((a: { lot?: string }, b: { lot?: string }) => String(a.lot).localeCompare(String(b.lot))),
  }).replaceAll(name, 'LOT'))
}

for (const seed of [1, 2, 3, 4, 5]) {
  test(`events that come twice, late and in any order tell what happened (F09, seed ${seed})`, async () => {
    const [plain, mixed] = [`P${seed}x`, `M${seed}x`]
    assert.equal(await capture(story(plain, seed)), 24)
    let captured = 0
    const documents = delivered(story(mixed, seed), seed)
    for (const document of documents) captured += await capture(document)
    assert.ok(documents.flat().length > 24, 'some came twice')
    assert.equal(captured, 24, 'each counts once')
    assert.deepEqual(await told(mixed), await told(plain))
  })
}
