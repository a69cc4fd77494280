import type { FieldSchema } from './schema.ts'

export interface FieldProps {
  path: readonly (string | number)[]
  schema: FieldSchema
  required: boolean
  value: unknown
  onChange(path: readonly (string | number)[], value: unknown): void
  /** Sentence of what is wrong, by JSON pointer. */
  messages: ReadonlyMap<string, string>
  context: Record<string, unknown>
  /** Prefix that keeps ids apart when two forms are on a page. */
  formId: string
  /** Members that are shown as text: they came filled in and name the row. */
  hidden?: ReadonlySet<string>
  bare?: boolean
}

export const fieldId = (formId: string, pointer: string): string => `${formId}${pointer.replace(/[^a-zA-Z0-9]/g, '-')}`
