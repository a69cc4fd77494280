import { useQueryClient } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { lastContact } from '../call.ts'
import { now } from '../clock.ts'
import { useWords } from '../i18n/index.ts'
import { SESSION_KEY } from '../session.ts'
import type { Session } from '../session.ts'

const WARNING_MS = 5 * 60_000

/** Warns five minutes before the session ends and lets it go on; what was typed stays either way. */
export function SessionGuard({ session }: { session: Session }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [left, setLeft] = useState<number>()
  // The idle time as the server gave it with this answer; later answers push its end further.
  const idle = useMemo(() => Date.parse(session.idleEndsAt) - now(), [session.idleEndsAt])
  useEffect(() => {
    const look = () => {
      const ends = Math.min(lastContact() + idle, Date.parse(session.endsAt))
      const remaining = ends - now()
      if (remaining <= 0) client.setQueryData(SESSION_KEY, null)
      setLeft(remaining < WARNING_MS ? remaining : undefined)
    }
    const timer = setInterval(look, 10_000)
    return () => clearInterval(timer)
  }, [idle, session.endsAt, client])
  return (
    <Modal
      open={left !== undefined && left > 0}
      title={t('session.ending')}
      okText={t('session.stay')}
      cancelButtonProps={{ style: { display: 'none' } }}
      closable={false}
      onOk={() => {
        setLeft(undefined)
        void client.invalidateQueries({ queryKey: SESSION_KEY })
      }}
    >
      <p>{t('session.ending-help', { minutes: Math.max(1, Math.ceil((left ?? 0) / 60_000)) })}</p>
    </Modal>
  )
}
