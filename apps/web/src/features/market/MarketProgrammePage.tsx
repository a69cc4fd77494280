import { useParams } from '@tanstack/react-router'
import type { ResponseOf, market } from '@tianfu/contract'
import { Alert } from 'antd'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import { linkOf } from '../pages/ListPage.tsx'
import { MarketFileCheck } from './MarketFileCheck.tsx'
import { MarketMethods, MarketSources } from './MarketSources.tsx'

type Programme = ResponseOf<typeof market.getMarketProgramme>

const OWN_SECTION = new Set(['programme', 'demonstration', 'methods', 'sources'])

/** A programme: its methods and sources, the check of a file before it is taken in, its imports and runs. */
export function MarketProgrammePage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t, of } = useWords()
  const found = useDetail<Programme>('market-programmes', id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const subject = subjectAt('market-programmes')!
  const manages = found.data.next.some(({ endpoint }) => endpoint === 'addMarketSource')
  const sources = found.data.sources.filter(one => !one.endedOn && one.kind !== 'survey' && one.kind !== 'own')
  const { methods, next, demonstration } = found.data
  const endings = next.filter(one => one.endpoint === 'endMarketSource')
  const data = { ...found.data, next: next.filter(one => !endings.includes(one)) }
  return (
    <DetailFrame subject={subject} data={data} id={id}>
      {demonstration && <Alert type="warning" showIcon title={t('market.demonstration')} />}
      <DetailBody subject={subject} data={data} skip={OWN_SECTION} />
      {methods.length > 0 && (
        <Section title={t('market.methods')} id="methods">
          <MarketMethods programme={id} methods={methods} />
        </Section>
      )}
      {found.data.sources.length > 0 && (
        <Section title={t('market.sources')} id="sources">
          <MarketSources sources={found.data.sources} endings={endings} />
        </Section>
      )}
      {manages && (
        <Section title={t('market.check')} id="check">
          <MarketFileCheck programme={id} sources={sources} />
        </Section>
      )}
      {(['market-imports', 'market-surveys', 'market-runs'] as const).map(path => {
        const listed = subjectAt(path)!
        return (
          <Section key={path} title={of(listed.name)} id={path}>
            <DataTable
              name={`${path}-of-programme`}
              list={endpointNamed(listed.list)}
              columns={listed.columns.filter(column => column !== 'programmeName')}
              fixed={{ programme: id }}
              rowLink={row => linkOf(listed, row)}
            />
          </Section>
        )
      })}
    </DetailFrame>
  )
}
