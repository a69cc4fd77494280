import type { Text } from '@tianfu/kernel'

/** A label, whatever it came as: text in two languages, a thing with a name, or plain. */
export const sayLabel = (value: unknown, language: 'zh' | 'en'): string => {
  if (typeof value === 'object' && value !== null && 'zh' in value) {
    const text = value as Text
    return language === 'en' ? (text.en ?? text.zh) : text.zh
  }
  if (typeof value === 'object' && value !== null && 'name' in value)
    return sayLabel((value as { name: unknown }).name, language)
  return value === undefined || value === null ? '' : String(value)
}
