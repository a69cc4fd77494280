import { AI_TABLE, ALPHAS } from './ai-table.ts'
import { CHARACTER_SETS } from './content-checks.ts'
import type { Element } from './element-string.ts'
import { checkValue } from './element-string.ts'
import { percentEncoded } from './item-link.ts'

/** A GS1 Digital Link URI, taken apart (URI syntax 1.6, uncompressed). */
export interface DigitalLink {
  /** Scheme, host and any path before the primary key. */
  readonly stem: string
  /** Primary key, qualifiers, then attributes, each as an AI with its value. */
  readonly elements: readonly Element[]
  /** How many of the elements stand in the path. */
  readonly inPath: number
  /** Parameters that are no AI, as written; a resolver passes them on. */
  readonly others: readonly string[]
}

export type DigitalLinkReading =
  | { readonly ok: true; readonly link: DigitalLink }
  | { readonly ok: false; readonly rule: string; readonly ai?: string }

/** What older links did. All off: the standard's own rules. */
export interface DigitalLinkLeniency {
  /** GTINs of 8, 12 or 13 digits in AI 01, filled up with zeros. */
  readonly shortGtins?: boolean
  /** `gtin`, `ser`, `lot` … instead of digits. */
  readonly alphas?: boolean
  /** Digits that are no AI. */
  readonly unknownAis?: boolean
}

const LONGEST = 8192
const URI_CHARACTERS = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/
const START = /^(?:https|HTTPS|http|HTTP):\/\/([A-Za-z0-9\-.:[\]]+)\//

/**
 * Reads a GS1 Digital Link URI. Beyond its form, every value is checked by the rules of its AI, qualifiers must stand
 * in order, and an AI that belongs in the path is refused as an attribute. Whether AIs go together is told by
 * `checkAssociations`.
 */
export function parseDigitalLink(text: string, leniency: DigitalLinkLeniency = {}): DigitalLinkReading {
  if (text.length > LONGEST) return refused('too-long')
  const start = START.exec(text)
  if (!start || !URI_CHARACTERS.test(text)) return refused('malformed')
  const hash = text.indexOf('#')
  const whole = hash < 0 ? text : text.slice(0, hash)
  const mark = whole.indexOf('?')
  const segments = (mark < 0 ? whole : whole.slice(0, mark)).slice(start[0].length).split('/')
  const root = rootOf(segments, leniency)
  if (root < 0) return refused('no-primary-key')

  const elements: Element[] = []
  for (let i = root; i < segments.length; i += 2) {
    const ai = aiOf(segments[i] ?? '', leniency) ?? ''
    const fault = add(elements, ai, segments[i + 1] ?? '', false, leniency)
    if (fault) return fault
  }
  const inPath = elements.length
  const key = elements[0]?.ai ?? ''
  const path = elements.slice(1).map(({ ai }) => ai)
  if (!isQualifierSequence(key, path)) return refused('qualifier-sequence')

  const others: string[] = []
  for (const parameter of mark < 0 ? [] : whole.slice(mark + 1).split('&')) {
    if (parameter === '') continue
    const equals = parameter.indexOf('=')
    const ai = parameter.slice(0, equals)
    if (equals < 0 || !/^\d+$/.test(ai)) {
      others.push(parameter)
      continue
    }
    if (elements.some((element) => element.ai === ai)) return refused('repeated', ai)
    const entry = AI_TABLE.get(ai)
    if (entry ? !entry.attribute : !leniency.unknownAis) return refused(entry ? 'not-an-attribute' : 'unknown-ai', ai)
    if (belongsInPath(key, path, ai)) return refused('belongs-in-path', ai)
    const fault = add(elements, ai, parameter.slice(equals + 1), true, leniency)
    if (fault) return fault
  }
  const before = segments.slice(0, root).map((segment) => `${segment}/`).join('')
  return { ok: true, link: { stem: `${start[0]}${before}`.slice(0, -1), elements, inPath, others } }
}

/**
 * Writes a Digital Link: the first primary key among the elements, the longest fitting sequence of its qualifiers, then
 * attributes, those of fixed length first. Repeated elements are written once.
 *
 * @param stem such as `https://tianfu.example`, with or without a path
 */
export function formatDigitalLink(
  stem: string, elements: readonly Element[], unknownAis = false,
): { ok: true; uri: string } | { ok: false; rule: string; ai?: string } {
  const key = elements.find(({ ai }) => AI_TABLE.get(ai)?.qualifiers)
  if (!key) return refused('no-primary-key')
  const present = (list: readonly string[]) => list.filter((ai) => elements.some((element) => element.ai === ai))
  const [first = []] = (AI_TABLE.get(key.ai)?.qualifiers ?? []).map(present).sort((a, b) => b.length - a.length)
  const inPath = [key.ai, ...first]
  const unique = elements.filter(({ ai }, i) => elements.findIndex((element) => element.ai === ai) === i)
  const attributes = unique.filter(({ ai }) => !inPath.includes(ai))
  for (const { ai } of attributes) {
    const entry = AI_TABLE.get(ai)
    if (entry ? !entry.attribute : !unknownAis) return refused('not-an-attribute', ai)
  }
  const ordered = [true, false].flatMap((fixed) =>
    attributes.filter(({ ai }) => (AI_TABLE.get(ai)?.fixed ?? false) === fixed),
  )
  return {
    ok: true,
    uri: written(
      stem,
      inPath.map((ai) => unique.find((element) => element.ai === ai) as Element),
      ordered,
    ),
  }
}

/**
 * The canonical form of a link: on id.gs1.org, numeric AIs, qualifiers in the path, attributes by their AI, nothing
 * else. Two links of one item have the same.
 */
export function canonicalDigitalLink({ elements, inPath }: DigitalLink): string {
  const attributes = elements.slice(inPath).toSorted((a, b) => (a.ai < b.ai ? -1 : 1))
  return written('https://id.gs1.org', elements.slice(0, inPath), attributes)
}

function written(stem: string, path: readonly Element[], attributes: readonly Element[]): string {
  const parts = path.map(({ ai, value }) => `/${ai}/${percentEncoded(value)}`).join('')
  const query = attributes.map(({ ai, value }) => `${ai}=${percentEncoded(value).replaceAll('%20', '+')}`).join('&')
  return `${stem.replace(/\/$/, '')}${parts}${query === '' ? '' : `?${query}`}`
}

/** From the end, pair by pair, to the first AI that is a primary key: what stands before it is the stem. */
function rootOf(segments: readonly string[], leniency: DigitalLinkLeniency): number {
  for (let i = segments.length - 2; i >= 0; i -= 2) {
    const ai = aiOf(segments[i] ?? '', leniency)
    if (ai === undefined) return -1
    if (AI_TABLE.get(ai)?.qualifiers) return i
  }
  return -1
}

function aiOf(segment: string, { alphas }: DigitalLinkLeniency): string | undefined {
  if (AI_TABLE.has(segment)) return segment
  return alphas && Object.hasOwn(ALPHAS, segment) ? ALPHAS[segment] : undefined
}

/** True when `path` is part of one of the key's sequences of qualifiers, in its order. */
function isQualifierSequence(key: string, path: readonly string[]): boolean {
  return (AI_TABLE.get(key)?.qualifiers ?? []).some((sequence) => {
    let at = -1
    return path.every((ai) => {
      const place = sequence.indexOf(ai)
      const later = place > at
      at = place
      return later
    })
  })
}

const belongsInPath = (key: string, path: readonly string[], ai: string): boolean =>
  path.some((_, i) => isQualifierSequence(key, path.toSpliced(i, 0, ai))) || isQualifierSequence(key, [...path, ai])

/** Decodes and checks one value and adds it; answers the fault, if any. */
function add(
  elements: Element[], ai: string, encoded: string, inQuery: boolean, leniency: DigitalLinkLeniency,
): { ok: false; rule: string; ai?: string } | undefined {
  let value = decoded(encoded, inQuery)
  if (value === '') return refused('empty', ai)
  if (leniency.shortGtins && ai === '01' && [8, 12, 13].includes(value.length)) value = value.padStart(14, '0')
  const rule = AI_TABLE.has(ai) ? checkValue(ai, value) : CHARACTER_SETS.X(value)
  if (rule !== undefined) return refused(rule, ai)
  elements.push({ ai, value })
  return undefined
}

/** A percent sign that escapes nothing stands for itself; the rules of the AI decide about it. */
function decoded(text: string, inQuery: boolean): string {
  const spaced = inQuery ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  return spaced.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

const refused = (rule: string, ai?: string): { ok: false; rule: string; ai?: string } =>
  ({ ok: false, rule, ...(ai !== undefined && { ai }) })
