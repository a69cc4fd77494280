import { Input, Radio } from 'antd'
import { useState } from 'react'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { CabinetField } from '../../ui/FileField.tsx'
import { choicesOf } from '../../ui/schema.ts'
import type { FieldSchema } from '../../ui/schema.ts'
import type { ClauseRow } from './declaration.ts'

const item = (): FieldSchema => (endpointNamed('saveDeclarationDraft').body as FieldSchema).properties!.clauses!.items!

/** Every clause of the A standard with the auditor's question: met, not met, not applicable; evidence and note. */
export function ClauseTable({
  rows,
  onChange,
}: {
  rows: readonly ClauseRow[]
  onChange(clause: string, answer: Record<string, unknown>): void
}) {
  const { t } = useWords()
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data form-table">
        <thead>
          <tr>
            {['standard.clauses', 'declare.answer', 'declare.evidence', 'declare.note'].map(key => (
              <th key={key} scope="col">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <Clause key={row.clause} row={row} onChange={answer => onChange(row.clause, answer)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Clause({ row, onChange }: { row: ClauseRow; onChange(answer: Record<string, unknown>): void }) {
  const { t, of } = useWords()
  const [own, setOwn] = useState({ answer: row.answer, evidence: row.evidence, note: row.note ?? '' })
  const put = (change: Partial<typeof own>) => {
    const next = { ...own, ...change }
    setOwn(next)
    if (!next.answer) return
    onChange({
      clause: row.clause,
      answer: next.answer,
      ...(next.evidence && { evidence: next.evidence }),
      ...(next.note.trim() && { note: next.note.trim() }),
    })
  }
  const id = `clause-${row.clause.replace(/[^a-zA-Z0-9]/g, '-')}`
  return (
    <tr>
      <td data-label={t('standard.clauses')} style={{ minWidth: 200 }}>
        <strong>{row.clause}</strong> {of(row.name)}
        {row.requirement === 'must' && <span className="muted small">（{t('declare.must')}）</span>}
        {row.question && <div className="muted small">{of(row.question)}</div>}
      </td>
      <td data-label={t('declare.answer')} style={{ minWidth: 160 }}>
        <Radio.Group
          value={own.answer}
          aria-label={`${t('declare.answer')} ${row.clause}`}
          onChange={event => put({ answer: event.target.value })}
          options={choicesOf(item().properties!.answer!).map(one => ({ value: one.value, label: of(one.label) }))}
        />
      </td>
      <td data-label={t('declare.evidence')} style={{ minWidth: 150 }}>
        <CabinetField
          id={`${id}-file`}
          label={`${t('declare.evidence')} ${row.clause}`}
          name="evidence"
          schema={item().properties!.evidence!}
          value={own.evidence ?? undefined}
          invalid={false}
          context={{}}
          many={false}
          compact
          onChange={value => put({ evidence: (value as string | undefined) ?? null })}
        />
      </td>
      <td data-label={t('declare.note')} style={{ minWidth: 130 }}>
        <Input.TextArea
          aria-label={`${t('declare.note')} ${row.clause}`}
          autoSize={{ minRows: 1, maxRows: 6 }}
          maxLength={1000}
          value={own.note}
          onChange={event => put({ note: event.target.value })}
        />
      </td>
    </tr>
  )
}
