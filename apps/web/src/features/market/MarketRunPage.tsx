import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ResponseOf, marketRuns } from '@tianfu/contract'
import { Alert } from 'antd'
import { useEffect } from 'react'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'
import { PageError } from '../pages/FallbackPages.tsx'

type Run = ResponseOf<typeof marketRuns.getMarketRun>
const COLUMNS = ['kind', 'result', 'name', 'score', 'low', 'high', 'rankLow', 'rankHigh', 'of', 'band', 'refused']
const LOOK_EVERY_MS = 2_000

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
      <DetailBody subject={subjectAt('market-runs')!} data={found.data} />
      {status === 'completed' && (
        <Section title={t('market.results')} id="results">
          <p className="muted">{t('market.results-help')}</p>
          <DataTable
            name="market-results"
            list={endpointNamed('listMarketResults')}
            columns={COLUMNS}
            params={{ id }}
          />
        </Section>
      )}
    </DetailFrame>
  )
}
