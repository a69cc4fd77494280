import { Alert, Button, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { Refused, errorSentence } from '../call.ts'
import { useWords } from '../i18n/index.ts'

/** Nothing at first, a skeleton after 300 ms, words after 3 s: never a lone spinner. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const { t } = useWords()
  const [stage, setStage] = useState(0)
  useEffect(() => {
    const timers = [setTimeout(() => setStage(1), 300), setTimeout(() => setStage(2), 3000)]
    return () => timers.forEach(clearTimeout)
  }, [])
  return (
    <div className="loading" role="status" aria-live="polite">
      {stage >= 1 && <Skeleton active paragraph={{ rows }} title={false} />}
      {stage >= 2 && <p className="muted">{t('state.still-loading')}</p>}
      <span className="sr-only">{t('state.loading')}</span>
    </div>
  )
}

/** What went wrong, what is safe, and one thing to do. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t, language } = useWords()
  const said = errorSentence(error, language, t('state.error'))
  return (
    <Alert
      type="error"
      role="alert"
      showIcon
      title={t('state.error')}
      description={
        <>
          <p>{said}</p>
          {error instanceof Refused && error.traceId && (
            <p className="muted">
              {t('state.trace')}：{error.traceId}
            </p>
          )}
          {onRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
        </>
      }
    />
  )
}

/** Why there is nothing, and what to do about it. */
export function Empty({ title, help, children }: { title: string; help?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg width="56" height="44" viewBox="0 0 56 44" aria-hidden fill="none" stroke="#7A857F" strokeWidth="1.5">
        <path d="M6 14 14 4h28l8 10v24a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2z" />
        <path d="M6 14h14a8 8 0 0 0 16 0h14" />
      </svg>
      <p className="empty-title">{title}</p>
      {help && <p className="muted">{help}</p>}
      {children}
    </div>
  )
}
