import type { Text } from '@tianfu/kernel'
import { useWords } from '../i18n/index.ts'
import { useVocabulary } from '../vocabulary.ts'
import { momentOf } from './format.ts'

export interface Entry {
  act: string
  type: string
  label: Text
  capacity: string
  organisation?: string
  by?: string
  ground?: Text
  recordedAt: string
  decidedOn: string
  effectiveOn: string
  index?: number
}

/** What happened to a subject, newest first: who, in which capacity, on which ground, when. */
export function Timeline({ entries }: { entries: readonly Entry[] }) {
  const { t, of } = useWords()
  const capacities = useVocabulary()?.wording?.capacities as Record<string, Text> | undefined
  const newest = entries.toSorted((a, b) => b.recordedAt.localeCompare(a.recordedAt) || (b.index ?? 0) - (a.index ?? 0))
  return (
    <ol className="timeline">
      {newest.map(entry => (
        <li key={entry.act}>
          <div className="timeline-what">{of(entry.label)}</div>
          <div className="muted">
            {[entry.organisation, entry.by, entry.capacity && of(capacities?.[entry.capacity])]
              .filter(Boolean)
              .join(' · ')}
          </div>
          {entry.ground && <div>{of(entry.ground)}</div>}
          <div className="muted small">
            <time dateTime={entry.recordedAt}>{momentOf(entry.recordedAt)}</time>
            {entry.effectiveOn !== entry.decidedOn && <> · {t('detail.effective', { day: entry.effectiveOn })}</>}
            {entry.index !== undefined && <> · {t('detail.act-index', { index: entry.index })}</>}
          </div>
        </li>
      ))}
    </ol>
  )
}
