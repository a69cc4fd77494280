import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { labelOf } from '../i18n/fields.ts'
import { useWords } from '../i18n/index.ts'
import { Control } from './Control.tsx'
import { CabinetField } from './FileField.tsx'
import { fieldId } from './field-props.ts'
import type { FieldProps } from './field-props.ts'
import { choicesOf, kindOf, pointerOf } from './schema.ts'
import type { FieldSchema } from './schema.ts'
import { namesIn } from './references.ts'
import type { Named, Reference } from './references.ts'
import { ValuesInput } from './ValuesInput.tsx'

const FLAT = new Set(['choice', 'line', 'area', 'integer', 'decimal', 'day', 'yes-no', 'lines', 'file', 'number'])
/** Members that name a row: what came filled in is shown as text, by its name where that is known. */
const NAMING = new Set(['clause', 'indicator', 'method', 'key'])

/** A list whose items are one line each, such as findings by clause or values by indicator: asked for as a table. */
export const isTabular = (items: FieldSchema): boolean => {
  const members = Object.entries(items.properties ?? {})
  return (
    members.some(([key]) => key === 'clause' || key === 'indicator' || key === 'key') &&
    members.length <= 7 &&
    members.every(([key, child]) => FLAT.has(kindOf(child, key)))
  )
}

export function RowsField({ path, schema, value, onChange, messages, required, formId, context }: FieldProps) {
  const { t, of, language } = useWords()
  const list = (value as Record<string, unknown>[] | undefined) ?? []
  const items = schema.items ?? {}
  const members = Object.entries(items.properties ?? {})
  const pointer = pointerOf(path)
  const names = useMemo(() => namesIn(context.$data), [context.$data])
  // What came filled in names its row and is shown as text.
  const [fixed] = useState(() => new Set(list.flatMap(item => [...NAMING].map(key => `${key}=${String(item?.[key])}`))))
  const message = messages.get(pointer)
  return (
    <fieldset className="group rows" id={fieldId(formId, pointer)} tabIndex={-1} data-field={pointer}>
      <legend>
        {labelOf(schema, String(path.at(-1) ?? ''), language)}
        {!required && <span className="optional">（{t('form.optional')}）</span>}
      </legend>
      {schema['x-words']?.hint && <p className="hint">{of(schema['x-words'].hint)}</p>}
      {message && <p className="message">{message}</p>}
      {list.length > 0 && (
        <div className="table-box" tabIndex={0}>
          <table className="data form-table">
            <thead>
              <tr>
                {members.map(([key, child]) => (
                  <th key={key} scope="col" className={NAMING.has(key) ? 'col-naming' : `col-${kindOf(child, key)}`}>
                    {labelOf(child, key, language)}
                    {!items.required?.includes(key) && <span className="optional">（{t('form.optional')}）</span>}
                  </th>
                ))}
                <th scope="col">
                  <span className="sr-only">{t('action.remove')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((item, index) => (
                <tr key={index}>
                  {members.map(([key, child]) => (
                    <td key={key} data-label={labelOf(child, key, language)} className={`col-${kindOf(child, key)}`}>
                      <Cell
                        name={key}
                        choices={key === 'value' ? names.get(String(item?.key))?.choices : undefined}
                        schema={child}
                        value={item?.[key]}
                        path={[...path, index, key]}
                        messages={messages}
                        formId={formId}
                        context={{ ...context, ...item }}
                        known={
                          typeof item?.[key] === 'string' && NAMING.has(key)
                            ? (names.get(item[key]) ??
                              (fixed.has(`${key}=${item[key]}`) ? { zh: item[key] } : undefined))
                            : undefined
                        }
                        onChange={onChange}
                        label={`${labelOf(child, key, language)} ${index + 1}`}
                      />
                    </td>
                  ))}
                  <td>
                    <Button
                      size="small"
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={`${t('action.remove')} ${index + 1}`}
                      onClick={() =>
                        onChange(
                          path,
                          list.filter((_, at) => at !== index),
                        )
                      }
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(schema.maxItems === undefined || list.length < schema.maxItems) && (
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange(path, [...list, {}])}>
          {t('action.add-item')}
        </Button>
      )}
    </fieldset>
  )
}

function Cell({
  name,
  schema,
  value,
  path,
  messages,
  formId,
  context,
  known,
  choices,
  onChange,
  label,
}: Omit<FieldProps, 'required'> & {
  name: string
  known?: Named
  choices?: readonly Reference[]
  label: string
}) {
  const { of } = useWords()
  const pointer = pointerOf(path)
  const message = messages.get(pointer) ?? [...messages].find(([at]) => at.startsWith(`${pointer}/`))?.[1]
  const id = fieldId(formId, pointer)
  if (known) {
    const said = of(known)
    return (
      <span id={id} data-field={pointer}>
        {name === 'key' ? (
          <strong>{said}</strong>
        ) : (
          <>
            <strong>{value as string}</strong>
            {said !== value && <> {said}</>}
          </>
        )}
        {known.limit && <span className="muted"> {known.limit}</span>}
        {known.question && (
          <span className="muted small" style={{ display: 'block' }}>
            {of(known.question)}
          </span>
        )}
      </span>
    )
  }
  return (
    <div data-field={pointer} role="group" aria-label={label}>
      {choices ? (
        <Select
          id={id}
          aria-label={label}
          allowClear
          value={value as string | undefined}
          status={message ? 'error' : undefined}
          style={{ width: '100%' }}
          options={choices.map(one => ({ value: one.value, label: of(one.label) }))}
          onChange={next => onChange(path, next)}
        />
      ) : kindOf(schema, name) === 'choice' && choicesOf(schema).length > 3 ? (
        <Select
          id={id}
          aria-label={label}
          allowClear
          value={value as string | undefined}
          status={message ? 'error' : undefined}
          style={{ width: '100%', minWidth: 110 }}
          options={choicesOf(schema).map(one => ({ value: one.value, label: of(one.label) }))}
          onChange={next => onChange(path, next)}
        />
      ) : kindOf(schema, name) === 'area' ? (
        <Input.TextArea
          id={id}
          aria-label={label}
          autoSize={{ minRows: 1, maxRows: 8 }}
          maxLength={schema.maxLength}
          value={(value as string | undefined) ?? ''}
          status={message ? 'error' : undefined}
          onChange={event => onChange(path, event.target.value)}
        />
      ) : kindOf(schema, name) === 'lines' ? (
        <ValuesInput
          id={id}
          value={value as unknown[] | undefined}
          invalid={Boolean(message)}
          label={label}
          onChange={next => onChange(path, next)}
        />
      ) : kindOf(schema, name) === 'file' ? (
        <CabinetField
          id={id}
          label={label}
          name={name}
          schema={schema}
          value={value}
          invalid={Boolean(message)}
          context={context}
          many={false}
          compact
          onChange={next => onChange(path, next)}
        />
      ) : (
        <Control
          id={id}
          label={label}
          name={name}
          schema={schema}
          value={value}
          invalid={Boolean(message)}
          context={context}
          onChange={next => onChange(path, next)}
        />
      )}
      {message && <p className="message">{message}</p>}
    </div>
  )
}
