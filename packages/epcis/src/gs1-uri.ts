import { gs1CheckDigit } from '@tianfu/identifiers'

const withCheck = (digits: string): string => digits + gs1CheckDigit(digits)

/** As in the standard's table of characters: these are escaped; what an EPC URI already escaped stays. */
const escaped = (text: string): string =>
  text.replace(/[!()*+,:]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

interface Parts {
  readonly prefix: string
  readonly reference: string
  /** What follows the second dot; empty when there is none. */
  readonly rest: string
}

const gtin = ({ prefix, reference }: Parts): string => withCheck(reference.slice(0, 1) + prefix + reference.slice(1))
const thirteen = ({ prefix, reference }: Parts): string => withCheck(prefix + reference)

/**
 * EPC Tag Data Standard 2.0, pure identities, classes and patterns: digits that prefix and reference share, and the
 * link.
 */
const SCHEMES: Record<string, { digits?: number; rest: RegExp; link: (parts: Parts) => string }> = {
  'id:sgtin': { digits: 13, rest: /^.{1,60}$/, link: (p) => `01/${gtin(p)}/21/${escaped(p.rest)}` },
  'id:sscc': { digits: 17, rest: /^$/, link: (p) => `00/${gtin(p)}` },
  'id:sgln': {
    digits: 12, rest: /^.{1,60}$/, link: (p) => `414/${thirteen(p)}${p.rest === '0' ? '' : `/254/${escaped(p.rest)}`}`,
  },
  'id:grai': { digits: 12, rest: /^.{1,48}$/, link: (p) => `8003/0${thirteen(p)}${escaped(p.rest)}` },
  'id:giai': { rest: /^.{0,90}$/, link: (p) => `8004/${p.prefix}${escaped(whole(p))}` },
  'id:gsrn': { digits: 17, rest: /^$/, link: (p) => `8018/${thirteen(p)}` },
  'id:gsrnp': { digits: 17, rest: /^$/, link: (p) => `8017/${thirteen(p)}` },
  'id:gdti': { digits: 12, rest: /^.{1,60}$/, link: (p) => `253/${thirteen(p)}${escaped(p.rest)}` },
  'id:cpi': { rest: /^\d{1,12}$/, link: (p) => `8010/${p.prefix}${escaped(p.reference)}/8011/${p.rest}` },
  'id:sgcn': { digits: 12, rest: /^\d{1,12}$/, link: (p) => `255/${thirteen(p)}${p.rest}` },
  'id:ginc': { rest: /^.{0,90}$/, link: (p) => `401/${p.prefix}${escaped(whole(p))}` },
  'id:gsin': { digits: 16, rest: /^$/, link: (p) => `402/${thirteen(p)}` },
  'id:itip': {
    digits: 13, rest: /^\d\d\.\d\d\..{1,60}$/,
    link: (p) => `8006/${gtin(p)}${p.rest.slice(0, 2)}${p.rest.slice(3, 5)}/21/${escaped(p.rest.slice(6))}`,
  },
  'id:upui': { digits: 13, rest: /^.{1,84}$/, link: (p) => `01/${gtin(p)}/235/${escaped(p.rest)}` },
  'id:pgln': { digits: 12, rest: /^$/, link: (p) => `417/${thirteen(p)}` },
  'class:lgtin': { digits: 13, rest: /^.{1,60}$/, link: (p) => `01/${gtin(p)}/10/${escaped(p.rest)}` },
  'idpat:sgtin': { digits: 13, rest: /^\*$/, link: (p) => `01/${gtin(p)}` },
  'idpat:grai': { digits: 12, rest: /^\*$/, link: (p) => `8003/0${thirteen(p)}` },
  'idpat:gdti': { digits: 12, rest: /^\*$/, link: (p) => `253/${thirteen(p)}` },
  'idpat:sgcn': { digits: 12, rest: /^\*$/, link: (p) => `255/${thirteen(p)}` },
  'idpat:cpi': { rest: /^\*$/, link: (p) => `8010/${p.prefix}${escaped(p.reference)}` },
  'idpat:itip': {
    digits: 13, rest: /^\d\d\.\d\d\.\*$/, link: (p) => `8006/${gtin(p)}${p.rest.slice(0, 2)}${p.rest.slice(3, 5)}`,
  },
  'idpat:upui': { digits: 13, rest: /^\*$/, link: (p) => `01/${gtin(p)}` },
}

/** Keys whose reference may itself hold dots: GIAI and GINC. */
const whole = ({ reference, rest }: Parts): string => (rest === '' ? reference : `${reference}.${rest}`)

const ORIGIN = 'https://id.gs1.org/'
const LONGEST = 2048

/**
 * The one form in which an identifier is compared and hashed: a Digital Link on id.gs1.org with the finest level alone
 * (serial before lot), without variant and attributes. Undefined for any other text.
 */
export function canonicalIdentifier(uri: string): string | undefined {
  if (uri.length > LONGEST) return undefined
  if (uri.startsWith('http')) return fromDigitalLink(uri)
  return uri.startsWith('urn:epc:') ? fromEpcUri(uri) : undefined
}

function fromEpcUri(uri: string): string | undefined {
  const [, name = '', prefix = '', reference = '', rest = ''] =
    /^urn:epc:((?:id|class|idpat):[a-z]+):(\d{6,12})\.([^.]*)(?:\.(.*))?$/.exec(uri) ?? []
  const scheme = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined
  if (!scheme || !scheme.rest.test(rest) || !/^[!"%&'()*+,\-.0-9:;<=>?A-Z_a-z]*$/.test(reference + rest))
    return undefined
  if (scheme.digits !== undefined && !(prefix.length + reference.length === scheme.digits && /^\d*$/.test(reference))) {
    return undefined
  }
  return ORIGIN + scheme.link({ prefix, reference, rest })
}

// Keys in the order in which they are looked for, and what may follow each.
const KEYS = ['00', '01', '253', '255', '401', '402', '414', '417', '8003', '8004', '8006', '8010', '8017', '8018']
const ANY_KEY = new RegExp(`/(?:${KEYS.join('|')})/`)
const VALUE = `["%'\\-.0-9;<=>?A-Z_a-z]`
const FORMS = [
  '00/\\d{18}', `01/\\d{14}(?:/(?:10|21)/${VALUE}{0,20}|/235/${VALUE}{0,28})?`, `253/\\d{13}${VALUE}{0,17}`,
  '255/\\d{13,25}', `401/${VALUE}{0,30}`, '402/\\d{17}', `414/\\d{13}(?:/254/${VALUE}{0,20})?`, '417/\\d{13}',
  `8003/\\d{14}${VALUE}{0,16}`, `8004/${VALUE}{0,30}`, `8006/\\d{18}(?:/(?:10|21)/${VALUE}{0,20})?`,
  '8010/[#\\-/0-9A-Z]{0,30}(?:/8011/\\d{0,12})?', '8017/\\d{18}', '8018/\\d{18}',
]
const FORM = new RegExp(`^(?:${FORMS.join('|')})$`)

/** What stands on id.gs1.org in the one form already. Values hold no slash there, so no other key can hide in one. */
const READY = new RegExp(`^https://id\\.gs1\\.org/(?:${FORMS.filter((form) => !form.startsWith('8010')).join('|')})$`)

function fromDigitalLink(uri: string): string | undefined {
  // What follows a question mark is cut off.
  if (!uri.includes('?') && READY.test(uri)) return uri
  if (!/^https?:\/\/[^/?#]+\//.test(uri)) return undefined
  const [path = ''] = uri.split('?')
  const key = ANY_KEY.test(path) ? KEYS.find((one) => path.indexOf(`/${one}/`) > 0) : undefined
  if (key === undefined) return undefined
  const at = path.indexOf(`/${key}/`)
  let link = path
    .slice(at + 1)
    .replace(/^01\/(\d{8}|\d{12}|\d{13})(?=\/|$)/, (_, digits: string) => `01/${digits.padStart(14, '0')}`)
  link = link.replace(/^((?:01|8006)\/\d+)\/22\/[^/]*/, '$1').replace(/^((?:01|8006)\/\d+)\/10\/[^/]*(?=\/21\/)/, '$1')
  return FORM.test(link) ? ORIGIN + link : undefined
}
