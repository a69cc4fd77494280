import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { isLocalDate } from '@tianfu/kernel'
import { BadRequest } from './problem.ts'
import type { FieldProblem } from './problem.ts'

// A body is taken as it is: no coercion, no dropping. An address is text, so its parts, and they alone, are converted.
const strict = new Ajv2020({
  allErrors: true, coerceTypes: false, removeAdditional: false, strict: false, useDefaults: false,
})
const address = new Ajv2020({ allErrors: true, coerceTypes: true, removeAdditional: false, strict: false })
for (const ajv of [strict, address]) {
  ajv.addFormat('day', isLocalDate)
  ajv.addFormat('moment', isMoment)
  ajv.addFormat('line', (text: string) => text.trim() !== '' && !CONTROL.test(text))
  ajv.addFormat('area', (text: string) => text.trim() !== '' && !CONTROL_BUT_BREAKS.test(text))
}

// C0, DEL, C1, and the direction overrides that make text read otherwise than it is written.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b]/
const CONTROL_BUT_BREAKS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

function isMoment(text: string): boolean {
  const parts =
    /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/.exec(text)
  return parts !== null && isLocalDate(parts[1] as string)
}

/** A check of one part of a request; throws a BadRequest that names each field in both languages. */
export function checker(schema: object, part: 'body' | 'params' | 'query'): (value: unknown) => void {
  let validate: ValidateFunction | undefined
  return (value) => {
    validate ??= (part === 'body' ? strict : address).compile(schema)
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

/** Parses a JSON body byte for byte. @throws BadRequest on broken UTF-8, NUL, lone surrogates, depth, or bad JSON */
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
  return value
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
