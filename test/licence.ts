// A licence in force for tests of what rests on one: every step over HTTP by its own office.
import { aCertificate } from './certificate.ts'
import type { CertificateMade } from './certificate.ts'
import { signedIn } from './people.ts'
import type { Answer, Person } from './people.ts'
import type { TestWorld } from './support.ts'

const DAY = 86_400_000
const signed = new WeakMap<TestWorld, Map<string, Promise<Person>>>()

/** A demonstration account, signed in once in this world. */
export function as(of: TestWorld, login: string): Promise<Person> {
  const known = signed.get(of) ?? new Map<string, Promise<Person>>()
  signed.set(of, known)
  const person = known.get(login) ?? signedIn(of, login)
  known.set(login, person)
  return person
}

/** Moves the official clock on by whole days and lets the sweeper look; sessions do not notice. */
export async function days(of: TestWorld, count: number): Promise<void> {
  await of.world.db.updateTable('official_clock').set((is) => ({ ahead_ms: is('ahead_ms', '+', count * DAY) }))
    .execute()
  await of.app.sweep()
}

export function done(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}

/** A licence of the demonstration distillery in its publicity, with `yearlyCapacity` items a year. */
export async function aLicenceInPublicity(
  of: TestWorld, yearlyCapacity: number, more: Parameters<typeof aCertificate>[1] = {},
): Promise<{ id: string; certificate: CertificateMade }> {
  const certificate = await aCertificate(of, more)
  const { body: { id } } = done(await (await as(of, 'enterprise-agent')).post('/api/v1/licences', {
    certificate: certificate.id, products: [{ product: certificate.product, yearlyCapacity }], media: ['packaging'],
    contactName: '示例甲', contactPhone: '13800000000',
  }))
  const url = `/api/v1/licences/${id}`
  const facts = { qualification: 'confirmed', spotChecks: 'confirmed', safety: 'confirmed' }
  done(await (await as(of, 'licensor-officer')).post(`${url}/acceptance`))
  done(await (await as(of, 'authority-county')).post(`${url}/facts`, facts))
  done(await (await as(of, 'authority-city')).post(`${url}/facts`, facts))
  done(await (await as(of, 'licensor-officer')).post(`${url}/publicity`))
  return { id, certificate }
}

/** The same in force: publicity over, granted, contract agreed. */
export async function aLicenceInForce(
  of: TestWorld, yearlyCapacity: number, more: Parameters<typeof aCertificate>[1] = {},
): Promise<{ id: string; certificate: CertificateMade }> {
  const { id, certificate } = await aLicenceInPublicity(of, yearlyCapacity, more)
  const url = `/api/v1/licences/${id}`
  await days(of, 14)
  done(await (await as(of, 'licensor-decider')).post(`${url}/decision`, { outcome: 'granted' }))
  done(await (await as(of, 'enterprise-representative')).post(`${url}/contract`, { agreed: 'agreed' }))
  return { id, certificate }
}
