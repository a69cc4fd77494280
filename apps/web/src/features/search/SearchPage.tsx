import { Link } from '@tanstack/react-router'
import { Input } from 'antd'
import { useWords } from '../../i18n/index.ts'
import { SearchHits, kindWord } from '../../shell/SearchHits.tsx'
import { useSearch } from '../../shell/search.ts'
import { Page } from '../../ui/Page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/States.tsx'
import { useAddressQuery } from '../../ui/useAddressQuery.ts'

/** Everything found, by kind; one kind alone where the address says so. */
export function SearchPage() {
  const { t, of } = useWords()
  const address = useAddressQuery()
  const { q = '', kind } = address.query
  const found = useSearch(q, kind === undefined ? { each: 10 } : { kind })
  const hits = found.data?.items ?? []
  const isMore = (found.data?.more.length ?? 0) > 0
  return (
    <Page title={t('search.title')} help={t('search.help')}>
      <Input.Search
        key={q}
        defaultValue={q}
        size="large"
        allowClear
        maxLength={100}
        enterButton={t('action.search')}
        aria-label={t('search.title')}
        style={{ maxWidth: 640, marginBottom: 12 }}
        onSearch={next => address.set({ q: next.trim() || undefined, kind })}
      />
      {kind !== undefined && (
        <p>
          <strong>{kindWord(kind, of)}</strong>{' '}
          <Link to="/search" search={{ q } as never}>
            {t('search.all-kinds')}
          </Link>
        </p>
      )}
      {q.trim() === '' ? (
        <p className="muted">{t('search.start')}</p>
      ) : found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading />
      ) : hits.length === 0 ? (
        <Empty title={t('search.none', { q })} help={t('search.none-help')} />
      ) : (
        <div aria-busy={found.isFetching}>
          <p className="muted" role="status">
            {t(isMore ? 'search.results-more' : 'search.results', { count: hits.length })}
          </p>
          <SearchHits hits={hits} more={kind === undefined ? (found.data?.more ?? []) : []} q={q} />
        </div>
      )}
    </Page>
  )
}
