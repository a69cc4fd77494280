import { Link } from '@tanstack/react-router'
import { Input } from 'antd'
import { useWords } from '../../i18n/index.ts'
import { kindWord, useSearch } from '../../shell/SearchBox.tsx'
import { routeOf } from '../../ui/format.ts'
import { Page } from '../../ui/Page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/States.tsx'
import { useAddressQuery } from '../../ui/useAddressQuery.ts'

export function SearchPage() {
  const { t, of } = useWords()
  const address = useAddressQuery()
  const q = address.query.q ?? ''
  const found = useSearch(q, 50)
  const hits = found.data?.items ?? []
  return (
    <Page title={t('search.title')} help={t('search.help')}>
      <Input.Search
        key={q}
        defaultValue={q}
        size="large"
        allowClear
        enterButton={t('action.search')}
        aria-label={t('search.title')}
        style={{ maxWidth: 640, marginBottom: 12 }}
        onSearch={next => address.set({ q: next.trim() || undefined })}
      />
      {q === '' ? null : found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading />
      ) : hits.length === 0 ? (
        <Empty title={t('search.none', { q })} help={t('search.none-help')} />
      ) : (
        <>
          <p className="muted" role="status">
            {t('search.results', { count: hits.length })}
          </p>
          <ul className="task-list">
            {hits.map(hit => {
              const route = routeOf(hit.link)
              const inner = (
                <>
                  <span className="task-name">{of(hit.title)}</span>
                  <span className="muted small">{kindWord(hit.kind, of)}</span>
                  {hit.numbers.length > 0 && <span className="muted small">{hit.numbers.join(' · ')}</span>}
                </>
              )
              return (
                <li key={`${hit.kind}-${hit.id}`}>
                  {'outside' in route ? (
                    <a className="task" href={route.outside} target="_blank" rel="noreferrer">
                      {inner}
                    </a>
                  ) : (
                    <Link className="task" to={route.inside}>
                      {inner}
                    </Link>
                  )}
                </li>
              )
            })}
          </ul>
        </>
      )}
    </Page>
  )
}
