import { certification } from '@tianfu/contract'
import { chineseDay } from '../../../platform/documents/paper.ts'
import { schemaOf } from '../application/answers.ts'

type Schema = ReturnType<typeof schemaOf>
/** Words for what an answer only points to. */
export interface References { readonly files: ReadonlyMap<string, string>; readonly sites: ReadonlyMap<string, string>
  readonly declaration?: string }

/** An answer of the application in words, as a paper has it. */
export function answerWords(task: string, field: string, value: unknown, references: References): string {
  return said(schemaOf(task, field), field, value, references)
}

function said(schema: Schema, field: string, value: unknown, references: References): string {
  if (value === null || value === undefined || value === '') return '未填写'
  if (Array.isArray(value)) {
    if (value.length === 0) return '无'
    const items = value.map((item) => said(schema.items ?? {}, field, item, references))
    return schema.items?.properties ? items.map((item, index) => `${index + 1}. ${item}`).join('\n') : items.join('、')
  }
  if (typeof value === 'object') {
    return Object.entries(value).map(([name, item]) => {
      const of = schema.properties?.[name] ?? {}
      return `${of['x-words']?.zh ?? name}：${said(of, name, item, references)}`
    }).join('；')
  }
  const text = String(value)
  if (schema['x-words']?.widget === 'file') return references.files.get(text) ?? `文件 ${text.slice(0, 12)}`
  if (field === 'site') return references.sites.get(text) ?? text
  if (field === 'declaration') return references.declaration ?? text
  if (schema.format === 'day') return chineseDay(text)
  return schema['x-words']?.choices?.[text]?.zh ?? text
}

/** Words of a field that was asked to be supplemented, `task.field`. */
export const fieldWords = (name: string): string => certification.APPLICATION_FIELDS[name]?.zh ?? name
