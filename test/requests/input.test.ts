// What a body, a name, a number or a search can hold that it must not, by the numbers of docs/bad-requests.md.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { completeCreditCode, idNumberCheck } from '@tianfu/identifiers'
import { sql } from 'kysely'
import { signedIn, somebody } from '../people.ts'
import type { Answer, Person } from '../people.ts'
import { testWorld } from '../support.ts'
import type { TestWorld } from '../support.ts'

const ACCOUNTS = '/api/v1/accounts'
const PARTNERS = '/api/v1/organisations/partners'
const ORGANISATIONS = '/api/v1/organisations'

const UNKNOWN = '01890a5d-ac96-774b-bcce-b302099a8057'

let of: TestWorld
let system: Person
let agent: Person
before(async () => {
  of = await testWorld()
  system = await signedIn(of, 'system-administrator')
  agent = await signedIn(of, 'enterprise-agent')
})
after(() => of.close())

let made = 0
const freshCode = () => completeCreditCode(`91519999MA0BAD${String((made += 1)).padStart(3, '0')}`)
const partner = (changes: object = {}) => ({
  uscc: freshCode(), kinds: ['alliance'], name: '示例协会', region: '510502', address: '示例路1号', ...changes,
})
const person = (changes: object = {}) => {
  const first17 = `51999919900101${String(100 + (made += 1)).padStart(3, '0')}`
  return {
    login: `bad-input-${made}`, password: 'some words in a row', name: '示例人', idKind: 'resident',
    idNumber: first17 + idNumberCheck(first17), ...changes,
  }
}
let keys = 0
/** A body byte for byte, as no client library would send it. */
const sent = async (url: string, payload: string | Buffer, who: Person = system): Promise<Answer> => {
  const answer = await of.app.http.inject({
    method: 'POST', url, payload,
    headers: { 'content-type': 'application/json', cookie: who.cookie, 'idempotency-key': `bytes-${(keys += 1)}` },
  })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}
const counts = async () => {
  const { rows: [row] } = await sql<Record<string, number>>`select (select count(*) from organisation) as organisations,
    (select count(*) from account) as accounts, (select count(*) from act) as acts`.execute(of.world.db)
  return JSON.stringify(row)
}
/** Whatever is sent within is refused, with a problem in both languages, and leaves nothing. */
async function refused(send: () => Promise<Answer>, why: string, expected: readonly number[] = [400]): Promise<Answer> {
  const before = await counts()
  const answer = await send()
  assert.ok(expected.includes(answer.status), `${why}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`)
  assert.ok(answer.body.code && answer.body.zh && answer.body.en, why)
  assert.equal(await counts(), before, why)
  return answer
}
const taken = async (send: () => Promise<Answer>): Promise<any> => {
  const answer = await send()
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

test('what these tests change is taken as it stands', async () => {
  await taken(() => system.post(PARTNERS, partner()))
  await taken(() => sent(PARTNERS, JSON.stringify(partner())))
  await taken(() => somebody(of).post(ACCOUNTS, person()))
})

describe('JSON and types', () => {
  test('B16 names of the prototype are no fields, at any depth and in addresses', async () => {
    const valid = JSON.stringify(partner())
    for (const inside of ['"__proto__":{"x":1}', '"constructor":{"prototype":{"x":1}}', '"prototype":1']) {
      await refused(() => sent(PARTNERS, `{${inside},${valid.slice(1)}`), inside)
      await refused(() => sent(PARTNERS, valid.replace('"示例协会"', `{${inside}}`)), `nested ${inside}`)
    }
    assert.equal((await agent.get(`${ORGANISATIONS}?__proto__[x]=1`)).status, 400)
    assert.equal(({} as { x?: unknown }).x, undefined)
  })

  test('B17 a key that is given twice is refused, however it is written', async () => {
    const body = JSON.stringify(partner())
    for (const twice of ['"name":"另一个"', '"\\u006eame":"另一个"', '"name" \n\t :1']) {
      const answer = await refused(() => sent(PARTNERS, `{${twice},${body.slice(1)}`), twice)
      assert.match(answer.body.en, /“name” is given twice/)
    }
    await taken(() => sent(PARTNERS, JSON.stringify(partner({ name: 'A "name": "name" 协会' }))))
  })

  test('B18 no text holds NUL, control characters or a deletion', async () => {
    for (const character of ['\u0000', '\u0001', '\u0008', '\u001b', '\u007f', '\u0085', '\n']) {
      await refused(() => system.post(PARTNERS, partner({ name: `示例${character}协会` })), JSON.stringify(character))
    }
  })

  test('B19 what is not UTF-8 is refused, never stored with replacement characters', async () => {
    const text = JSON.stringify(partner({ name: '@' }))
    const around = (inside: Buffer) =>
      Buffer.concat([Buffer.from(text.split('@')[0] as string), inside, Buffer.from(text.split('@')[1] as string)])
    await refused(() => sent(PARTNERS, around(Buffer.from('\\ud800'))), 'a lone surrogate')
    await refused(() => sent(PARTNERS, around(Buffer.from([0xff, 0xff]))), 'raw bytes')
    await refused(() => sent(PARTNERS, around(Buffer.from('ccecb8ae', 'hex'))), 'GBK')
    await refused(() => sent(PARTNERS, Buffer.concat([Buffer.from('efbbbf', 'hex'), Buffer.from(text)])), 'a mark')
  })

  test('B20 a number is the number that the field takes, and nothing that resembles it', async () => {
    const ordered = (quantity: string) => sent('/api/v1/code-orders', JSON.stringify({
      licence: UNKNOWN, product: UNKNOWN, quantity: '@',
    }).replace('"@"', quantity), agent)
    assert.notEqual((await ordered('12')).status, 400)
    for (const quantity of ['9007199254740993', '1e400', 'NaN', '1.5', '"12"', 'true', 'null', '[1]', '-1', '0']) {
      await refused(() => ordered(quantity), quantity)
    }
  })

  test('B21 a number in an address is written in one way', async () => {
    for (const limit of [
      '0x10', '1e1', '+1', '%201', '1%20', '%EF%BC%91', '01', '-1', '2147483648', '1.0', '', 'NaN',
    ]) {
      assert.equal((await agent.get(`${ORGANISATIONS}?limit=${limit}`)).status, 400, limit)
    }
    assert.equal((await agent.get(`${ORGANISATIONS}?limit=10`)).status, 200)
    for (const id of ['0x10', '1', '-1', '01890a5d', '01890A5D-AC96-774B-BCCE-B302099A8057x', '%31']) {
      assert.ok([400, 404].includes((await agent.get(`${ORGANISATIONS}/${id}`)).status), id)
    }
  })

  test('B22 depth, breadth and length have a bound', async () => {
    await refused(() => sent(PARTNERS, '['.repeat(20_000) + ']'.repeat(20_000)), 'depth')
    await refused(() => sent(PARTNERS, `{"name":${'['.repeat(20_000)}${']'.repeat(20_000)}}`), 'depth in a field')
    const many = Array.from({ length: 60_000 }, (_, i) => `"k${i}":1`).join(',')
    await refused(() => sent(PARTNERS, `{${many}}`), 'breadth', [400, 413])
    await refused(() => system.post(PARTNERS, partner({ name: '名'.repeat(300_000) })), 'length', [400, 413])
    await refused(() => system.post(PARTNERS, partner({ name: '名'.repeat(201) })), 'one too many')
  })

  test('B23 an array is no object, null is no value, an empty text is none', async () => {
    for (const [why, changes] of Object.entries({
      array: { name: ['示例'] }, object: { name: { zh: '示例' } }, null: { name: null }, empty: { name: '' },
      blank: { name: ' \u3000' }, 'an object for a list': { kinds: { 0: 'alliance' } }, 'an empty list': { kinds: [] },
    })) await refused(() => system.post(PARTNERS, partner(changes)), why)
  })

  test('B24 a body is one whole JSON object', async () => {
    const body = JSON.stringify(partner())
    for (const text of ['[]', 'null', '""', '1', body.slice(0, -1), `${body}${body}`, `[${body}]`, `${body},`, '']) {
      await refused(() => sent(PARTNERS, text), text.slice(0, 30))
    }
  })
})

describe('Chinese text and identifiers', () => {
  test('B25 what cannot be seen is no part of a name', async () => {
    for (const character of [
      '\u202e', '\u200d', '\u200b', '\u200c', '\u200f', '\u2066', '\u2060', '\ufeff', '\u00ad', '\u061c',
    ]) {
      const name = `天府${character}协会`
      await refused(() => system.post(PARTNERS, partner({ name })), escape(character))
      await refused(() => system.post(PARTNERS, partner({ nameEn: `Tian${character}fu` })), escape(character))
    }
  })

  test('B26 rare characters, long names and pictures come back as they were sent', async () => {
    for (const name of ['𠮷㐂\u{30EDE}'.repeat(13), '示'.repeat(200), '示例🏭协会', '葛\u{E0100}城协会', 'Łódź 协会']) {
      const { id } = await taken(() => system.post(PARTNERS, partner({ name })))
      assert.equal((await system.get(`${ORGANISATIONS}/${id}`)).body.name.zh, name)
      const found = await system.get(`${ORGANISATIONS}?q=${encodeURIComponent([...name].slice(0, 40).join(''))}`)
      assert.ok(found.body.items.some((one: { id: string }) => one.id === id), name)
    }
  })

  test('B27 a credit code that breaks its rule is refused with the rule', async () => {
    const good = freshCode()
    for (const uscc of [
      good.slice(0, 17), `${good}1`, `${good.slice(0, 17)}${good.endsWith('1') ? '2' : '1'}`, good.replace('M', 'I'),
      good.replace('M', 'O'), good.replace('M', 'Z'), good.replace('M', 'S'), good.replace('M', 'V'),
    ]) {
      const answer = await refused(() => system.post(PARTNERS, partner({ uscc })), uscc, [400, 422])
      assert.equal(answer.body.code, 'credit-code-broken')
      assert.ok(answer.body.details.rule, uscc)
    }
    const { uscc } = await taken(() => system.post(PARTNERS, partner({ uscc: ` ${good.toLowerCase()} ` })))
    assert.equal(uscc, good)
  })

  test('B28 a number of a document that breaks its rule is refused and not repeated', async () => {
    const first17 = '51999919900101234'
    const wrong = first17 + (idNumberCheck(first17) === '1' ? '2' : '1')
    const unborn = '51999929900101001'
    for (const idNumber of [wrong, wrong.slice(0, 17), `${unborn}${idNumberCheck(unborn)}`, '519999900101234']) {
      const answer = await refused(() => somebody(of).post(ACCOUNTS, person({ idNumber })), 'number', [400, 422])
      assert.ok(!JSON.stringify(answer.body).includes(idNumber))
    }
  })

  test('B29 a telephone number is read by a published rule, or refused', async () => {
    for (const phone of ['12800000001', '1380000000', '138000000011', 'abc', '+8612345', "138' or 1=1"]) {
      await refused(() => somebody(of).post(ACCOUNTS, person({ phone })), phone, [400, 422])
    }
    for (const phone of ['13800000001', '+86 138-0000-0001', '１３８００００００02']) {
      await taken(() => somebody(of).post(ACCOUNTS, person({ phone })))
    }
  })

  test('B30 a day is a day of the calendar, and a period ends after it begins', async () => {
    const delegation = (from: string, until: string) => agent.post('/api/v1/delegations', {
      to: UNKNOWN, from, until, reason: '外出',
    })
    for (const [from, until] of [
      ['2026-02-29', '2026-03-09'], ['0000-01-01', '2026-03-09'], ['2026-13-01', '2026-03-09'],
      ['2026-03-09T24:00:00', '2026-03-10'], ['20260309', '2026-03-10'], ['2026-3-9', '2026-03-10'],
    ] as const) {
      const answer = await refused(() => delegation(from, until), `${from} to ${until}`)
      assert.ok(answer.body.fields.some(({ path }: { path: string }) => path === '/from'), JSON.stringify(answer.body))
    }
    const reversed = await delegation('2026-03-10', '2026-03-09')
    assert.ok(reversed.status >= 400 && reversed.status < 500)
  })

  test('B31 a place exists, and is a county where a county is needed', async () => {
    for (const region of ['999999', '51050', '5105021', '北京市', '']) {
      await refused(() => system.post(PARTNERS, partner({ region })), region, [400, 422])
    }
    const province = '510000'
    await refused(() => system.post(PARTNERS, partner({ kinds: ['enterprise'], industry: 'C1512', region: province })),
      'a province for an enterprise', [400, 422])
  })
})

describe('injection and output', () => {
  const SPELLS = [
    "' or '1'='1", "';select pg_sleep(5)--", '%27', '\\', '"', "$$;drop table act;$$", '%', '_', '.*(a+)+$', '{{7*7}}',
    '${7*7}', '<%= 7*7 %>', '`id`', '$(id)', '../../etc/passwd', '\u2028',
  ]

  test('B33 nothing in a search is SQL', async () => {
    const acts = await counts()
    for (const q of SPELLS) {
      const answer = await agent.get(`/api/v1/search?q=${encodeURIComponent(q)}`)
      assert.ok([200, 400].includes(answer.status), `${q}: ${answer.status}`)
      const listed = await agent.get(`${ORGANISATIONS}?q=${encodeURIComponent(q)}`)
      assert.ok([200, 400].includes(listed.status), `${q}: ${listed.status}`)
      assert.doesNotMatch(JSON.stringify([answer.body, listed.body]), /syntax error|pg_|PostgresError/)
    }
    assert.equal(await counts(), acts)
  })

  test('B34 an address takes its own parts and no others', async () => {
    for (const query of ['sort=password_hash', 'fields=*', 'filter[phone][like]=138%25', 'order=id;drop', 'select=*']) {
      assert.equal((await agent.get(`${ORGANISATIONS}?${query}`)).status, 400, query)
    }
  })

  test('B35 signs of patterns are taken by the letter', async () => {
    await taken(() => system.post(PARTNERS, partner({ name: '百分百%_协会' })))
    const names = async (q: string) =>
      (await system.get(`${ORGANISATIONS}?q=${encodeURIComponent(q)}`)).body.items
        .map(({ name }: { name: { zh: string } }) => name.zh)
    assert.deepEqual(await names('%_'), ['百分百%_协会'])
    assert.deepEqual(await names('百_百'), [])
    assert.deepEqual(await names('.*'), [])
  })

  test('B36 B37 markup and templates in a name stay text on the pages of the public', async () => {
    for (const spell of [
      '<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', '{{7*7}}', '${7*7}', '<%= 7*7 %>', "'-alert(1)-'",
    ]) {
      const uscc = freshCode()
      await taken(() => system.post(PARTNERS, partner({ uscc, name: `${spell}协会` })))
      for (const url of [`/o/${uscc}`, `/en/o/${uscc}`, `/search?q=${encodeURIComponent(spell)}`]) {
        const { body, statusCode } = await of.app.http.inject({ url })
        assert.ok(statusCode < 500, url)
        assert.doesNotMatch(body, /<img src=x|<script>alert|>49</)
      }
    }
  })

  test('B39 what is written into a log is one line, and sealed against a second', async () => {
    const login = 'x\r\nadmin signed in\u001b[31m'
    await refused(() => somebody(of).post('/api/v1/session', { login, password: 'x' }), 'two lines', [400, 401])
    const rows = await of.world.db.selectFrom('security_event').selectAll().execute()
    assert.ok(!JSON.stringify(rows).includes('\\n'))
  })

  test('B40 a mail address takes no second line and no second person', async () => {
    for (const mail of [
      'a@example.cn\r\nBcc: b@example.cn', 'a@example.cn,b@example.cn', 'a@example.cn b@example.cn',
    ]) {
      await refused(() => agent.post('/api/v1/account/mail', { mail, password: 'x' }), mail, [400, 422, 404])
    }
  })

  test('B41 nobody is led to another site', async () => {
    for (const to of ['//evil.example', 'https:evil.example', '\\\\evil.example', '/%09/evil.example']) {
      for (const url of [`/app/?next=${to}`, `/app/sign-in?next=${to}`, `/?next=${to}`, to]) {
        const { headers } = await of.app.http.inject({ url })
        assert.ok(!String(headers.location ?? '').includes('evil'), url)
      }
    }
  })

  test('B42 a destination inside is refused, however it is written, and never called', async () => {
    const inside = createServer((_request, response) => { called += 1; response.end() })
    let called = 0
    inside.listen(0, '127.0.0.1')
    await once(inside, 'listening')
    const { port } = inside.address() as AddressInfo
    await taken(() => agent.post('/epcis/queries', { name: 'b42', query: {} }))
    for (const dest of [
      `http://127.0.0.1:${port}/`, `https://127.0.0.1:${port}/`, `https://[::1]:${port}/`, `https://0177.1:${port}/`,
      `https://2130706433:${port}/`, `https://localhost:${port}/`, 'https://169.254.169.254/latest/meta-data/',
      `https://a@127.0.0.1:${port}/`, `https://[::ffff:127.0.0.1]:${port}/`, 'https://10.0.0.1/', 'file:///etc/passwd',
      'gopher://127.0.0.1/', 'http://93.184.216.34/', '//127.0.0.1/', 'javascript:alert(1)', 'https://',
    ]) {
      await refused(() => agent.post('/epcis/queries/b42/subscriptions', { dest, stream: true }), dest, [422])
    }
    await of.app.work()
    inside.close()
    assert.equal(called, 0)
  })

  test('B43 documents in XML are not read at all', async () => {
    const xml = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    for (const type of ['application/xml', 'text/xml', 'application/epcis+xml']) {
      const { statusCode, body } = await of.app.http.inject({
        method: 'POST', url: '/epcis/capture', payload: xml, headers: { 'content-type': type, cookie: agent.cookie },
      })
      assert.equal(statusCode, 415, type)
      assert.ok(!body.includes('root:'))
    }
  })
})
