import { useParams } from '@tanstack/react-router'
import type { ResponseOf, marketPublication } from '@tianfu/contract'
import { Alert } from 'antd'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { membersOf } from '../../ui/facts.ts'
import type { FieldSchema } from '../../ui/schema.ts'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'
import { PageError } from '../pages/FallbackPages.tsx'

type Warning = ResponseOf<typeof marketPublication.getMarketWarning>

/** A proposal to look at a product's exit: what speaks for it, and the decision that only a person takes. */
export function MarketWarningPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t, of } = useWords()
  const found = useDetail<Warning>('market-warnings', id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const subject = subjectAt('market-warnings')!
  const { evidence, demonstration } = found.data
  const members = membersOf((endpointNamed('getMarketWarning').response as FieldSchema).properties?.evidence?.items)
  const nature = (kind: string) => {
    const word = members.kind?.['x-words']?.choices?.[kind]
    return word ? of(word) : kind
  }
  return (
    <DetailFrame subject={subject} data={found.data} id={id}>
      {demonstration && <Alert type="warning" showIcon title={t('market.demonstration')} />}
      <Alert type="info" showIcon title={t('market.proposal')} />
      <Section title={t('market.evidence')} id="evidence">
        <div className="table-box" tabIndex={0}>
          <table className="data responsive">
            <thead>
              <tr>
                <th scope="col">{t('market.rule')}</th>
                <th scope="col">{t('market.nature')}</th>
                <th scope="col">{t('market.finding')}</th>
              </tr>
            </thead>
            <tbody>
              {evidence.map(one => (
                <tr key={one.rule}>
                  <td data-label={t('market.rule')}>{of(one.ruleName)}</td>
                  <td data-label={t('market.nature')}>{nature(one.kind)}</td>
                  <td data-label={t('market.finding')}>{of(one.finding)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      <DetailBody subject={subject} data={found.data} skip={new Set(['evidence', 'demonstration'])} />
    </DetailFrame>
  )
}
