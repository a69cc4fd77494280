import { certification } from '@tianfu/contract'
import { freeText } from '../../../platform/texts.ts'
import type { TextRef } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import type { AnswersKept } from './state.ts'

type Words = { zh: string; en: string }
interface FieldSchema {
  type?: string; format?: string; pattern?: string; enum?: string[]; items?: FieldSchema; properties?: Record<string,
  FieldSchema>
  'x-words'?: Words & { widget?: string; pii?: string; choices?: Record<string, Words> } }

/** Fields whose text is data of the register and not free text: they stand in the act as they are. */
const PLAIN = new Set(['product.models', 'product.outputUnit'])

/** The schema of a field of the application. */
export const schemaOf = (task: string, field: string): FieldSchema =>
  (certification.APPLICATION_TASKS[task as certification.ApplicationTask].form.properties as Record<string,
    FieldSchema>)[field] ?? {}

const isHash = (schema: FieldSchema): boolean => schema['x-words']?.widget === 'file'
/** Ids, hashes, days and choices of a closed list say nothing of anybody. */
const isPlain = (schema: FieldSchema): boolean =>
  schema.type !== 'string' || schema.enum !== undefined || schema.pattern !== undefined || schema.format === 'day'

/** Answers as an act may keep them: free text and personal data go to erasable rows. */
export async function keepAnswers(work: Work, answers: Readonly<Record<string, Readonly<Record<string,
  unknown>> | undefined>>): Promise<AnswersKept> {
  const kept: Record<string, Record<string, unknown>> = {}
  for (const [task, fields] of Object.entries(answers)) {
    for (const [field, value] of Object.entries(fields ?? {})) {
      const plain = PLAIN.has(`${task}.${field}`)
      kept[task] = { ...kept[task], [field]: plain ? value : await keepValue(work, schemaOf(task, field), value) }
    }
  }
  return kept
}

async function keepValue(work: Work, schema: FieldSchema, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) {
    const kept: unknown[] = []
    for (const item of value) kept.push(await keepValue(work, schema.items ?? {}, item))
    return kept
  }
  if (value !== null && typeof value === 'object') {
    const entries: [string, unknown][] = []
    for (const [name, item] of Object.entries(value)) entries.push([name,
      await keepValue(work, schema.properties?.[name] ?? {}, item)])
    return Object.fromEntries(entries)
  }
  return typeof value === 'string' && !isPlain(schema) ? freeText(work, value) satisfies Promise<TextRef> : value
}

/** Hashes of all files among the answers, with the field that names each. */
export function filesOf(answers: Readonly<Record<string, Readonly<Record<string,
  unknown>> | undefined>>): { hash: string; field: string }[] {
  const files: { hash: string; field: string }[] = []
  const walk = (schema: FieldSchema, value: unknown, field: string): void => {
    if (Array.isArray(value)) value.forEach((item) => walk(schema.items ?? {}, item, field))
    else if (value !== null && typeof value === 'object') {
      for (const [name, item] of Object.entries(value)) walk(schema.properties?.[name] ?? {}, item, `${field}.${name}`)
    } else if (isHash(schema) && typeof value === 'string') files.push({ hash: value, field })
  }
  for (const [task, fields] of Object.entries(answers)) {
    for (const [field, value] of Object.entries(fields ?? {})) walk(schemaOf(task, field), value, `${task}.${field}`)
  }
  return files
}

/** The answers as they are shown beside their labels; what is not filled in is null. */
export function answersShown(
  answers: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>,
  marks: { open?: readonly string[]; before?: Readonly<Record<string, unknown>> } = {},
) {
  return certification.APPLICATION_TASK_IDS.map((task) => {
    const { words, form } = certification.APPLICATION_TASKS[task]
    return {
      task, label: words,
      fields: Object.keys(form.properties).map((field) => {
        const name = `${task}.${field}`
        const label = schemaOf(task, field)['x-words'] ?? { zh: field, en: field }
        const before = marks.before?.[name]
        return {
          field, label: { zh: label.zh, en: label.en }, value: answers[task]?.[field] ?? null,
          ...(marks.open?.includes(name) && { open: true }), ...(before !== undefined && { before }),
        }
      }),
    }
  })
}
