// A market evaluation for tests: a programme with the method that the scheme proposes, sources, observations, a run.
import type { TestWorld } from './support.ts'
import { freshCode, secretOf } from './people.ts'
import type { Person } from './people.ts'

export const signedBy = (of: TestWorld, login: string) => ({ 'x-one-time-code': freshCode(of, secretOf(login), login) })

/** An open programme with its method; `draws` few, so that a test is quick. */
export async function aProgramme(
  of: TestWorld, secretariat: Person, change: object = {}, period = { from: '2025-01-01', until: '2025-12-31' },
): Promise<string> {
  const [scheme] = (await secretariat.get('/api/v1/market-schemes')).body.items
  const { body } = await secretariat.post('/api/v1/market-programmes', {
    name: { zh: '演示市场评价', en: 'Demonstration market evaluation' }, programme: scheme.id, ...period,
    exitFloorHundredths: 5000,
  })
  const { method } = body.next.find(({ endpoint }: { endpoint: string }) => endpoint === 'adoptMarketMethod').initial
  const answer = await secretariat.post(`/api/v1/market-programmes/${body.id}/methods`,
    { method: { ...method, uncertainty: { ...method.uncertainty, draws: 200 }, ...change } },
    signedBy(of, 'alliance-secretariat'))
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return body.id
}

export async function aSource(secretariat: Person, programme: string, kind: string): Promise<string> {
  const { body } = await secretariat.post(`/api/v1/market-programmes/${programme}/sources`, {
    name: `示例来源 ${kind}`, kind, tier: 2, basis: 'contract', basisDocument: '合同', licence: '仅评价', lineage: '平台导出',
  })
  return body.sources.at(-1).id
}

export async function send(secretariat: Person, programme: string, kind: string, rows: object[]): Promise<string> {
  const source = await aSource(secretariat, programme, kind)
  const answer = await secretariat.post(`/api/v1/market-programmes/${programme}/observations`, { source, rows })
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return answer.body.id
}

/** GTINs of the demonstration's products, in the order of their ids. */
export async function gtinsOf({ world }: TestWorld): Promise<string[]> {
  const rows = await world.db.selectFrom('product').select('gtin').where('gtin', 'is not', null).orderBy('id').execute()
  return rows.map(({ gtin }) => gtin!)
}

export const dayAt = (i: number): string => new Date(Date.parse('2025-02-01') + (i % 300) * 86_400_000)
  .toISOString().slice(0, 10)

/** A run, requested and waited for. */
export async function aRun(
  of: TestWorld, secretariat: Person, programme: string, body: object = {},
): Promise<Record<string, any>> {
  const made = await secretariat.post(`/api/v1/market-programmes/${programme}/runs`, body,
    signedBy(of, 'alliance-secretariat'))
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  for (;;) {
    const { body: found } = await secretariat.get(`/api/v1/market-runs/${made.body.id}`)
    if (found.status !== 'requested') return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
