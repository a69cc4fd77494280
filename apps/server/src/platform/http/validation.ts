import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { isLocalDate } from '@tianfu/kernel'
import { BadRequest } from './problem.ts'
import type { FieldProblem } from './problem.ts'

// A request is taken as it is: no coercion, no dropping, no defaults.
const strict = new Ajv2020({
  allErrors: true, coerceTypes: false, removeAdditional: false, strict: false, useDefaults: false,
})
strict.addFormat('day', isLocalDate)
strict.addFormat('moment', isMoment)
strict.addFormat('line', (text: string) => text.trim() !== '' && !CONTROL.test(text) && !INVISIBLE.test(text))
strict.addFormat('area', (text: string) => text.trim() !== '' && !CONTROL_BUT_BREAKS.test(text))

// C0, DEL, C1, and the direction overrides that make text read otherwise than it is written.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/
const CONTROL_BUT_BREAKS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/
// Joiners, direction marks, soft hyphen, byte order mark: two names that look alike would differ by them alone. Text of
// several lines may hold them. The variation selectors stay everywhere, since rare Han characters of names need them.
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff]/

function isMoment(text: string): boolean {
  const parts =
    /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/.exec(text)
  return parts !== null && isLocalDate(parts[1] as string)
}

/** A check of one part of a request; throws a BadRequest that names each field in both languages. */
export function checker(schema: object, part: 'body' | 'params' | 'query'): (value: unknown) => void {
  let validate: ValidateFunction | undefined
  return (value) => {
    validate ??= strict.compile(schema)
    if (part !== 'body') readText(schema, value)
    if (validate(value)) return
    const errors = validate.errors ?? []
    const fields = errors.slice(0, 50).map(describe)
    const unknown = errors.find((error) => error.keyword === 'additionalProperties')
    if (unknown) throw new BadRequest('unknown-field', { field: String(unknown.params.additionalProperty) }, fields)
    const [first] = fields
    throw new BadRequest('bad-request', {
      why: `${first?.path || part} ${first?.zh ?? ''}`.trim(),
      whyEn: `${first?.path || part} ${first?.en ?? ''}`.trim(),
    }, fields)
  }
}

/**
 * An address is text: where its schema asks for an integer or a boolean, the one way to write it becomes the value,
 * and what is written otherwise (`0x10`, `1e3`, `+1`, `01`, `１`) stays text and is refused by its type.
 */
function readText(schema: object, value: unknown): void {
  const wanted = (schema as { properties?: Record<string, { type?: string }> }).properties ?? {}
  const parts = value as Record<string, unknown>
  for (const [name, { type }] of Object.entries(wanted)) {
    const text = parts[name]
    if (typeof text !== 'string') continue
    if (type === 'integer' && /^(0|-?[1-9]\d{0,14})$/.test(text)) parts[name] = Number(text)
    if (type === 'boolean' && (text === 'true' || text === 'false')) parts[name] = text === 'true'
  }
}

/** Used in tests: the answer of an endpoint against its own schema. */
export const answerChecker = (schema: object): ((value: unknown) => ErrorObject[]) => {
  let validate: ValidateFunction | undefined
  return (value) => {
    validate ??= strict.compile(schema)
    return validate(value) ? [] : [...(validate.errors ?? [])]
  }
}

const FORMATS: Record<string, [zh: string, en: string]> = {
  day: ['应是真实存在的日期，如 2026-03-01', 'must be a day that exists, such as 2026-03-01'],
  moment: ['应是带时区的时间', 'must be a moment with an offset'],
  line: ['不能空白，也不能含控制字符', 'must not be blank or hold control characters'],
  area: ['不能空白，也不能含控制字符', 'must not be blank or hold control characters'],
}

function describe({ keyword, instancePath, params }: ErrorObject): FieldProblem {
  const at = (name: string) => `${instancePath}/${name}`
  const value = params as Record<string, string | number>
  switch (keyword) {
    case 'required': return { path: at(String(value.missingProperty)), zh: '请填写', en: 'is needed' }
    case 'additionalProperties': return { path: at(String(value.additionalProperty)), zh: '不认识的字段', en: 'is not known' }
    case 'type': return { path: instancePath, zh: `类型应为 ${value.type}`, en: `must be of type ${value.type}` }
    case 'enum': return { path: instancePath, zh: '不在可选范围内', en: 'is not one of the choices' }
    case 'pattern': return { path: instancePath, zh: '格式不对', en: 'does not have the right form' }
    case 'minLength': case 'minItems': case 'minimum': case 'exclusiveMinimum':
      return { path: instancePath, zh: `过短或过小，至少 ${value.limit}`, en: `is too short or small, at least ${value.limit}` }
    case 'maxLength': case 'maxItems': case 'maximum': case 'exclusiveMaximum':
      return { path: instancePath, zh: `过长或过大，至多 ${value.limit}`, en: `is too long or large, at most ${value.limit}` }
    case 'format': {
      const [zh, en] = FORMATS[String(value.format)] ?? ['格式不对', 'does not have the right form']
      return { path: instancePath, zh, en }
    }
    default: return { path: instancePath, zh: '不符合要求', en: 'is not as it must be' }
  }
}

/**
 * Parses a JSON body byte for byte. @throws BadRequest on broken UTF-8, NUL, lone surrogates, depth, a key given twice
 * (RFC 8259 §4 leaves open which of the two holds, so a signature over it would be worth nothing), or bad JSON
 */
export function parseJson(bytes: Buffer): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new BadRequest('bad-encoding', {}, [])
  }
  if (text.startsWith('\ufeff')) throw new BadRequest('bad-encoding', {}, [])
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BadRequest('bad-request', { why: 'JSON' }, [{ path: '', zh: '不是完整的 JSON', en: 'is not valid JSON' }])
  }
  inspect(value, 0)
  const twice = keyGivenTwice(text)
  if (twice !== undefined) {
    throw new BadRequest('bad-request', { why: `“${twice}”重复`, whyEn: `“${twice}” is given twice` }, [
      { path: '', zh: `“${twice}”重复`, en: `“${twice}” is given twice` },
    ])
  }
  return value
}

/** The first key that one object of this valid JSON text gives twice, however it is escaped; at most 60 characters. */
function keyGivenTwice(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [] // of each object around the place its keys, of each array nothing
  let place = 0
  while (place < text.length) {
    const character = text[place]
    if (character === '{') open.push(new Set())
    else if (character === '[') open.push(undefined)
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = endOfString(text, place)
      const keys = open.at(-1)
      if (keys && isFollowedByColon(text, end + 1)) {
        const key = JSON.parse(text.slice(place, end + 1)) as string
        if (keys.has(key)) return key.slice(0, 60)
        keys.add(key)
      }
      place = end
    }
    place += 1
  }
  return undefined
}

function isFollowedByColon(text: string, place: number): boolean {
  let next = place
  while (/\s/.test(text[next] ?? '')) next += 1
  return text[next] === ':'
}

function endOfString(text: string, start: number): number {
  let end = start + 1
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  return end
}

const MAX_DEPTH = 24

function inspect(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.includes('\u0000')) throw new BadRequest('bad-encoding', {}, [])
    return
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)
    && (Math.abs(value) > Number.MAX_SAFE_INTEGER || !Number.isFinite(value))) {
    throw new BadRequest('bad-request', { why: 'number' }, [{ path: '', zh: '数值超出范围', en: 'a number is out of range' }])
  }
  if (value === null || typeof value !== 'object') return
  if (depth >= MAX_DEPTH) {
    throw new BadRequest('bad-request', { why: 'depth' }, [{ path: '', zh: '嵌套过深', en: 'is nested too deeply' }])
  }
  if (Array.isArray(value)) {
    for (const item of value) inspect(item, depth + 1)
    return
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      throw new BadRequest('unknown-field', { field: key }, [])
    }
    if (!key.isWellFormed()) throw new BadRequest('bad-encoding', {}, [])
    inspect(item, depth + 1)
  }
}
