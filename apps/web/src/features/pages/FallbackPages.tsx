import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { Refused, Unreachable } from '../../call.ts'
import { useWords } from '../../i18n/index.ts'
import { Page } from '../../ui/Page.tsx'

export function NotFoundPage() {
  const { t } = useWords()
  return (
    <Page title={t('page.not-found')} narrow>
      <p>{t('page.not-found-help')}</p>
      <p>
        <Link to="/">{t('page.home')}</Link>
      </p>
    </Page>
  )
}

export function ForbiddenPage({ said }: { said?: string }) {
  const { t } = useWords()
  return (
    <Page title={t('page.forbidden')} narrow>
      {said && (
        <p>
          <strong>{said}</strong>
        </p>
      )}
      <p>{t('page.forbidden-help')}</p>
      <p>
        <Link to="/">{t('page.home')}</Link>
      </p>
    </Page>
  )
}

/** What an answer that did not come means for a whole page. */
export function PageError({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t, language } = useWords()
  if (error instanceof Refused && error.status === 404) return <NotFoundPage />
  if (error instanceof Refused && error.status === 403) return <ForbiddenPage said={error[language]} />
  const said = error instanceof Refused || error instanceof Unreachable ? error[language] : undefined
  return (
    <Page title={t('page.error')} narrow>
      {said && (
        <p>
          <strong>{said}</strong>
        </p>
      )}
      <p>{t('page.error-help')}</p>
      {error instanceof Refused && error.traceId && (
        <p className="muted">
          {t('state.trace')}：{error.traceId}
        </p>
      )}
      <p>
        <Button type="primary" onClick={() => (reset ? reset() : location.reload())}>
          {t('action.retry')}
        </Button>
      </p>
      <p>
        <Link to="/">{t('page.home')}</Link>
      </p>
    </Page>
  )
}
