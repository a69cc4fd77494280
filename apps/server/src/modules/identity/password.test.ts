import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { loadScheme } from '../../platform/scheme.ts'
import { DUMMY_HASH, checkPassword, hashPassword, verifyPassword } from './password.ts'
import { placeWords } from './place-words.ts'
import { codeOf, enrolment, secretBytes, stepOfCode } from './second-factor.ts'

const places = placeWords(loadScheme(join(import.meta.dirname, '../../../../../scheme/sichuan')))

describe('passwords (B61)', () => {
  for (const text of [
    'correct horse battery staple',
    '一句只有我知道的话',
    '𠮷野家的牛肉饭很好吃',
    'x'.repeat(5) + 'y7!k',
    'a'.repeat(60) + 'bcdXYZ9',
    'Trüffel mit Öl',
    '        spaces        x',
    'kD9$vQ2#',
  ]) {
    test(`${JSON.stringify(text.slice(0, 24))} is accepted whole`, () => checkPassword(text, 'zhang.san', places))
  }
  for (const { text, code, why } of [
    { text: '1234567', code: 'password-short', why: 'seven characters' },
    { text: '𠮷𠮷𠮷𠮷𠮷𠮷𠮷', code: 'password-short', why: 'seven characters, fourteen code units' },
    { text: 'password', code: 'password-known', why: 'heads every list' },
    { text: 'P@ssw0rd1', code: 'password-known', why: 'the same in disguise' },
    { text: 'tianfu2026', code: 'password-known', why: 'the place and the year' },
    { text: 'Sichuan!!', code: 'password-known', why: 'the place' },
    { text: '锦江区510104', code: 'password-known', why: 'a county and its code' },
    { text: 'qwertyuiop', code: 'password-known', why: 'a row of keys' },
    { text: '12345678', code: 'password-known', why: 'a run' },
    { text: '87654321', code: 'password-known', why: 'a run down' },
    { text: 'abcdefgh', code: 'password-known', why: 'a run of letters' },
    { text: '11111111', code: 'password-known', why: 'one character' },
    { text: '19900101', code: 'password-known', why: 'a birthday' },
    { text: '13800000001', code: 'password-known', why: 'a telephone number' },
    { text: 'woaini1314', code: 'password-known', why: 'heads Chinese lists' },
    { text: 'adminadmin', code: 'password-known', why: 'twice the same' },
    { text: 'zhang.san', code: 'password-known', why: 'the login' },
    { text: 'zhangsan99', code: 'password-known', why: 'the login with digits' },
  ]) {
    test(`${text} is refused: ${why}`, () =>
      assert.throws(() => checkPassword(text, 'zhang.san', places), (error: Error) => error.message === code))
  }

  test('a hash says its parameters and takes only its own password, to the last character', async () => {
    const long = '密'.repeat(80) + 'z'
    const hash = await hashPassword(long, randomBytes)
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.equal(await verifyPassword(long, hash), true)
    assert.equal(await verifyPassword(long.slice(0, -1), hash), false)
    assert.equal(await verifyPassword('', DUMMY_HASH), false)
  })

  test('the parameters in the text are the ones that count', async () => {
    const weaker = (await hashPassword('some words here', randomBytes)).replace('t=2', 't=1')
    assert.equal(await verifyPassword('some words here', weaker), false, 'other parameters give another tag')
  })
})

describe('one-time codes (B57)', () => {
  const secret = secretBytes('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ') // RFC 6238 appendix B: '12345678901234567890'
  test('are those of RFC 6238', () => {
    assert.equal(codeOf(secret, Math.floor(59 / 30)), '287082')
    assert.equal(codeOf(secret, Math.floor(1_111_111_109 / 30)), '081804')
    assert.equal(codeOf(secret, Math.floor(20_000_000_000 / 30)), '353130')
  })
  const now = 1_000_000 * 30_000 + 5_000
  for (const [step, taken] of [[-2, false], [-1, true], [0, true], [1, true], [2, false]] as const) {
    test(`a code ${step} steps from now is ${taken ? 'taken' : 'refused'}`, () =>
      assert.equal(stepOfCode(secret, codeOf(secret, 1_000_000 + step), now, 0), taken ? 1_000_000 + step : undefined))
  }
  test('a code is good once, and so is every earlier one', () => {
    assert.equal(stepOfCode(secret, codeOf(secret, 1_000_000), now, 1_000_000), undefined)
    assert.equal(stepOfCode(secret, codeOf(secret, 999_999), now, 1_000_000), undefined)
    assert.equal(stepOfCode(secret, codeOf(secret, 1_000_001), now, 1_000_000), 1_000_001)
  })
  test('short and long codes are refused without a throw', () => {
    for (const code of ['', '1', '0000000']) assert.equal(stepOfCode(secret, code, now, 1_000_001), undefined)
  })
  test('an enrolment gives what apps read', () => {
    const { secret: text, uri } = enrolment(secret, '天府品质', 'zhang.san')
    assert.equal(text, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    assert.match(uri, /^otpauth:\/\/totp\/.+secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ/)
  })
})
