import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  completeCreditCode, composeNumber, gs1CheckDigit, idNumberCheck, iso7064Mod37, maskIdNumber, maskMailAddress,
  maskName, maskPhone,
  mustParse, organisationCodeWarning, parseCreditCode, parseForeignDocument, parseGln, parseGtin, parseIdentityDocument,
  parseMailAddress,
  parseIdNumber, parseNumber, parsePhone, parseRegionCode, parseSscc, regionContains, regionLevel, regionParent,
  shortGtin, withCheckDigit,
} from './index.ts'
import type { Parsed } from './index.ts'

const ruleOf = (result: Parsed<unknown>) => (result.ok ? 'ok' : result.rule)
const valueOf = (result: Parsed<unknown>) => (result.ok ? result.value : result.rule)

test('credit codes of real enterprises pass, each broken rule is named', () => {
  const table: [string, string][] = [
    ['91330100799655058B', 'ok'],
    ['9144030071526726XG', 'ok'],
    ['914403001922038216', 'ok'],
    ['91350100M000100Y43', 'ok'],
    ['91350100M000100Y4Z', 'credit-code-alphabet'],
    ['91350100M000100Y44', 'credit-code-check'],
    ['91350100M000100Y4', 'credit-code-length'],
    ['913A0100M000100Y43', 'credit-code-region'],
    ['', 'credit-code-length'],
    [' ９１３３０１００ 799655058b\u200b', 'ok'],
    ['9133O100799655O58B', 'ok'],
  ]
  for (const [text, rule] of table) assert.equal(ruleOf(parseCreditCode(text)), rule, text)
  assert.equal(valueOf(parseCreditCode('9133O100799655O58b')), '91330100799655058B')
})

const creditCode = fc.stringMatching(/^9[1-3]51\d{4}[0-9A-HJ-NPQRTUWXY]{9}$/).map(completeCreditCode)

test('any one changed character of a credit code is found', () => {
  const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']
  fc.assert(fc.property(creditCode, fc.nat(17), fc.constantFrom(...alphabet), (code, at, character) => {
    if (code[at] === character) return
    assert.equal(parseCreditCode(code.slice(0, at) + character + code.slice(at + 1)).ok, false)
  }))
})

test('a wrong organisation code is a warning, not a refusal', () => {
  assert.equal(organisationCodeWarning(mustParse(parseCreditCode('91330100799655058B'))), undefined)
  const other = completeCreditCode('91330100799655059')
  assert.equal(parseCreditCode(other).ok, true)
  assert.match(organisationCodeWarning(other)?.zh ?? '', /主体标识码/)
})

test('GTINs of every length are read into 14 digits', () => {
  const table: [string, string][] = [
    ['6901234567892', '06901234567892'],
    ['6291041500213', '06291041500213'],
    ['96385074', '00000096385074'],
    ['036000291452', '00036000291452'],
    ['12345678901231', '12345678901231'],
    ['690-1234-56789-2', '06901234567892'],
    ['6901234567893', 'gs1-check-digit'],
    ['690123456789', 'gs1-check-digit'],
    ['69012345678', 'gtin-length'],
    ['690123456789A', 'gtin-digits'],
    ['', 'gtin-digits'],
  ]
  for (const [text, expected] of table) assert.equal(valueOf(parseGtin(text)), expected, text)
  assert.equal(shortGtin(mustParse(parseGtin('6901234567892'))), '6901234567892')
  assert.equal(shortGtin(mustParse(parseGtin('96385074'))), '96385074')
  assert.equal(gs1CheckDigit('690123456789'), '2')
  assert.equal(ruleOf(parseSscc('006141411234567890')), 'ok')
  assert.equal(ruleOf(parseGln(withCheckDigit('950600013435'))), 'ok')
  assert.equal(ruleOf(parseGln('9506000134350')), 'gs1-check-digit')
})

test('identity numbers: each broken rule is named and nothing is echoed', () => {
  const ending = (first17: string) => first17 + idNumberCheck(first17)
  const good = ending('51010419800229001')
  const table: [string, string][] = [
    ['11010519491231002X', 'ok'],
    ['11010519491231002ｘ', 'ok'],
    [good, 'ok'],
    [ending('51010419810229001'), 'id-number-date'],
    ['110105194912310021', 'id-number-check'],
    ['110105491231002', 'id-number-15'],
    ['1101054912310', 'id-number-length'],
    ['11010519491231X02X', 'id-number-characters'],
  ]
  for (const [text, rule] of table) {
    const result = parseIdNumber(text)
    assert.equal(ruleOf(result), rule, text)
    if (!result.ok) assert.ok(!JSON.stringify(result).includes(text))
  }
  const foreign = parseIdNumber(ending('91156119800101001'))
  assert.equal(foreign.ok && foreign.value.kind, 'permanent-residence')
  assert.equal(ruleOf(parseIdentityDocument('permanent-residence', good)), 'id-number-kind')
  assert.equal(ruleOf(parseForeignDocument('E12345678')), 'ok')
  assert.equal(ruleOf(parseForeignDocument('CHN310057012345')), 'ok')
  assert.equal(ruleOf(parseForeignDocument('ABCDEFG')), 'passport-form')
})

test('phones are read into E.164', () => {
  const table: [string, string][] = [
    ['13800000001', '+8613800000001'],
    ['+86 138-0000-0001', '+8613800000001'],
    ['0086 13800000001', '+8613800000001'],
    ['8613800000001', '+8613800000001'],
    ['（１３８）0000 0001', '+8613800000001'],
    ['+1 (212) 555-0100', '+12125550100'],
    ['12800000001', 'phone-form'],
    ['+8612345', 'phone-form'],
    ['abc', 'phone-digits'],
  ]
  for (const [text, expected] of table) assert.equal(valueOf(parsePhone(text)), expected, text)
})

test('masks show no more than they may', () => {
  assert.equal(maskIdNumber('11010519491231002X'), '110***********002X')
  assert.equal(maskIdNumber('E12345678'), '*****5678')
  assert.equal(maskPhone('+8613800000001'), '138****0001')
  assert.equal(maskName('张三'), '张*')
  assert.equal(maskName('欧阳娜娜'), '欧***')
  assert.equal(maskName('Ada Lovelace'), 'A* L*')
  fc.assert(fc.property(fc.stringMatching(/^[A-Z0-9]{1,20}$/), (number) => {
    assert.ok(
      maskIdNumber(number).replaceAll('*', '').length <= Math.max(7 * Number(number.length >= 14), number.length / 2),
    )
  }))
})

test('register numbers carry ISO 7064 MOD 37,36', () => {
  assert.equal(iso7064Mod37('A12425GABC1234002'), 'M')
  const number = composeNumber(['TFP', '0101', '2026', '00001'])
  assert.equal(valueOf(parseNumber(number)), number)
  assert.throws(() => composeNumber(['TFO', '1']), RangeError)
})

const body = fc.stringMatching(/^[0-9A-HJ-NP-Z]{4,34}$/)

test('a number pasted from a print form is the same number', () => {
  const dashes = fc.constantFrom(' ', '-', '–', '—', '－', '\u00a0', '\u200b', '')
  fc.assert(
    fc.property(body, fc.array(dashes, { minLength: 35, maxLength: 35 }), fc.boolean(), (text, between, confused) => {
      const number = composeNumber([text])
      const typed = confused ? number.replaceAll('0', 'O').replaceAll('1', 'I') : number.toLowerCase()
      const pasted = [...typed].map((character, i) => character + (between[i] ?? '')).join('')
      assert.equal(valueOf(parseNumber(pasted)), number)
      const wide = [...number].map((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).join('')
      assert.equal(valueOf(parseNumber(wide)), number)
    }),
  )
})

test('a changed character of a number is found, unless only a look-alike of the check character tells it', () => {
  const alphabet = [...'0123456789ABCDEFGHJKLMNPQRSTUVWXYZ']
  fc.assert(fc.property(body, fc.nat(33), fc.constantFrom(...alphabet), (text, at, character) => {
    const i = at % text.length
    if (text[i] === character) return
    const changed = text.slice(0, i) + character + text.slice(i + 1)
    const checks = [iso7064Mod37(text), iso7064Mod37(changed)].toSorted().join('')
    assert.notEqual(checks[0], checks[1])
    if (checks !== '0O' && checks !== '1I') assert.equal(parseNumber(changed + iso7064Mod37(text)).ok, false)
  }))
})

test('region codes know their level, parent and what they contain', () => {
  assert.equal(ruleOf(parseRegionCode('510104')), 'ok')
  assert.equal(ruleOf(parseRegionCode('510004')), 'region-levels')
  assert.equal(ruleOf(parseRegionCode('51010')), 'region-form')
  assert.deepEqual(['510000', '510100', '510104'].map(regionLevel), ['province', 'prefecture', 'county'])
  assert.equal(regionParent('510104'), '510100')
  assert.equal(regionParent('510000'), undefined)
  assert.ok(regionContains('510000', '513401') && regionContains('510100', '510104'))
  assert.ok(!regionContains('510100', '510300') && !regionContains('510104', '510105'))
})

test('no text makes a parser throw or answer with what was typed', () => {
  const parsers = [parseCreditCode, parseGtin, parseSscc, parseGln, parseIdNumber, parseForeignDocument, parsePhone,
    parseNumber, parseRegionCode]
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constant('9'.repeat(1e5)))
  fc.assert(fc.property(text, fc.constantFrom(...parsers), (input, parse) => {
    const result = parse(input) as Parsed<unknown>
    if (!result.ok) assert.ok(result.zh !== '' && result.en !== '' && /^[a-z0-9-]+$/.test(result.rule))
  }))
})

test('a mail address is read as people type it, and what could not be written to is refused with its rule', () => {
  assert.deepEqual(parseMailAddress(' a.b+c@Mail.Example.CN '), { ok: true, value: 'a.b+c@mail.example.cn' })
  for (const [text, rule] of [
    ['', 'mail-form'], ['a', 'mail-form'], ['@b.cn', 'mail-form'], ['a@', 'mail-form'], ['.a@b.cn', 'mail-local'],
    ['a..b@c.cn', 'mail-local'], ['a\r\nBcc:x@b.cn', 'mail-local'], ['"a b"@c.cn', 'mail-local'],
    ['a@b', 'mail-domain'],
    ['a@-b.cn', 'mail-domain'], ['a@[127.0.0.1]', 'mail-domain'], [`${'x'.repeat(65)}@b.cn`, 'mail-length'],
  ] as const) {
    const read = parseMailAddress(text)
    assert.equal(read.ok ? 'accepted' : read.rule, rule, text)
  }
  assert.equal(maskMailAddress('zhang@example.com'), 'z***@example.com')
  assert.equal(maskMailAddress('z@example.com'), '***@example.com')
})

test('the parser of mail addresses takes any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => { parseMailAddress(text) }))
})
