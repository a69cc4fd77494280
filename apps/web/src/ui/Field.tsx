import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Radio } from 'antd'
import { useState } from 'react'
import { labelOf } from '../i18n/fields.ts'
import { useWords } from '../i18n/index.ts'
import { Control } from './Control.tsx'
import { Labelled } from './Labelled.tsx'
import { ConsentField, LinesField, RecordField } from './PlainFields.tsx'
import { PlaceButton } from './PlaceButton.tsx'
import { RowsField, isTabular } from './RowsField.tsx'
import { fieldId } from './field-props.ts'
import type { FieldProps } from './field-props.ts'
import { kindOf, pointerOf, startingValue, withoutNull } from './schema.ts'
import type { FieldSchema } from './schema.ts'

/** One field with its label, hint and message; objects and lists hold more of them. */
export function Field(props: FieldProps) {
  const { path, schema, value, onChange } = props
  const name = String(path.at(-1) ?? '')
  switch (kindOf(schema, name)) {
    case 'fixed':
      return null
    case 'object':
    case 'place':
      return <ObjectField {...props} />
    case 'list':
      return <ListField {...props} />
    case 'lines':
      return <LinesField {...props} />
    case 'variant':
      return <VariantField {...props} />
    case 'consent':
      return <ConsentField {...props} />
    case 'record':
      return <RecordField {...props} />
    default: {
      const pointer = pointerOf(path)
      return (
        <Labelled {...props}>
          {describedBy => (
            <Control
              id={fieldId(props.formId, pointer)}
              name={name}
              schema={schema}
              value={value}
              invalid={props.messages.has(pointer)}
              describedBy={describedBy}
              context={props.context}
              onChange={next => onChange(path, next)}
            />
          )}
        </Labelled>
      )
    }
  }
}

/** The members of an object in the order of the schema. */
export function Members({ path, schema, value, hidden, ...rest }: Omit<FieldProps, 'required'>) {
  const object = (value ?? {}) as Record<string, unknown>
  return (
    <>
      {Object.entries(schema.properties ?? {})
        .filter(([key]) => !hidden?.has(key))
        .map(([key, child]) => (
          <Field
            key={key}
            {...rest}
            hidden={hidden}
            path={[...path, key]}
            schema={child}
            value={object[key]}
            required={schema.required?.includes(key) ?? false}
            context={{ ...rest.context, ...object }}
          />
        ))}
    </>
  )
}

function ObjectField(props: FieldProps) {
  const { path, schema, required, value, onChange, messages } = props
  const { t, of, language } = useWords()
  const pointer = pointerOf(path)
  const inner = withoutNull(schema)
  const [open, setOpen] = useState(required || value !== undefined)
  const message = messages.get(pointer)
  const label = labelOf(schema, String(path.at(-1) ?? ''), language)
  if (!open) {
    return (
      <div className="field">
        <Button icon={<PlusOutlined />} onClick={() => setOpen(true)}>
          {label}（{t('form.optional')}）
        </Button>
        {schema['x-words']?.hint && <p className="hint">{of(schema['x-words'].hint)}</p>}
      </div>
    )
  }
  return (
    <fieldset className="group" id={fieldId(props.formId, pointer)} tabIndex={-1} data-field={pointer}>
      <legend>{label}</legend>
      {schema['x-words']?.hint && <p className="hint">{of(schema['x-words'].hint)}</p>}
      {message && <p className="message">{message}</p>}
      <Members {...props} schema={inner} />
      <PlaceButton schema={inner} onPlace={place => onChange(path, { ...(value as object | undefined), ...place })} />
      {!required && (
        <Button
          size="small"
          type="text"
          icon={<DeleteOutlined />}
          onClick={() => {
            onChange(path, undefined)
            setOpen(false)
          }}
        >
          {t('action.remove')}
        </Button>
      )}
    </fieldset>
  )
}

/** A list of objects: each a card of its own; members that came filled in as constants name the card. */
function ListField(props: FieldProps) {
  if (isTabular(props.schema.items ?? {})) return <RowsField {...props} />
  return <CardsField {...props} />
}

function CardsField(props: FieldProps) {
  const { path, schema, value, onChange, messages, required } = props
  const { t, of, language } = useWords()
  const list = (value as unknown[] | undefined) ?? []
  const items = schema.items ?? {}
  const pointer = pointerOf(path)
  const full = schema.maxItems !== undefined && list.length >= schema.maxItems
  const message = messages.get(pointer)
  return (
    <fieldset className="group list" id={fieldId(props.formId, pointer)} tabIndex={-1} data-field={pointer}>
      <legend>
        {labelOf(schema, String(path.at(-1) ?? ''), language)}
        {!required && <span className="optional">（{t('form.optional')}）</span>}
      </legend>
      {schema['x-words']?.hint && <p className="hint">{of(schema['x-words'].hint)}</p>}
      {message && <p className="message">{message}</p>}
      {list.map((item, index) => (
        <div className="card" key={index} role="group" aria-label={t('form.item', { number: index + 1 })}>
          <div className="card-head">
            <strong>{titleOfItem(items, item, language) ?? t('form.item', { number: index + 1 })}</strong>
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              onClick={() =>
                onChange(
                  path,
                  list.filter((_, at) => at !== index),
                )
              }
            >
              {t('action.remove')}
            </Button>
          </div>
          {items.type === 'object' ? (
            <Members {...props} path={[...path, index]} schema={items} value={item} />
          ) : (
            <Field {...props} path={[...path, index]} schema={items} value={item} required bare />
          )}
        </div>
      ))}
      {!full && (
        <Button
          icon={<PlusOutlined />}
          onClick={() => onChange(path, [...list, startingValue(items) ?? (items.type === 'object' ? {} : undefined)])}
        >
          {t('action.add-item')}
        </Button>
      )}
    </fieldset>
  )
}

/** What a card is called: the name or label that came with it. */
function titleOfItem(schema: FieldSchema, item: unknown, language: 'zh' | 'en'): string | undefined {
  const value = item as Record<string, unknown> | undefined
  for (const key of ['clause', 'indicator', 'name', 'number']) {
    const said = value?.[key]
    if (typeof said !== 'string' || said === '' || !schema.properties?.[key]) continue
    const choices = schema.properties[key]['x-words']?.choices?.[said]
    return choices ? choices[language] : said
  }
  return undefined
}

/** One of several shapes: first which, then its fields. */
function VariantField(props: FieldProps) {
  const { path, schema, value, onChange, required, messages } = props
  const { t, language } = useWords()
  const variants = (schema.anyOf ?? []).filter(one => one.type !== 'null')
  const matching = variants.findIndex(one => fits(one, value))
  const [picked, setPicked] = useState(matching >= 0 ? matching : required ? 0 : -1)
  const at = matching >= 0 && value !== undefined ? matching : picked
  const variant = variants[at]
  const pointer = pointerOf(path)
  const message = messages.get(pointer)
  return (
    <fieldset className="group" id={fieldId(props.formId, pointer)} tabIndex={-1} data-field={pointer}>
      <legend>{labelOf(schema, String(path.at(-1) ?? ''), language)}</legend>
      {message && <p className="message">{message}</p>}
      <Radio.Group
        value={at}
        aria-label={t('form.variant')}
        onChange={event => {
          setPicked(event.target.value)
          onChange(path, startingValue(variants[event.target.value] ?? {}))
        }}
        options={variants.map((one, index) => ({ value: index, label: nameOfVariant(one, index, language) }))}
      />
      {variant &&
        (variant.type === 'object' ? (
          <Members {...props} schema={variant} />
        ) : (
          <Field {...props} schema={variant} required bare />
        ))}
    </fieldset>
  )
}

function nameOfVariant(schema: FieldSchema, index: number, language: 'zh' | 'en'): string {
  if (schema['x-words']) return schema['x-words'][language]
  const constant = Object.values(schema.properties ?? {}).find(child => typeof child.const === 'string')
  return constant
    ? (constant['x-words']?.choices?.[String(constant.const)]?.[language] ??
        constant['x-words']?.[language] ??
        String(constant.const))
    : `${index + 1}`
}

function fits(schema: FieldSchema, value: unknown): boolean {
  if (schema.const !== undefined) return value === schema.const
  if (schema.type !== 'object')
    return value !== undefined && typeof value === (schema.type === 'integer' ? 'number' : schema.type)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(schema.properties ?? {}).every(
    ([key, child]) => child.const === undefined || (value as Record<string, unknown>)[key] === child.const,
  )
}
