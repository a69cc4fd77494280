import { useParams } from '@tanstack/react-router'
import type { ResponseOf, standards } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { useWords } from '../../i18n/index.ts'
import { wordOfValue } from '../../i18n/value-words.ts'
import { subjectAt } from '../../subjects.ts'
import { Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { StatusTag } from '../../ui/StatusTag.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'

type Standard = ResponseOf<typeof standards.getStandard>
type Clause = Standard['clauseTree'][number]
type Indicator = Standard['rows'][number]

/** A standard for reading: clauses of an A standard, indicators of a B standard beside the national limits. */
export function StandardPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useWords()
  const subject = subjectAt('standards')!
  const found = useDetail<Standard>('standards', id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const { clauseTree, rows, summary } = found.data
  return (
    <DetailFrame subject={subject} data={found.data} id={id}>
      <DetailBody subject={subject} data={found.data} skip={new Set(['clauseTree', 'rows', 'summary'])} />
      {rows.length > 0 && (
        <Section title={t('standard.indicators')}>
          {summary && <p>{t('standard.summary', summary)}</p>}
          <Indicators rows={rows} />
        </Section>
      )}
      {clauseTree.length > 0 && (
        <Section title={t('standard.clauses')}>
          <Clauses clauses={clauseTree} />
        </Section>
      )}
    </DetailFrame>
  )
}

const wordsFor = (value: string, of: (text: Text) => string): string => {
  const word = wordOfValue(value)
  return typeof word === 'string' ? word : of(word)
}

const COMPARISON_LOOK: Record<string, string> = {
  stricter: 'pass',
  equal: 'pass',
  looser: 'fail',
  new: 'issued',
  unknown: 'unknown',
}

function Indicators({ rows }: { rows: readonly Indicator[] }) {
  const { t, of } = useWords()
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data">
        <thead>
          <tr>
            {[
              'value.indicator',
              'value.unit',
              'value.ours',
              'value.national',
              'standard.comparison',
              'standard.method',
              'standard.rounding',
            ].map(key => (
              <th key={key} scope="col">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${row.id}-${index}`}>
              <td>
                {of(row.name)} {row.symbol}
                {row.condition && <div className="muted small">{of(row.condition)}</div>}
                <div className="muted small">{wordsFor(row.category, of)}</div>
              </td>
              <td>{row.unit ?? ''}</td>
              <td>
                {row.ours.limit ? of(row.ours.limit) : '—'}
                {row.ours.note && <div className="muted small">{of(row.ours.note)}</div>}
              </td>
              <td>
                {row.national.limit ? (
                  of(row.national.limit)
                ) : (
                  <span className="muted">{t('value.national-empty')}</span>
                )}
                {row.national.source && (
                  <div className="muted small">
                    {row.national.source} {row.national.clause ?? ''}
                  </div>
                )}
                {row.national.note && <div className="muted small">{of(row.national.note)}</div>}
              </td>
              <td>
                <StatusTag status={COMPARISON_LOOK[row.comparison] ?? 'unknown'} label={wordOfValue(row.comparison)} />
                {row.reason && <div className="small">{of(row.reason)}</div>}
              </td>
              <td>{row.method ?? '—'}</td>
              <td>{of(row.rounding)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Clauses({ clauses }: { clauses: readonly Clause[] }) {
  const { t, of } = useWords()
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data">
        <thead>
          <tr>
            {[
              'standard.clauses',
              'standard.requirement',
              'standard.weight',
              'standard.question',
              'declare.evidence',
            ].map(key => (
              <th key={key} scope="col">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {clauses.map(clause => (
            <tr key={clause.id} className={clause.depth > 0 ? undefined : 'clause-0'}>
              <td style={{ paddingLeft: 10 + clause.depth * 16 }}>
                {clause.id} {of(clause.name)}
              </td>
              <td>{clause.requirement ? wordsFor(clause.requirement, of) : ''}</td>
              <td className="number">{clause.weight ?? ''}</td>
              <td>{clause.question ? of(clause.question) : ''}</td>
              <td>{clause.evidence.map(one => of(one.name)).join('、')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
