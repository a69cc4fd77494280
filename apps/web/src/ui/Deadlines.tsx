import type { Static } from 'typebox'
import type { Deadline } from '@tianfu/contract'
import { useWords } from '../i18n/index.ts'

export type DeadlineShown = Static<typeof Deadline>

/** Deadlines that run, then those that are done; working days left, pauses with their reason. */
export function Deadlines({ deadlines }: { deadlines: readonly DeadlineShown[] }) {
  const { t, of } = useWords()
  const sorted = deadlines.toSorted(
    (a, b) => Number(Boolean(a.endedOn)) - Number(Boolean(b.endedOn)) || a.dueOn.localeCompare(b.dueOn),
  )
  return (
    <ul className="deadlines">
      {sorted.map(one => (
        <li key={one.id} className={one.endedOn ? 'deadline ended' : one.late ? 'deadline late' : 'deadline'}>
          <span className="deadline-label">{of(one.label)}</span>
          <span className="deadline-due">{t('detail.due', { day: one.dueOn })}</span>
          <span className="muted small">
            {one.endedOn
              ? t('detail.deadline-ended', { day: one.endedOn })
              : one.paused
                ? t('detail.deadline-paused', { why: of(one.paused) })
                : one.late
                  ? `✕ ${t('detail.deadline-late')}`
                  : one.workingDaysLeft !== undefined
                    ? t('detail.deadline-left', { count: one.workingDaysLeft })
                    : ''}
            {!one.endedOn && one.provisional && <> · {t('detail.deadline-provisional')}</>}
          </span>
          {one.responsible && !one.endedOn && <span className="muted small">{of(one.responsible)}</span>}
          {one.pauses?.map(pause => (
            <span key={pause.from} className="muted small">
              {t('detail.deadline-pause', { from: pause.from, to: pause.to, why: of(pause.reason) })}
            </span>
          ))}
        </li>
      ))}
    </ul>
  )
}
