import type { ResponseOf, certification } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { useWords } from '../i18n/index.ts'
import { wordOfValue } from '../i18n/value-words.ts'
import { StatusTag } from './StatusTag.tsx'

export type ValueShown = ResponseOf<typeof certification.getApplication>['reports'][number]['values'][number]

/** Measured values beside both limits, judged by the server; an empty national limit is said to be empty. */
export function ValueTable({ values }: { values: readonly ValueShown[] }) {
  const { t, of } = useWords()
  if (values.length === 0) return <p className="muted">{t('value.no-values')}</p>
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data">
        <thead>
          <tr>
            {(['indicator', 'measured', 'unit', 'ours', 'national', 'verdict'] as const).map(key => (
              <th key={key} scope="col">
                {t(`value.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {values.map((one, index) => (
            <tr key={`${one.indicator}-${index}`}>
              <td>
                {of(one.name)}
                <div className="muted small">{one.method}</div>
              </td>
              <td>
                {one.values.map(sayValue(of)).join('、') || '—'}
                {one.detectionLimit && (
                  <div className="muted small">
                    {t('declare.detection-limit')} {one.detectionLimit}
                  </div>
                )}
                {one.uncertainty && <div className="muted small">U = {one.uncertainty} (k=2)</div>}
              </td>
              <td>{one.unit ?? ''}</td>
              <td>{one.limit}</td>
              <td>{one.nationalLimit ?? <span className="muted">{t('value.national-empty')}</span>}</td>
              <td>
                <StatusTag status={one.verdict} label={wordOfValue(one.verdict)} />
                {one.reason && <div className="small">{of(one.reason)}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Closed answers in words, numbers as they were given. */
export const sayValue =
  (of: (text: Text) => string) =>
  (value: string): string => {
    if (/^[-\d.]/.test(value)) return value
    const word = wordOfValue(value)
    return typeof word === 'string' ? word : of(word)
  }
