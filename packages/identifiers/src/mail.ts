import type { Brand } from '@tianfu/kernel'
import { halfWidth } from './normalise.ts'
import { broken, parsed } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** A mail address whose domain is in lower case. */
export type MailAddress = Brand<'MailAddress'>

/**
 * Reads a mail address: a dot-atom of RFC 5322 §3.4.1 before the @, a domain of letters, digits and hyphens (RFC 1035
 * §2.3.1) behind it; 64 and 254 characters at most (RFC 5321 §4.5.3.1, RFC 3696 erratum 1690). Quoted local parts,
 * comments, literals and addresses beyond ASCII are refused: no message to them could be relied on.
 */
export function parseMailAddress(text: string): Parsed<MailAddress> {
  const address = halfWidth(text).trim()
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, Math.max(at, 0)), address.slice(at + 1).toLowerCase()]
  if (at < 1 || domain === '') return broken('mail-form', '邮箱地址应为“名称@域名”', 'A mail address has the form name@domain')
  if (local.length > 64 || address.length > 254) {
    return broken('mail-length', '邮箱地址过长', 'The mail address is too long')
  }
  if (!/^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(local)) {
    return broken('mail-local', '“@”前只能有字母、数字、点和连字符等半角符号',
      'Before the @ stand letters, digits, dots, hyphens and the like')
  }
  if (!/^([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/.test(domain)) {
    return broken('mail-domain', '“@”后应为完整的域名', 'After the @ stands a whole domain name')
  }
  return parsed(`${local}@${domain}` as MailAddress)
}
