import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completeCreditCode, idNumberCheck } from '@tianfu/identifiers'
import { cookieOf, freshCode, somebody } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import { appointFirstAdministrators } from './index.ts'

const person = (name: string, tail: string) => {
  const first17 = `51999919850505${tail}`
  return { name, idKind: 'resident' as const, idNumber: first17 + idNumberCheck(first17) }
}
const platform = {
  uscc: completeCreditCode('12519999MA0FRT001'), name: '示例运营中心', region: '510104', address: '四川省成都市锦江区示例路1号',
}
const three = [
  { ...person('甲一', '101'), login: 'first-system', role: 'system-administrator' },
  { ...person('乙二', '102'), login: 'first-security', role: 'security-administrator' },
  { ...person('丙三', '103'), login: 'first-audit', role: 'audit-administrator' },
]

test('the first three administrators are three persons, appointed once, who set their own passwords', async () => {
  const of = await testWorld({ seed: false })
  try {
    const twice = three.map((one) => ({ ...one, ...person('甲一', '101') }))
    await assert.rejects(
      appointFirstAdministrators(of.world, { platform, administrators: twice }),
      /roles-incompatible/,
    )
    await assert.rejects(
      appointFirstAdministrators(of.world, { platform, administrators: three.slice(1) }),
      /role-unknown/,
    )
    const links = await appointFirstAdministrators(of.world, { platform, administrators: three })
    await assert.rejects(appointFirstAdministrators(of.world, { platform, administrators: three }), /wrong-state/)

    const token = links.find(({ login }) => login === 'first-security')?.link.split('#')[1] ?? ''
    const password = 'some words in a row'
    assert.equal((await somebody(of).put('/api/v1/password-resets', { token, password })).status, 200)
    const answer = await somebody(of).post('/api/v1/session', { login: 'first-security', password })
    assert.equal(answer.body.membership, undefined, 'closed until a second factor is enrolled')
    const me = somebody(of, cookieOf(answer))
    const { body } = await me.post('/api/v1/account/second-factor', { password })
    const entered = await me.put('/api/v1/account/second-factor', {
      oneTimeCode: freshCode(of, body.secret, 'first-security'),
    })
    assert.ok(entered.body.grants.includes('membership:approve'))
  } finally {
    await of.close()
  }
})
