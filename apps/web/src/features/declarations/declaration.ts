import type { Next } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'

export interface ComparedValue {
  indicator: string; name: Text; unit: string | null; condition?: string | null; applies: boolean
  values: string[]; detectionLimit?: string; model?: string; report?: string
  national: { limit: string | null; source: string | null; verdict: string; reason?: Text }
  ours: { limit: string | null; verdict: string; reason?: Text }
}

export interface ClauseRow { clause: string; name: Text; must: boolean; question?: Text; answer: string | null; evidence: string | null; note: string | null }

export interface DeclarationDraft {
  id: string; product: string; productName: Text; rule: string; ruleName: Text; version: number; editedAt: string; editedBy: string
  standards: { number: string; edition: string; name?: Text }[]
  facts: { key: string; value: string }[]
  factKeys: { key: string; label: Text; choices?: string[] }[]
  clauses: ClauseRow[]
  values: ComparedValue[]
  statement: string | null
  tasks: { task: 'facts' | 'clauses' | 'values' | 'statement'; label: Text; status: 'not-started' | 'in-progress' | 'completed' | 'has-errors'; done: number; of: number }[]
  problems: { field: string; zh: string; en: string }[]
  next: Next[]
}
