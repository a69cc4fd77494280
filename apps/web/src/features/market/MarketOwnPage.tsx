import { useParams } from '@tanstack/react-router'
import type { ResponseOf, marketPublication } from '@tianfu/contract'
import { Alert } from 'antd'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import { ByResult, useResultWords } from './MarketIntervals.tsx'

type Own = ResponseOf<typeof marketPublication.getOwnMarketResult>

/** What an enterprise reads of itself, its brands and its products, and where it replies. */
export function MarketOwnPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useWords()
  const { word } = useResultWords()
  const found = useDetail<Own>('market-own-results', id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const subject = subjectAt('market-own-results')!
  const { ownResults, demonstration } = found.data
  return (
    <DetailFrame subject={subject} data={found.data} id={id}>
      {demonstration && <Alert type="warning" showIcon title={t('market.demonstration')} />}
      <DetailBody subject={subject} data={found.data} skip={new Set(['ownResults', 'demonstration'])} />
      {[...new Set(ownResults.map(({ kind }) => kind))].map(kind => (
        <Section key={kind} title={word('kind', kind)} id={kind}>
          <ByResult rows={ownResults.filter(row => row.kind === kind)} />
        </Section>
      ))}
    </DetailFrame>
  )
}
