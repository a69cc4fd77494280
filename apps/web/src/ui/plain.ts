import type { Text } from '@tianfu/kernel'
import { wordOfValue } from '../i18n/value-words.ts'
import { isText, valueKind } from './facts.ts'
import { momentOf } from './format.ts'
import { yuan } from './MoneyField.tsx'
import type { FieldSchema } from './schema.ts'

/** A value of an answer as plain text, for a file: the same words that the table shows. */
export function plainOf(
  name: string,
  value: unknown,
  schema: FieldSchema | undefined,
  row: Record<string, unknown>,
  language: 'zh' | 'en',
): string {
  const say = (text: Text): string => (language === 'en' ? (text.en ?? text.zh) : text.zh)
  switch (valueKind(name, value, schema)) {
    case 'none':
      return ''
    case 'text':
      return say(value as Text)
    case 'yes-no':
      return language === 'zh' ? (value ? '是' : '否') : value ? 'Yes' : 'No'
    case 'money':
      return yuan(value as number)
    case 'moment':
      return momentOf(value as string)
    case 'status': {
      const label =
        row[`${name}Label`] ?? schema?.['x-words']?.choices?.[value as string] ?? wordOfValue(value as string)
      return isText(label) ? say(label) : String(label)
    }
    case 'party':
    case 'document': {
      const named = (value as { name: unknown }).name
      return isText(named) ? say(named) : String(named)
    }
    case 'list':
      return (value as unknown[]).map(one => (isText(one) ? say(one) : String(one))).join('、')
    case 'rows':
      return (value as Record<string, unknown>[])
        .map(one => plainOf('name', one.name ?? one.number ?? '', undefined, one, language))
        .join('、')
    case 'object':
      return plainOf(
        'name',
        (value as { name?: unknown; number?: unknown }).name ?? (value as { number?: unknown }).number ?? '',
        undefined,
        row,
        language,
      )
    default:
      return String(value)
  }
}
