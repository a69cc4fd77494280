import { humanise, withoutNull } from '../ui/schema.ts'
import type { FieldSchema } from '../ui/schema.ts'
import { FIELD_WORDS } from './field-words.ts'
import type { Language } from './index.ts'

/** Label of a member: its own words in the contract, the shared list, or its name in plain letters. */
export function labelOf(schema: FieldSchema, key: string, language: Language): string {
  const own = schema['x-words'] ?? withoutNull(schema)['x-words'] ?? schema.items?.['x-words']
  if (own?.[language]) return own[language]
  return FIELD_WORDS[key]?.[language] ?? humanise(key)
}

/** Is there a label in words, and not only the member's name? */
export const hasLabel = (schema: FieldSchema, key: string): boolean =>
  Boolean((schema['x-words'] ?? withoutNull(schema)['x-words'] ?? schema.items?.['x-words'])?.zh ?? FIELD_WORDS[key])
