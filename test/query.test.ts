// Addresses that anybody may write: no query string makes the server fail, whoever asks.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CONTRACT } from '@tianfu/contract'
import fc from 'fast-check'
import { signedIn } from './people.ts'
import type { Person } from './people.ts'
import { testWorld } from './support.ts'
import type { TestWorld } from './support.ts'

let of: TestWorld
const people: (Person & { session: { grants: readonly string[] } })[] = []
before(async () => {
  of = await testWorld()
  const logins = await of.world.db.selectFrom('membership').innerJoin('account', 'account.id', 'membership.account')
    .select(['account.login', 'membership.official']).orderBy('account.login').execute()
  const seen = new Set<string>()
  for (const { login, official } of logins) {
    if (seen.has(official.role)) continue
    seen.add(official.role)
    people.push(await signedIn(of, login))
  }
})
after(() => of.close())

const value = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.string({ unit: 'binary-ascii' }).map((text) => text.replace(/[\s#]/g, '')),
  fc.constantFrom('%', '%00', '%ff', '%E4%B8', '1e99', '-1', '[]', '..',
    '2026-02-30', '0000-01-01', '99999999999999999999', '__proto__', 'a%00b', '%F0%9F%98%80', "'", '%5C', '%25'),
)

for (const endpoint of CONTRACT.filter(({ method }) => method === 'GET')) {
  test(`${endpoint.id} answers any query string`, async () => {
    const schema = endpoint.query as { properties?: Record<string, unknown> } | undefined
    const name = fc.oneof(fc.constantFrom('q', 'after', 'limit', 'at', '__proto__', 'constructor', 'big',
      ...Object.keys(schema?.properties ?? {})), fc.stringMatching(/^[\w%[\].:]{0,12}$/))
    const query = fc.array(fc.tuple(name, value).map(([key, text]) => `${key}=${text}`), { maxLength: 4 })
      .map((pairs) => pairs.join('&'))
    const part = fc.oneof(fc.constant('01890a5d-ac96-774b-bcce-b302099a8057'), value.filter((text) => text !== '' &&
      !/[/?\\]/.test(text)))
    const person = people.find(({ session }) => session.grants.includes(endpoint.may)) ?? people[0]
    await fc.assert(fc.asyncProperty(query, part, fc.boolean(), async (text, id, known) => {
      const url = `${endpoint.url.replace(/:\w+/g, () => id).replace(/\*$/, '')}?${text}`
      const headers = known ? { cookie: person?.cookie ?? '' } : {}
      const answer = await of.app.http.inject({ method: 'GET', url, headers })
      assert.ok(answer.statusCode < 500, `${url} gives ${answer.statusCode}: ${answer.body.slice(0, 300)}`)
    }), { numRuns: 12 })
  })
}
