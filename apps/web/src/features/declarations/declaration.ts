import type { Next } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'

export interface ComparedValue {
  indicator: string; name: Text; unit: string | null; condition: Text | null; applies: 'yes' | 'no' | 'unknown'
  values: string[]; detectionLimit: string | null; model: string | null; report: string | null
  national: { limit: Text | null; source: string | null; verdict: string; reason: Text }
  ours: { limit: Text | null; verdict: string; reason: Text }
}

export interface ClauseRow { clause: string; name: Text; requirement: string; question: Text; answer: string | null; evidence: string | null; note: string | null }

export interface DeclarationDraft {
  id: string; product: string; productName: Text; rule: string; ruleName: Text; version: number; editedAt: string; editedBy: string
  standards: { number: string; edition: string; name?: Text }[]
  facts: { key: string; value: string }[]
  factKeys: { key: string; name: Text; unit: string | null; choices: { value: string; name: Text }[] }[]
  clauses: ClauseRow[]
  values: ComparedValue[]
  statement: string | null
  tasks: { task: 'facts' | 'clauses' | 'values' | 'statement'; label: Text; status: 'not-started' | 'in-progress' | 'completed' | 'has-errors'; done: number; of: number }[]
  problems: { field: string; zh: string; en: string }[]
  next: Next[]
}
