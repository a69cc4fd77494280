import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ResponseOf, marketRuns } from '@tianfu/contract'
import { Alert, Button, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { Section } from '../../ui/Page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/States.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import { ByResult, useResultWords } from './MarketIntervals.tsx'
import type { ResultRow } from './MarketIntervals.tsx'

type Run = ResponseOf<typeof marketRuns.getMarketRun>
interface Answer {
  items: ResultRow[]
  next?: string
}
const LOOK_EVERY_MS = 2_000
const OWN_SECTION = new Set(['programme', 'demonstration', 'methodHash', 'snapshot', 'results'])

/** A run: what it was made from, its results with intervals, and the way to publication. */
export function MarketRunPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useWords()
  const client = useQueryClient()
  const found = useDetail<Run>('market-runs', id)
  const status = found.data?.status
  useEffect(() => {
    if (status !== 'requested') return undefined
    const look = () => void client.invalidateQueries({ queryKey: ['detail', 'market-runs', id] })
    const timer = setInterval(look, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [client, id, status])
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  return (
    <DetailFrame subject={subjectAt('market-runs')!} data={found.data} id={id}>
      {found.data.demonstration && <Alert type="warning" showIcon title={t('market.demonstration')} />}
      {status === 'requested' && <Alert type="info" showIcon title={t('market.computing')} />}
      {status === 'completed' && <Results run={id} />}
      <DetailBody subject={subjectAt('market-runs')!} data={found.data} skip={OWN_SECTION} />
      {found.data.snapshot && <Fingerprints run={found.data} />}
    </DetailFrame>
  )
}

function Results({ run }: { run: string }) {
  const { t } = useWords()
  const { word } = useResultWords()
  const [kind, setKind] = useState<ResultRow['kind']>('product')
  const found = useInfiniteQuery({
    queryKey: ['market-results', run, kind],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ signal, pageParam: after }) =>
      (await call(
        endpointNamed('listMarketResults'),
        { params: { id: run }, query: { kind, limit: 100, ...(after && { after }) } } as never,
        { signal },
      )) as Answer,
    getNextPageParam: last => last.next,
  })
  const rows = found.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Section title={t('market.results')} id="results">
      <p className="muted">{t('market.results-help')}</p>
      <Segmented
        value={kind}
        onChange={next => setKind(next)}
        options={(['product', 'brand', 'enterprise', 'region', 'industry'] as const).map(one => ({
          value: one,
          label: word('kind', one),
        }))}
      />
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading rows={6} />
      ) : rows.length === 0 ? (
        <Empty title={t('state.empty')} />
      ) : (
        <ByResult rows={rows} link={row => `/market-runs/${run}/${row.kind}/${row.subject}`} />
      )}
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('action.next-page')}
        </Button>
      )}
    </Section>
  )
}

/** What proves that nothing was changed: whoever computes the run again compares these. */
function Fingerprints({ run }: { run: Run }) {
  const { t } = useWords()
  const { word } = useResultWords()
  const rows: [string, string][] = [
    [t('market.method-hash'), run.methodHash],
    [t('market.snapshot'), run.snapshot ?? ''],
    ...(run.results ?? []).map(({ kind, digest, subjects }): [string, string] => [
      `${t('market.results')}：${word('kind', kind)}（${subjects}）`,
      digest,
    ]),
  ]
  return (
    <Section title={t('market.fingerprints')} id="fingerprints">
      <dl className="hashes">
        {rows.map(([label, hash]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <code>{hash}</code>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
