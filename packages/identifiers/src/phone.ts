import type { Brand } from '@tianfu/kernel'
import { normaliseIdentifier } from './normalise.ts'
import { broken, parsed } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** A telephone number in E.164 form, such as +8613800000001. */
export type Phone = Brand<'Phone'>

/** Reads a mobile number of the mainland, with or without +86, 0086 or 86, or a foreign number that starts with +. */
export function parsePhone(text: string): Parsed<Phone> {
  const digits = normaliseIdentifier(text).replace(/[().]/g, '')
  const national = digits.replace(/^(?:\+86|0086|86(?=1\d{10}$))/, '')
  if (/^1[3-9]\d{9}$/.test(national)) return parsed(`+86${national}` as Phone)
  if (/^\+(?!86)[1-9]\d{6,14}$/.test(digits)) return parsed(digits as Phone)
  if (!/^\+?\d+$/.test(digits)) return broken('phone-digits', '电话号码只由数字组成', 'A telephone number consists of digits')
  return broken('phone-form', '手机号应为1开头的11位数字；境外号码请以“+国家代码”开头',
    'A mobile number has 11 digits and begins with 1; a foreign number begins with + and the country code')
}
