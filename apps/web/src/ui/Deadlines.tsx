import type { Text } from '@tianfu/kernel'
import { useWords } from '../i18n/index.ts'

export interface DeadlineShown {
  id: string
  kind: string
  label: Text
  startedOn: string
  dueOn: string
  provisional: boolean
  paused?: Text
  endedOn?: string
  late: boolean
  workingDaysLeft?: number
}

/** Deadlines that run, then those that are done; working days left, pauses with their reason. */
export function Deadlines({ deadlines }: { deadlines: readonly DeadlineShown[] }) {
  const { t, of } = useWords()
  const sorted = deadlines.toSorted((a, b) => Number(Boolean(a.endedOn)) - Number(Boolean(b.endedOn)) || a.dueOn.localeCompare(b.dueOn))
  return (
    <ul className="deadlines">
      {sorted.map(one => (
        <li key={one.id} className={one.endedOn ? 'deadline ended' : one.late ? 'deadline late' : 'deadline'}>
          <span className="deadline-label">{of(one.label)}</span>
          <span className="deadline-due">{t('detail.due', { day: one.dueOn })}</span>
          <span className="muted small">
            {one.endedOn ? t('detail.deadline-ended', { day: one.endedOn })
              : one.paused ? t('detail.deadline-paused', { why: of(one.paused) })
                : one.late ? `✕ ${t('detail.deadline-late')}`
                  : one.workingDaysLeft !== undefined ? t('detail.deadline-left', { count: one.workingDaysLeft }) : ''}
            {!one.endedOn && one.provisional && <> · {t('detail.deadline-provisional')}</>}
          </span>
        </li>
      ))}
    </ul>
  )
}
