import { Set as setFormat } from 'typebox/format'
import { Errors } from 'typebox/value'
import type { TSchema } from 'typebox'
import { isLocalDate } from '@tianfu/kernel'
import { kindOf, schemaAt } from './schema.ts'
import type { FieldSchema } from './schema.ts'

/** One thing wrong: where, which sentence, and what the sentence names. */
export interface Invalid {
  pointer: string
  word:
    | 'required'
    | 'choose'
    | 'type'
    | 'short'
    | 'long'
    | 'minimum'
    | 'maximum'
    | 'few'
    | 'many'
    | 'day'
    | 'moment'
    | 'decimal'
    | 'integer'
    | 'line'
    | 'pattern'
    | 'unique'
    | 'unknown'
  limit?: string
}

/* eslint-disable-next-line no-control-regex -- control characters are what these formats refuse */
const LINE = /^[^\u0000-\u001f\u007f]*$/
/* eslint-disable-next-line no-control-regex -- as above, but line breaks and tabs are fine */
const AREA = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

// The formats that the server registers for the same schemas.
setFormat('day', text => isLocalDate(text))
setFormat('moment', text => MOMENT.test(text) && !Number.isNaN(Date.parse(text)))
setFormat('line', text => text.trim() !== '' && LINE.test(text))
setFormat('area', text => text.trim() !== '' && AREA.test(text))

/** What the schema of the contract finds wrong with a form's value; one finding for each place, in order. */
export function findingsOf(schema: TSchema, value: unknown): Invalid[] {
  const found = new Map<string, Invalid>()
  for (const error of Errors(schema, value)) {
    for (const one of translate(schema as FieldSchema, error as unknown as RawError)) {
      if (!found.has(one.pointer)) found.set(one.pointer, one)
    }
  }
  // A list that is too short because nothing is in it is said once, where the list is.
  return [...found.values()]
}

interface RawError {
  keyword: string
  schemaPath: string
  instancePath: string
  params: Record<string, unknown>
}

function translate(root: FieldSchema, error: RawError): Invalid[] {
  const pointer = error.instancePath
  const limit = error.params.limit === undefined ? undefined : String(error.params.limit)
  switch (error.keyword) {
    case 'required': {
      const missing = (error.params.requiredProperties ?? error.params.missingProperty ?? []) as string | string[]
      return [missing]
        .flat()
        .map(name => ({ pointer: `${pointer}/${name}`, word: missingWord(root, `${pointer}/${name}`) }))
    }
    case 'minLength':
      return [{ pointer, word: limit === '1' ? 'required' : 'short', limit }]
    case 'maxLength':
      return [{ pointer, word: 'long', limit }]
    case 'minimum':
    case 'exclusiveMinimum':
      return [{ pointer, word: 'minimum', limit }]
    case 'maximum':
    case 'exclusiveMaximum':
      return [{ pointer, word: 'maximum', limit }]
    case 'minItems':
      return [{ pointer, word: 'few', limit }]
    case 'maxItems':
      return [{ pointer, word: 'many', limit }]
    case 'uniqueItems':
      return [{ pointer, word: 'unique' }]
    case 'enum':
    case 'const':
      return [{ pointer, word: 'choose' }]
    case 'format':
      return [{ pointer, word: formatWord(String(error.params.format)) }]
    case 'pattern':
      return [{ pointer, word: kindOf(schemaAt(root, pointer).schema) === 'decimal' ? 'decimal' : 'pattern' }]
    case 'type':
      return [{ pointer, word: schemaAt(root, pointer).schema.type === 'integer' ? 'integer' : 'type' }]
    case 'boolean':
      return []
    case 'additionalProperties':
      return [{ pointer, word: 'unknown' }]
    default:
      return [{ pointer, word: 'type' }]
  }
}

const formatWord = (format: string): Invalid['word'] =>
  format === 'day' || format === 'moment' ? format : format === 'line' || format === 'area' ? 'line' : 'pattern'

const CHOSEN = new Set(['choice', 'choices', 'pick', 'picks', 'file', 'files', 'region', 'industry', 'yes-no'])

const missingWord = (root: FieldSchema, pointer: string): Invalid['word'] => {
  const { schema, key } = schemaAt(root, pointer)
  return CHOSEN.has(kindOf(schema, key)) ? 'choose' : 'required'
}
