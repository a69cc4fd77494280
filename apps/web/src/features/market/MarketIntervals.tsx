import { Link } from '@tanstack/react-router'
import type { ResponseOf, marketRuns } from '@tianfu/contract'
import { endpointNamed } from '../../contract.ts'
import { labelOf } from '../../i18n/fields.ts'
import { useWords } from '../../i18n/index.ts'
import { itemOf, membersOf } from '../../ui/facts.ts'
import type { FieldSchema } from '../../ui/schema.ts'

export type ResultRow = ResponseOf<typeof marketRuns.listMarketResults>['items'][number]

const WIDE = 200
const HIGH = 22
const x = (points: number) => 6 + (points / 100) * (WIDE - 12)

/** Words of a member of a row of results, and of its value. */
export function useResultWords() {
  const { of, language } = useWords()
  const members = membersOf(itemOf(endpointNamed('listMarketResults').response as FieldSchema))
  return {
    label: (key: string) => labelOf(members[key] ?? {}, key, language),
    word: (key: 'kind' | 'result', value: string) => {
      const word = members[key]?.['x-words']?.choices?.[value]
      return word ? of(word) : value
    },
  }
}

/** A score with its interval on a scale of 0 to 100; the figures stand in the same line, for whoever listens. */
export function IntervalBar({ score, low, high }: { score: number; low: number; high: number }) {
  return (
    <svg className="market-bar" width={WIDE} height={HIGH} aria-hidden>
      {[0, 25, 50, 75, 100].map(at => (
        <line key={at} className="grid" x1={x(at)} x2={x(at)} y1={0} y2={HIGH} />
      ))}
      <line className="interval" x1={x(low)} x2={x(high)} y1={HIGH / 2} y2={HIGH / 2} />
      <circle cx={x(score)} cy={HIGH / 2} r={4} />
    </svg>
  )
}

/** Results, a line each: picture and figures beside each other, or why there is none. */
export function IntervalTable({
  rows,
  first,
  name,
  link,
}: {
  rows: readonly ResultRow[]
  /** Heading of the first column. */
  first: string
  name(row: ResultRow): string
  link?: (row: ResultRow) => string
}) {
  const { t, language } = useWords()
  const { label } = useResultWords()
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data responsive market-results">
        <thead>
          <tr>
            <th scope="col">{first}</th>
            <th scope="col">0 – 100</th>
            <th scope="col" className="number">
              {label('score')}
            </th>
            <th scope="col">{t('market.interval')}</th>
            <th scope="col">{t('market.ranks')}</th>
            <th scope="col">{label('band')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              <td data-label={first}>{link ? <Link to={link(row)}>{name(row)}</Link> : name(row)}</td>
              {row.score === undefined ? (
                <td colSpan={5} className="muted" data-label={label('refused')}>
                  {row.refused?.[language]}
                </td>
              ) : (
                <>
                  <td data-label="0 – 100">
                    <IntervalBar score={row.score} low={row.low ?? 0} high={row.high ?? 100} />
                  </td>
                  <td className="number" data-label={label('score')}>
                    {row.score.toFixed(1)}
                  </td>
                  <td className="unbroken" data-label={t('market.interval')}>
                    {`${row.low?.toFixed(1)} – ${row.high?.toFixed(1)}`}
                  </td>
                  <td className="unbroken" data-label={t('market.ranks')}>
                    {t(row.rankLow === row.rankHigh ? 'market.rank' : 'market.rank-range', {
                      low: row.rankLow ?? 0,
                      high: row.rankHigh ?? 0,
                      of: row.of ?? 0,
                    })}
                  </td>
                  <td data-label={label('band')}>
                    {row.band}
                    {row.boundary && ` ${t('market.boundary')}`}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Rows by result, in the order in which they come. */
export function ByResult({ rows, link }: { rows: readonly ResultRow[]; link?: (row: ResultRow) => string }) {
  const { of } = useWords()
  const { label, word } = useResultWords()
  return [...new Set(rows.map(({ result }) => result))].map(result => (
    <section key={result}>
      <h3>{word('result', result)}</h3>
      <IntervalTable
        rows={rows.filter(row => row.result === result)}
        first={label('name')}
        name={row => of(row.name)}
        link={link}
      />
    </section>
  ))
}
