// EPCIS: parse, check and hash beside JSON.parse of the same bytes; durable capture on PostgreSQL beside a raw COPY of
// the same bytes: one event a line into a logged table of one text column without index, committed as durably. Rounds
// are interleaved, the first warms both, and the median of the others counts. `epcis-capture` is the whole: events with
// their indexes, items, hashes and the finished job. `epcis-accept` is what a caller waits for who asks not to wait for
// that (`respond-async`): the checked document durable in the queue. `epcis-storage` is what an event takes on disk
// with its items and indexes, as a multiple of the raw table.
import { sql } from 'kysely'
import pg from 'pg'
import { acceptCapture, capture, readDocument } from '../../apps/server/src/modules/trace/index.ts'
import { viewOf } from '../../apps/server/src/platform/command.ts'
import type { Actor } from '../../apps/server/src/platform/work.ts'
import { usccOf } from '../../test/people.ts'
import { testWorld } from '../../test/support.ts'
import type { Figure } from '../figure.ts'
import { median, msOf } from './rounds.ts'

const EVENTS = 1000
const ROUNDS = 9

/** A document as a packing line sends it: each event with two serials, a step, a place and an order. */
function documentOf(round: number): string {
  const eventList = Array.from({ length: EVENTS }, (_, i) => ({
    type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'packing', disposition: 'in_progress',
    eventTime: new Date(Date.UTC(2026, 1, 1) + (round * EVENTS + i) * 1000).toISOString(),
    eventTimeZoneOffset: '+08:00',
    epcList: [0, 1].map((n) => `https://id.gs1.org/01/09520123456788/21/${round}-${i}-${n}`),
    readPoint: { id: 'https://id.gs1.org/414/9520123456788/254/7' },
    bizTransactionList: [{ type: 'po', bizTransaction: `urn:example:po:${round}:${i}` }],
  }))
  return JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'], type: 'EPCISDocument',
    schemaVersion: '2.0', creationDate: '2026-03-01T00:00:00Z', epcisBody: { eventList },
  })
}

async function parse(): Promise<Figure> {
  const [ours, bare]: [number[], number[]] = [[], []]
  for (let round = 0; round <= ROUNDS; round += 1) {
    const text = documentOf(round)
    const parsed = await msOf(() => JSON.parse(text))
    const read = await msOf(() => readDocument(JSON.parse(text), 'rollback'))
    if (round > 0) { bare.push(parsed); ours.push(read) }
  }
  return {
    name: 'epcis-parse', database: 'none', value: Math.round(EVENTS / median(ours) * 1000), unit: 'events/s',
    ratio: median(bare) / median(ours),
  }
}

/** Sends bytes by COPY, with nothing around it. */
function copy(client: pg.Client, bytes: Buffer): Promise<void> {
  return new Promise((done, fail) => {
    interface Wire { query(text: string): void; sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }
    let failed: unknown
    client.query({
      submit: (wire: Wire) => wire.query('copy raw (document) from stdin'),
      handleCopyInResponse(wire: Wire) { wire.sendCopyFromChunk(bytes); wire.endCopyFrom() },
      handleCommandComplete() {},
      handleReadyForQuery() { if (failed) fail(failed as Error); else done() },
      handleError(error: unknown) { failed = error },
    } as unknown as pg.Submittable)
  })
}

/** Every event as one line of COPY's text form: the same bytes, none of the work. */
const linesOf = (text: string): Buffer => Buffer.from(
  (JSON.parse(text) as { epcisBody: { eventList: object[] } }).epcisBody.eventList
    .map((event) => `${JSON.stringify(event).replaceAll('\\', '\\\\')}\n`).join(''))

async function durable(url: string): Promise<Figure[]> {
  const of = await testWorld({ checkAnswers: false })
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    const name = `raw_${process.pid}`
    await client.query(`create schema ${name}; set search_path to ${name}; create table raw (document text)`)
    const { id } = await of.world.db.selectFrom('organisation').where('uscc', '=', usccOf('enterprise-baijiu'))
      .select('id').executeTakeFirstOrThrow()
    const actor: Actor = {
      account: '', person: '', session: '', persons: [], membership: '', role: 'enterprise-agent',
      capacity: 'applicant', organisation: id, organisationName: '', grants: new Set(), signed: false,
    }
    const [ours, accepted, bare]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round <= ROUNDS; round += 1) {
      const text = documentOf(round)
      const lines = linesOf(text)
      const copied = await msOf(() => copy(client, lines))
      const taken = await msOf(async () =>
        capture(await viewOf(of.world, actor), readDocument(JSON.parse(text), 'rollback'), 'rollback'))
      const later = documentOf(ROUNDS + 1 + round)
      const queued = await msOf(async () =>
        acceptCapture(await viewOf(of.world, actor), JSON.parse(later), 'rollback'))
      if (round > 0) { bare.push(copied); ours.push(taken); accepted.push(queued) }
    }
    const { rows: [raw] } = await client.query<{ bytes: string }>(`select pg_total_relation_size('raw') as bytes`)
    await client.query(`drop schema ${name} cascade`)
    const { rows: [stored] } = await sql<{ bytes: number }>`select sum(pg_total_relation_size(relid)) as bytes
      from (select relid from pg_partition_tree('trace_event') where isleaf union all
        select 'trace_item'::regclass union all select 'trace_hash'::regclass) as t(relid)`.execute(of.world.db)
    const events = EVENTS * (ROUNDS + 1)
    const storage: Figure = {
      name: 'epcis-storage', database: 'postgres', value: Math.round(Number(stored?.bytes) / events),
      unit: 'bytes/event', ratio: Number(stored?.bytes) / Number(raw?.bytes),
    }
    return [storage, ...[['epcis-capture', ours] as const, ['epcis-accept', accepted] as const].map(([of, took]) => ({
      name: of, database: 'postgres', value: Math.round(EVENTS / median(took) * 1000), unit: 'events/s',
      ratio: median(bare) / median(took),
    }))]
  } finally {
    await client.end()
    await of.close()
  }
}

/** Figures `epcis-parse` and, where a PostgreSQL server is named, `epcis-capture` and `epcis-accept`. */
export async function measure(): Promise<Figure[]> {
  const url = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL
  return [await parse(), ...(url ? await durable(url) : [])]
}

if (import.meta.main) {
  for (const { name, value, unit, ratio } of await measure()) {
    console.log(`${name.padEnd(16)} ${String(value).padStart(9)} ${unit}   ratio ${ratio?.toFixed(3)}`)
  }
}
