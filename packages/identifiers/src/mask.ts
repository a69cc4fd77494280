import type { DocumentNumber } from './identity-document.ts'
import type { MailAddress } from './mail.ts'
import type { Phone } from './phone.ts'

/** First three and last four characters at most; short numbers show less, never more than half. */
export function maskIdNumber(number: DocumentNumber | string): string {
  if (number.length >= 14) return `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`
  const shown = Math.min(4, Math.floor(number.length / 2))
  return '*'.repeat(number.length - shown) + (shown === 0 ? '' : number.slice(-shown))
}

/** 138****0001; a foreign number keeps its last four digits. */
export function maskPhone(phone: Phone | string): string {
  const national = phone.startsWith('+86') ? phone.slice(3) : phone
  if (/^1\d{10}$/.test(national)) return `${national.slice(0, 3)}****${national.slice(7)}`
  const shown = Math.min(4, Math.floor(national.length / 2))
  return '*'.repeat(national.length - shown) + (shown === 0 ? '' : national.slice(-shown))
}

/** 张*, 张**; names in Latin letters keep the first letter of each part. */
export function maskName(name: string): string {
  const characters = [...name.trim()]
  if (/\p{Script=Han}/u.test(name)) return (characters[0] ?? '') + '*'.repeat(Math.max(characters.length - 1, 1))
  return name.trim().split(/\s+/).map((part) => `${[...part][0] ?? ''}*`).join(' ')
}

/** z***@example.com: the domain is the provider's, the name the person's. */
export function maskMailAddress(address: MailAddress | string): string {
  const at = address.lastIndexOf('@')
  return `${at > 1 ? address.slice(0, 1) : ''}***${address.slice(Math.max(at, 0))}`
}
