import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { testWorld } from '../../../../../test/support.ts'
import { arrayText } from './counts.ts'
import { deviceOf, scanRecorder } from './scans.ts'
import type { Scan } from './scans.ts'

const scan = (counter: number): Scan =>
  ({
    at: '2026-06-01T01:00:00.000Z', gtin: '06901234567892', keyId: '0', counter, outcome: 'valid', place: null,
    device: 'phone',
  })
const count = { firstScan: '2026-06-01T01:00:00.000Z', scans: 1 }

test('scans that arrive together become one statement, and each gets its own count', async () => {
  const groups: number[][] = []
  const recorder = scanRecorder(async (scans) => {
    groups.push(scans.map(({ counter }) => counter ?? -1))
    return scans.map(({ counter }) => ({ ...count, scans: counter ?? 0 }))
  })
  const answers = await Promise.all([1, 2, 3].map((counter) => recorder.record(scan(counter)).count))
  assert.deepEqual(groups, [[1, 2, 3]])
  assert.deepEqual(answers.map((answer) => answer?.scans), [1, 2, 3])
  assert.deepEqual(recorder.figures, { recorded: 3, statements: 1, late: 0, lost: 0 })
})

test('at most three statements run at a time; what comes meanwhile waits for the next', async () => {
  let running = 0
  let most = 0
  const recorder = scanRecorder(async (scans) => {
    most = Math.max(most, ++running)
    await pause(60)
    running -= 1
    return scans.map(() => count)
  })
  const asked: Promise<unknown>[] = []
  for (let i = 0; i < 20; i++) { asked.push(recorder.record(scan(i)).count); await pause(3) }
  await Promise.all(asked)
  await recorder.settled()
  assert.equal(most, 3)
  assert.equal(recorder.figures.recorded, 20)
})

test('what comes while a statement flies becomes one more, not many', async () => {
  const sizes: number[] = []
  const recorder = scanRecorder(async (scans) => {
    sizes.push(scans.length)
    await pause(6)
    return scans.map(() => count)
  })
  const asked: Promise<unknown>[] = [recorder.record(scan(0)).count]
  while (sizes.length === 0) await pause(1)
  for (let i = 1; i <= 600; i++) asked.push(recorder.record(scan(i)).count)
  await Promise.all(asked)
  await recorder.settled()
  assert.deepEqual(sizes, [1, 500, 100])
})

test('a slow commit does not hold the answer: it goes out after 20 ms, and the scan is kept', async () => {
  const recorder = scanRecorder(async (scans) => { await pause(80); return scans.map(() => count) })
  const late = recorder.record(scan(1))
  assert.deepEqual([await late.count, late.landed()], [undefined, undefined])
  await recorder.settled()
  assert.deepEqual(late.landed(), count)
  assert.deepEqual(recorder.figures, { recorded: 1, statements: 1, late: 1, lost: 0 })
})

test('a database that fails costs the count, never the answer', async () => {
  const recorder = scanRecorder(async () => { throw new Error('gone') })
  assert.equal(await recorder.record(scan(1)).count, undefined)
  assert.equal(recorder.figures.lost, 1)
})

test('a list reaches the database as it is, whatever stands in it', async () => {
  const { world, close } = await testWorld({ seed: false })
  const values = ['a', '', 'null', 'NULL', null, 'a b', '"', '\\', '{', '}', ',', "it's", '川', '2026-06-01']
  const { rows: [row] } = await sql<{ same: unknown }>`select ${arrayText(values)}::text[] as same`.execute(world.db)
  assert.deepEqual(row?.same, values)
  await close()
})

const DEVICES: [userAgent: string | undefined, expected: string][] = [
  ['Mozilla/5.0 (Linux; Android 14; HUAWEI) AppleWebKit/537.36 Mobile MicroMessenger/8.0', 'phone'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 'phone'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140', 'computer'],
  ['curl/8.1', 'program'], [undefined, 'unknown'],
]
for (const [userAgent, expected] of DEVICES) test(
  `a device is known as ${expected} and no closer`, () => { assert.equal(deviceOf(userAgent), expected) },
)
