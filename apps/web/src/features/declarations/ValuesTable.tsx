import { Input } from 'antd'
import { useState } from 'react'
import type { Text } from '@tianfu/kernel'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { wordOfValue } from '../../i18n/value-words.ts'
import { CabinetField } from '../../ui/FileField.tsx'
import { StatusTag } from '../../ui/StatusTag.tsx'
import { ValuesInput } from '../../ui/ValuesInput.tsx'
import type { FieldSchema } from '../../ui/schema.ts'
import { sayValue } from '../../ui/ValueTable.tsx'
import type { ComparedValue } from './declaration.ts'

const item = (): FieldSchema => (endpointNamed('saveDeclarationDraft').body as FieldSchema).properties!.values!.items!

/** A value per indicator, compared by the server beside the national limit and ours. */
export function ValuesTable({
  rows,
  onChange,
}: {
  rows: readonly ComparedValue[]
  onChange?: (indicator: string, value: Record<string, unknown>) => void
}) {
  const { t } = useWords()
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data form-table">
        <thead>
          <tr>
            {[
              'value.indicator',
              'value.declared',
              'value.ours',
              'value.national',
              ...(onChange ? ['declare.report'] : []),
            ].map(key => (
              <th key={key} scope="col">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <ValueRow key={row.indicator} row={row} onChange={onChange && (value => onChange(row.indicator, value))} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ValueRow({ row, onChange }: { row: ComparedValue; onChange?: (value: Record<string, unknown>) => void }) {
  const { t, of } = useWords()
  const [own, setOwn] = useState({
    values: row.values,
    detectionLimit: row.detectionLimit ?? '',
    model: row.model ?? '',
    report: row.report ?? undefined,
  })
  const put = (change: Partial<typeof own>) => {
    const next = { ...own, ...change }
    setOwn(next)
    onChange?.({
      indicator: row.indicator,
      values: next.values,
      ...(next.detectionLimit && { detectionLimit: next.detectionLimit }),
      ...(next.model.trim() && { model: next.model.trim() }),
      ...(next.report && { report: next.report }),
    })
  }
  const id = `value-${row.indicator.replace(/[^a-zA-Z0-9]/g, '-')}`
  const label = `${of(row.name)} ${t('value.declared')}`
  return (
    <tr>
      <td data-label={t('value.indicator')} style={{ minWidth: 170 }}>
        <strong>{of(row.name)}</strong>
        {row.unit && <span className="muted"> {row.unit}</span>}
        {row.condition && <div className="muted small">{of(row.condition)}</div>}
        {row.applies === 'no' && <StatusTag status="not-applicable" label={wordOfValue('not-applicable')} />}
      </td>
      <td data-label={t('value.declared')} style={{ minWidth: 140 }}>
        {onChange ? (
          <>
            <ValuesInput
              id={id}
              label={label}
              invalid={row.ours.verdict === 'fail'}
              value={own.values}
              onChange={values => put({ values: values ?? [] })}
              placeholder={row.kind === 'yes-no' ? `${t('state.yes')} / ${t('state.no')}` : undefined}
            />
            {own.values.includes('not-detected') && (
              <Input
                aria-label={`${of(row.name)} ${t('declare.detection-limit')}`}
                placeholder={t('declare.detection-limit')}
                value={own.detectionLimit}
                style={{ marginTop: 4 }}
                onChange={event => put({ detectionLimit: event.target.value.trim() })}
              />
            )}
          </>
        ) : (
          row.values.map(sayValue(of)).join('、') || <span className="muted">{t('state.not-provided')}</span>
        )}
      </td>
      <Limit label={t('value.ours')} {...row.ours} />
      <Limit label={t('value.national')} {...row.national} national />
      {onChange && (
        <td data-label={t('declare.report')} style={{ minWidth: 150 }}>
          <CabinetField
            id={`${id}-file`}
            label={`${of(row.name)} ${t('declare.report')}`}
            name="report"
            schema={item().properties!.report!}
            value={own.report}
            invalid={false}
            context={{}}
            many={false}
            compact
            onChange={value => put({ report: value as string | undefined })}
          />
        </td>
      )}
    </tr>
  )
}

function Limit({
  limit,
  source,
  verdict,
  reason,
  national,
  label,
}: {
  limit: Text | null
  source?: string | null
  verdict: string
  reason: Text
  national?: boolean
  label: string
}) {
  const { t, of } = useWords()
  return (
    <td data-label={label}>
      {limit ? of(limit) : <span className="muted">{national ? t('value.national-empty') : '—'}</span>}
      {source && <div className="muted small">{source}</div>}
      {limit !== null && (
        <div>
          <StatusTag status={verdict} label={wordOfValue(verdict)} />
        </div>
      )}
      {reason && <div className="small">{of(reason)}</div>}
    </td>
  )
}
