import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ResponseOf, marketRuns } from '@tianfu/contract'
import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { labelOf } from '../../i18n/fields.ts'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { Page, Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { membersOf } from '../../ui/facts.ts'
import type { FieldSchema } from '../../ui/schema.ts'
import { PageError } from '../pages/FallbackPages.tsx'
import { IntervalTable, useResultWords } from './MarketIntervals.tsx'

type Subject = ResponseOf<typeof marketRuns.getMarketSubject>

/** One subject of a run: its results, what they come from, and what would reach the next band. */
export function MarketSubjectPage() {
  const params = useParams({ strict: false }) as { id: string; kind: string; subject: string }
  const { t, of } = useWords()
  const { label, word } = useResultWords()
  const found = useQuery({
    queryKey: ['market-subject', params],
    queryFn: async ({ signal }) =>
      (await call(endpointNamed('getMarketSubject'), { params } as never, { signal })) as Subject,
  })
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const { name, kind, category, results, indicators, demonstration } = found.data
  return (
    <Page
      title={of(name)}
      crumbs={[
        { label: of(subjectAt('market-runs')!.name), to: '/market-runs' },
        { label: t('market.results'), to: `/market-runs/${params.id}` },
      ]}
      help={`${word('kind', kind)}${category ? ` · ${of(category)}` : ''}`}
    >
      {demonstration && <Alert type="warning" showIcon title={t('market.demonstration')} />}
      <Section title={t('market.results')} id="results">
        <IntervalTable rows={results} first={label('result')} name={row => word('result', row.result)} />
      </Section>
      <Section title={t('market.indicators')} id="indicators">
        <Indicators rows={indicators} />
      </Section>
      {results.map(one => (
        <Reasons key={one.result} title={word('result', one.result)} of={one} />
      ))}
    </Page>
  )
}

function Indicators({ rows }: { rows: Subject['indicators'] }) {
  const { t, of, language } = useWords()
  const schema = endpointNamed('getMarketSubject').response as FieldSchema
  const members = membersOf(schema.properties?.indicators?.items)
  const label = (key: string) => labelOf(members[key] ?? {}, key, language)
  const share = (value: number | undefined) => (value === undefined ? '—' : `${Math.round(value * 100)} %`)
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data responsive">
        <thead>
          <tr>
            <th scope="col">{t('market.indicator')}</th>
            {['value', 'error', 'rows', 'effective', 'dropped', 'shrinkage'].map(key => (
              <th key={key} scope="col" className="number">
                {label(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(one => (
            <tr key={one.indicator}>
              <td data-label={t('market.indicator')}>{of(one.name)}</td>
              {one.refused ? (
                <td colSpan={2} className="muted" data-label={label('value')}>
                  {one.refused[language]}
                </td>
              ) : (
                <>
                  <Figure label={label('value')}>{one.value ?? '—'}</Figure>
                  <Figure label={label('error')}>{one.error === undefined ? '—' : `± ${one.error}`}</Figure>
                </>
              )}
              <Figure label={label('rows')}>{one.rows}</Figure>
              <Figure label={label('effective')}>{one.effective}</Figure>
              <Figure label={label('dropped')}>{share(one.dropped)}</Figure>
              <Figure label={label('shrinkage')}>{share(one.shrinkage)}</Figure>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Figure = ({ label, children }: { label: string; children: ReactNode }) => (
  <td className="number" data-label={label}>
    {children}
  </td>
)

/** Why a result stands where it does, and which single change would lift it. */
function Reasons({ title, of: one }: { title: string; of: Subject['results'][number] }) {
  const { t, of } = useWords()
  const causes = one.causes ?? []
  const whatIf = one.whatIf ?? []
  if (causes.length === 0 && whatIf.length === 0) return null
  return (
    <Section title={t('market.why-so', { result: title })}>
      {causes.length > 0 && (
        <div className="table-box" tabIndex={0}>
          <table className="data">
            <thead>
              <tr>
                <th scope="col">{t('market.indicator')}</th>
                <th scope="col" className="number">
                  {t('market.against-median')}
                </th>
              </tr>
            </thead>
            <tbody>
              {causes.map(({ indicator, name, points }) => (
                <tr key={indicator}>
                  <td>{of(name)}</td>
                  <td className="number">{`${points > 0 ? '+' : ''}${points.toFixed(1)}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {whatIf.length > 0 && (
        <ul className="plain">
          {whatIf.map(({ indicator, name, value, band }) => (
            <li key={indicator}>{t('market.what-if', { name: of(name), value, band })}</li>
          ))}
        </ul>
      )}
    </Section>
  )
}
