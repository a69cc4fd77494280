// What an auditor takes to the site and brings back: notes kept once, for the body alone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  Company, DECLARED, THICK, TILE, clausesOf, contracted, declared, drafted, nextOf, ok, refused, submitted, upload, url,
} from '../../../../../test/certification-file.ts'
import { somebody } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let tile: Company
let id: string
before(async () => {
  of = await testWorld()
  tile = new Company(of, '-tile')
  const product = ok(await (await tile.agent()).get('/api/v1/products')).items.at(-1).id
  const declaration = await declared(tile, TILE, product, THICK, DECLARED)
  const body = ok(await somebody(of).get('/api/v1/bodies?q=DEMO-CB-0001')).items[0].id
  ;({ id } = await submitted(tile, await drafted(tile, TILE, product, body, declaration)))
  await contracted(tile, id)
})
after(() => closeSound(of))

const WRITTEN = '2026-03-02T09:40:00+08:00'
const mine = async (login = 'body-auditor') => ok(await (await tile.as(login)).get('/api/v1/field-audits'))

/** The audit of the file by `body-auditor` alone, confirmed, impartial. */
async function planned(): Promise<void> {
  const auditor = await tile.as('body-auditor')
  ok(await auditor.post(url(id, '/document-review'), { impartial: true, clauses: await clausesOf(tile, id) }))
  const { initial } = (await nextOf(auditor, url(id))).get('planAudit')
  const { today } = ok(await auditor.get('/api/v1/clock'))
  const until = new Date(Date.parse(today) + 2 * 86_400_000).toISOString().slice(0, 10)
  const place = { site: initial.sites[0].site, from: today, until }
  ok(await auditor.post(url(id, '/audit-plan'), {
    sites: [{ ...place, startsAt: '09:00' }], team: [{ ...place, person: initial.team[0].person, function: 'lead' }] }))
}

test('who has no audit to go to has an empty bag, with what every bag holds', async () => {
  const { items, photographs, deviations } = await mine()
  assert.deepEqual(items, [])
  assert.ok(photographs.min >= 1 && photographs.max >= photographs.min)
  assert.ok(deviations.some(({ name }: { name: { zh: string } }) => name.zh === '现场无定位信号'))
  refused(await (await tile.agent()).get('/api/v1/field-audits'), 'not-permitted')
  refused(await somebody(of).get('/api/v1/field-audits'), 'not-signed-in')
})

test('a member of the team finds the audit with sites, team and clauses, and what may be done now', async () => {
  await planned()
  const [audit] = (await mine()).items
  assert.equal(audit.application, id)
  assert.equal(audit.team.length, 1)
  assert.ok(audit.sites[0].address && audit.clauses.length > 10 && audit.clauses[0].title.zh)
  assert.equal(audit.may.includes('openAudit'), false, 'the enterprise has not confirmed the plan')
  ok(await (await tile.agent()).post(url(id, '/audit-plan/answer'), { answer: 'confirm' }))
  ok(await (await tile.as('body-auditor')).post(url(id, '/impartiality'), { consulted: 'no', interest: 'no' }))
  assert.ok((await mine()).items[0].may.includes('openAudit'))
  assert.deepEqual((await mine('body-auditor-2')).items, [], 'a colleague who is not sent has nothing to carry')
})

test('a note sent again under its key is one note; it keeps when it was written and when it came', async () => {
  const auditor = await tile.as('body-auditor')
  const photographs = [await upload(of, auditor, 'png')]
  const body = { text: '原料库温度计读数 23 ℃', clause: '2.4', photographs, writtenAt: WRITTEN }
  const key = { 'idempotency-key': 'field-note-1' }
  const first = ok(await auditor.post(url(id, '/audit/notes'), body, key))
  assert.deepEqual(ok(await auditor.post(url(id, '/audit/notes'), body, key)), first)
  const [audit] = (await mine()).items
  assert.deepEqual(audit.notes.map(({ id: one }: { id: string }) => one), [first.id])
  const [note] = audit.notes
  assert.equal(Date.parse(note.writtenAt), Date.parse(WRITTEN))
  assert.ok(Date.parse(note.keptAt) > 0 && note.by)
  assert.equal(note.photographs[0].hash, photographs[0])
  const { text } = await of.world.db.selectFrom('audit_note').select('text').executeTakeFirstOrThrow()
  assert.ok(!text.includes('温度计'), 'a copy of the database does not tell it')
})

test('notes are the body\'s alone: not the client\'s, not another body\'s, not a stranger\'s', async () => {
  const address = url(id, '/audit/notes')
  assert.equal(ok(await (await tile.as('body-reviewer')).get(address)).items.length, 1)
  refused(await (await tile.agent()).get(address), 'not-permitted')
  refused(await (await tile.as('body-auditor-jincheng')).get(address), 'not-found')
  refused(await somebody(of).get(address), 'not-signed-in')
})

test('who is not in the team writes no note, nor with a file that is not in the cabinet, nor on no day', async () => {
  const note = { text: '记录', photographs: [], writtenAt: WRITTEN }
  const address = url(id, '/audit/notes')
  refused(await (await tile.as('body-auditor-2')).post(address, note), 'not-in-team')
  refused(await (await tile.as('body-auditor-jincheng')).post(address, note), 'not-found')
  const auditor = await tile.as('body-auditor')
  refused(await auditor.post(address, { ...note, photographs: ['0'.repeat(64)] }), 'file-unknown')
  refused(await auditor.post(address, { ...note, writtenAt: '2026-02-30T09:00:00+08:00' }), 'bad-request')
  assert.equal(ok(await auditor.get(address)).items.length, 1, 'nothing was kept')
})

test('a sign-in that was filled in without a network says when it was filled in, beside when it came', async () => {
  const auditor = await tile.as('body-auditor')
  const { initial } = (await nextOf(auditor, url(id))).get('openAudit')
  ok(await auditor.post(url(id, '/audit/opening'), {
    present: initial.present, photographs: [await upload(of, auditor, 'png')], longitude: '105.445',
    latitude: '28.879', filledAt: WRITTEN, explanation: '现场无网络' }))
  const { audit } = ok(await auditor.get(url(id)))
  assert.equal(audit.opening.filledAt, WRITTEN)
  const [carried] = (await mine()).items
  assert.equal(carried.opening.at, audit.opening.at)
  assert.ok(carried.may.includes('closeAudit') && !carried.may.includes('openAudit'))
})
