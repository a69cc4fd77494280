// The platform as it serves: the real application on a real database with its background running, a licence in force
// and codes that are active. Tells its parent the address and the codes; answers `scans` with what the tables count.
import { aLicenceInForce, as, done } from '../../test/licence.ts'
import { testWorld } from '../../test/support.ts'
import { recorderOf } from '../../apps/server/src/modules/codes/index.ts'

const CODES = 20_000

const of = await testWorld({ now: () => Date.now(), checkAnswers: false, backgroundMs: 400 })
const { id, certificate } = await aLicenceInForce(of, CODES)
const agent = await as(of, 'enterprise-agent')
const { body: { batch } } = done(await agent.post('/api/v1/code-orders',
  { licence: id, product: certificate.product, quantity: CODES }))
const { body: clock } = done(await agent.get('/api/v1/clock'))
done(await agent.post(`/api/v1/code-batches/${batch}/activations`,
  { quantity: CODES, lot: 'L1', producedOn: clock.today }))
const csv = String(done(await agent.get(`/api/v1/code-batches/${batch}/codes.csv`)).body)
const paths = csv.trim().split(/\r?\n/).slice(1).map((line) => `/01/${certificate.gtin}/21/${line.split(',')[0]}`)
await of.app.http.listen({ host: '127.0.0.1', port: 0 })
const address = of.app.http.server.address()
process.send?.({ ready: { port: typeof address === 'object' ? address?.port : 0, paths, database: of.world.dialect } })

process.on('message', async (message) => {
  if (message === 'stop') {
    await of.close()
    process.exit(0)
  }
  await recorderOf(of.world).settled()
  const counted = await of.world.db.selectFrom('scan').select((is) => is.fn.countAll<number>().as('scans'))
    .executeTakeFirstOrThrow()
  const summed = await of.world.db.selectFrom('scan_count').select((is) => is.fn.sum<number>('scans').as('scans'))
    .executeTakeFirstOrThrow()
  process.send?.({
    scans: Number(counted.scans), counted: Number(summed.scans ?? 0), figures: recorderOf(of.world).figures,
  })
})
