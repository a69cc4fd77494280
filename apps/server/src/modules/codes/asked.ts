import { normaliseSerial, readItemLink } from '@tianfu/codes'
import { halfWidth, parseGtin } from '@tianfu/identifiers'

/** What somebody wants verified: an item by GTIN and serial, or anything that has a number. */
export type Asked =
  | { readonly gtin: string; readonly serial: string; readonly lot?: string }
  | { readonly number: string }

export interface Problem { readonly rule: string; readonly zh: string; readonly en: string }
export type Reading = { readonly ok: true; readonly asked: Asked } | { readonly ok: false; readonly problem: Problem }

const LONGEST = 400

/**
 * Reads what a person typed, pasted or scanned: the link in a QR code, `gtin.serial`, or a certificate's or licence's
 * number. Never throws; what cannot be read is said with the rule that it breaks.
 */
export function readAsked(text: string): Reading {
  const trimmed = halfWidth(text).trim()
  if (trimmed === '' || trimmed.length > LONGEST) return broken('code-form', '请输入标识码或编号', 'Enter a code or a number')
  const link = /\/01\//.test(trimmed) ? readItemLink(trimmed) : undefined
  if (link?.ok && link.link.serial) return item(link.link.gtin, link.link.serial, link.link.lot)
  if (link && !link.ok) {
    return broken(`link-${link.why}`, '二维码中的网址不完整或被改动', 'The link of the QR code is incomplete or altered')
  }
  const last = decoded((/\/(?:v|c)\/([^/?#]+)/.exec(trimmed)?.[1] ?? trimmed))
  const pair = /^(\d[\d\s-]{0,22})[.．·](.{1,60})$/u.exec(last)
  if (pair?.[1] && pair[2]) return item(pair[1], pair[2])
  const number = last.normalize('NFKC').toUpperCase().replace(/[\s\u200b\u3000]/g, '')
  if (!/^[\p{L}\p{N}〔〕号()./-]{4,60}$/u.test(number)) {
    return broken('number-form', '编号由数字和字母组成，请核对', 'A number consists of digits and letters: compare it')
  }
  return { ok: true, asked: { number } }
}

/** An item as printed: the GTIN in 14 digits with its check digit, the serial as 20 characters of the alphabet. */
export function item(gtinText: string, serialText: string, lot?: string): Reading {
  const gtin = parseGtin(gtinText)
  if (!gtin.ok) return { ok: false, problem: { rule: gtin.rule, zh: gtin.zh, en: gtin.en } }
  const serial = normaliseSerial(serialText)
  if (!/^[0-9A-HJKMNP-TV-Z]{20}$/.test(serial)) {
    return broken('serial-form', '序列号应为20位数字和大写字母（不含I、L、O、U）',
      'A serial has 20 digits and capital letters (without I, L, O, U)')
  }
  return { ok: true, asked: { gtin: gtin.value, serial, ...(lot !== undefined && { lot }) } }
}

const broken = (rule: string, zh: string, en: string): Reading => ({ ok: false, problem: { rule, zh, en } })

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
