import type { Text } from '@tianfu/kernel'
import { useWords } from '../i18n/index.ts'

type Look = 'ok' | 'paused' | 'bad' | 'ended' | 'lapsed' | 'waiting' | 'unknown'

/** How a status looks: mark, shape and colour together, so that none of them carries the meaning alone (UX §4). */
const LOOK: Readonly<Record<string, Look>> = {
  valid: 'ok',
  approved: 'ok',
  active: 'ok',
  public: 'ok',
  granted: 'ok',
  'in-force': 'ok',
  confirmed: 'ok',
  verified: 'ok',
  pass: 'ok',
  passed: 'ok',
  done: 'ok',
  completed: 'ok',
  concluded: 'ok',
  closed: 'ended',
  published: 'ok',
  conforms: 'ok',
  met: 'ok',
  complied: 'ok',
  clean: 'ok',
  recommended: 'ok',
  maintained: 'ok',
  reported: 'ok',
  signed: 'ok',
  yes: 'ok',
  founded: 'bad',
  suspended: 'paused',
  challenged: 'paused',
  'supplement-requested': 'paused',
  disputed: 'paused',
  returned: 'paused',
  escalated: 'paused',
  withdrawn: 'bad',
  refused: 'bad',
  denied: 'bad',
  refuted: 'bad',
  fail: 'bad',
  failed: 'bad',
  'failed-again': 'bad',
  forged: 'bad',
  nonconforming: 'bad',
  'not-met': 'bad',
  'not-complied': 'bad',
  quarantined: 'bad',
  void: 'bad',
  late: 'bad',
  major: 'bad',
  revoked: 'bad',
  findings: 'paused',
  cancelled: 'ended',
  ended: 'ended',
  retracted: 'ended',
  dismissed: 'ended',
  retired: 'ended',
  'not-applicable': 'ended',
  disabled: 'ended',
  expired: 'lapsed',
  lapsed: 'lapsed',
  unactivated: 'waiting',
  superseded: 'lapsed',
  unknown: 'unknown',
  malformed: 'unknown',
  missing: 'unknown',
}

const MARK: Record<Look, string> = {
  ok: '✓',
  paused: '‖',
  bad: '✕',
  ended: '⊘',
  lapsed: '◷',
  waiting: '◌',
  unknown: '?',
}

/** Mark, word, shape, colour: in this order, always. */
export function StatusTag({ status, label }: { status: string; label: Text | string }) {
  const { of } = useWords()
  const look = LOOK[status] ?? 'waiting'
  return (
    <span className={`status status-${look}`} data-status={status}>
      <span aria-hidden className="status-mark">
        {MARK[look]}
      </span>
      {typeof label === 'string' ? label : of(label)}
    </span>
  )
}
