import type { declarations } from '@tianfu/contract'

type ClauseAnswer = declarations.ClauseAnswer
type IndicatorValue = declarations.IndicatorValue
type ProductFact = declarations.ProductFact

/** What a draft holds, each entry under its own key, so that two people who work on different entries never meet. */
export interface DraftContent {
  readonly facts: Readonly<Record<string, string>>
  readonly clauses: Readonly<Record<string, Omit<ClauseAnswer, 'clause'>>>
  readonly values: Readonly<Record<string, Omit<IndicatorValue, 'indicator'>>>
  readonly statement: string | null
}

export const EMPTY_DRAFT: DraftContent = { facts: {}, clauses: {}, values: {}, statement: null }

/** What somebody saves: only entries that they touched. */
export interface DraftChanges {
  readonly facts?: readonly ProductFact[]
  readonly clauses?: readonly ClauseAnswer[]
  readonly values?: readonly IndicatorValue[]
  readonly statement?: string
}

/**
 * Version at which each entry was last changed, by key: `facts/alcohol`, `clauses/1.1`, `values/methanol`, `statement`.
 */
export type EntryVersions = Readonly<Record<string, number>>

interface Draft { readonly version: number; readonly content: DraftContent; readonly entryVersions: EntryVersions }

/**
 * The draft after `changes` that were made on its version `base`. An entry that somebody else has changed since, to
 * something else, is a conflict; all of them are named and nothing is saved.
 */
export function saveDraft(
  draft: Draft, base: number, changes: DraftChanges,
): { conflicts: string[] } | { saved: Draft } {
  const entries = entriesOf(changes)
  const changed = entries.filter(({ part, key, value }) => !same(present(draft.content, part, key), value))
  const conflicts = changed.map(pathOf).filter((path) => (draft.entryVersions[path] ?? 0) > base)
  if (conflicts.length > 0) return { conflicts }
  if (changed.length === 0) return { saved: draft }
  const version = draft.version + 1
  const content = changed.reduce(put, draft.content)
  const entryVersions = {
    ...draft.entryVersions, ...Object.fromEntries(changed.map((entry) => [pathOf(entry), version]))
  }
  return { saved: { version, content, entryVersions } }
}

type Part = 'facts' | 'clauses' | 'values' | 'statement'
interface Entry { part: Part; key: string; value: unknown }

const pathOf = ({ part, key }: Entry): string => part === 'statement' ? part : `${part}/${key}`

function entriesOf({ facts = [], clauses = [], values = [], statement }: DraftChanges): Entry[] {
  return [
    ...facts.map(({ key, value }) => ({ part: 'facts' as const, key, value })),
    ...clauses.map(({ clause, ...rest }) => ({ part: 'clauses' as const, key: clause, value: rest })),
    // An indicator without values is honestly empty again.
    ...values.map(({ indicator, ...rest }) => ({
      part: 'values' as const, key: indicator, value: rest.values.length === 0 ? undefined : rest })),
    ...(statement === undefined ? [] : [{ part: 'statement' as const, key: '', value: statement }]),
  ]
}

const present = (content: DraftContent, part: Part, key: string): unknown =>
  part === 'statement' ? (content.statement ?? undefined) : content[part][key]

function put(content: DraftContent, { part, key, value }: Entry): DraftContent {
  if (part === 'statement') return { ...content, statement: value as string }
  const { [key]: _, ...others } = content[part]
  return { ...content, [part]: value === undefined ? others : { ...others, [key]: value } }
}

/** Equal as JSON with members in any order, which is what the database gives back. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...keys].every((key) => same(left[key], right[key]))
}
