import { DeleteOutlined, EnvironmentOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Radio } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { labelOf } from '../i18n/fields.ts'
import { useWords } from '../i18n/index.ts'
import { Control } from './Control.tsx'
import { RowsField, isTabular } from './RowsField.tsx'
import { kindOf, pointerOf, startingValue, withoutNull } from './schema.ts'
import type { FieldSchema } from './schema.ts'

export interface FieldProps {
  path: readonly (string | number)[]
  schema: FieldSchema
  required: boolean
  value: unknown
  onChange(path: readonly (string | number)[], value: unknown): void
  /** Sentence of what is wrong, by JSON pointer. */
  messages: ReadonlyMap<string, string>
  context: Record<string, unknown>
  /** Prefix that keeps ids apart when two forms are on a page. */
  formId: string
  /** Members that are shown as text: they came filled in and name the row. */
  hidden?: ReadonlySet<string>
  bare?: boolean
}

export const fieldId = (formId: string, pointer: string): string => `${formId}${pointer.replace(/[^a-zA-Z0-9]/g, '-')}`

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

function Labelled({
  path,
  schema,
  required,
  messages,
  formId,
  bare,
  children,
}: FieldProps & { children(describedBy: string | undefined): ReactNode }) {
  const { t, of, language } = useWords()
  const pointer = pointerOf(path)
  const id = fieldId(formId, pointer)
  const hint = schema['x-words']?.hint ?? withoutNull(schema)['x-words']?.hint
  const message = messages.get(pointer)
  const described = [hint && `${id}-hint`, message && `${id}-message`].filter(Boolean).join(' ') || undefined
  return (
    <div className={message ? 'field field-invalid' : 'field'} data-field={pointer}>
      {!bare && (
        <label htmlFor={id}>
          {labelOf(schema, String(path.at(-1) ?? ''), language)}
          {!required && <span className="optional">（{t('form.optional')}）</span>}
        </label>
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {of(hint)}
        </p>
      )}
      {children(described)}
      {message && (
        <p className="message" id={`${id}-message`}>
          {message}
        </p>
      )}
    </div>
  )
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

/** Fills longitude and latitude from the device where the object has both; never required, never blocking. */
export function PlaceButton({
  schema,
  onPlace,
}: {
  schema: FieldSchema
  onPlace(place: Record<string, unknown>): void
}) {
  const { t } = useWords()
  const [said, setSaid] = useState<string>()
  const keys = Object.keys(schema.properties ?? {})
  const longitude = keys.find(key => key === 'longitude' || key === 'lon')
  const latitude = keys.find(key => key === 'latitude' || key === 'lat')
  if (!longitude || !latitude) return null
  const asText = (degrees: number, key: string): unknown =>
    schema.properties?.[key]?.type === 'number' ? Number(degrees.toFixed(6)) : String(Number(degrees.toFixed(6)))
  const locate = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        onPlace({ [longitude]: asText(coords.longitude, longitude), [latitude]: asText(coords.latitude, latitude) })
        setSaid(t('form.located'))
      },
      () => setSaid(t('form.not-located')),
      { timeout: 10_000 },
    )
  return (
    <div className="field">
      <Button icon={<EnvironmentOutlined />} onClick={locate}>
        {t('action.locate')}
      </Button>
      {said && (
        <p className="hint" role="status">
          {said}
        </p>
      )}
    </div>
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

/** A list of single values, one per line of inputs. */
function LinesField(props: FieldProps) {
  const { path, schema, value, onChange, messages, required, formId, context } = props
  const { t, of, language } = useWords()
  const given = (value as unknown[] | undefined) ?? []
  const list = given.length === 0 ? [''] : given
  const items = schema.items ?? {}
  const pointer = pointerOf(path)
  const label = labelOf(schema, String(path.at(-1) ?? ''), language)
  const message = messages.get(pointer)
  return (
    <fieldset className="group lines" id={fieldId(formId, pointer)} tabIndex={-1} data-field={pointer}>
      <legend>
        {label}
        {!required && <span className="optional">（{t('form.optional')}）</span>}
      </legend>
      {(schema['x-words'] ?? items['x-words'])?.hint && (
        <p className="hint">{of((schema['x-words'] ?? items['x-words'])!.hint)}</p>
      )}
      {message && <p className="message">{message}</p>}
      {list.map((item, index) => {
        const at = pointerOf([...path, index])
        return (
          <div key={index}>
            <div className="line">
              <div className="line-control" role="group" aria-label={`${label} ${index + 1}`}>
                <Control
                  id={fieldId(formId, at)}
                  name={String(path.at(-1) ?? '')}
                  schema={items}
                  value={item}
                  invalid={messages.has(at)}
                  context={context}
                  onChange={next =>
                    onChange(
                      path,
                      list.map((one, position) => (position === index ? (next ?? '') : one)),
                    )
                  }
                />
              </div>
              {list.length > 1 && (
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={`${t('action.remove')} ${index + 1}`}
                  onClick={() =>
                    onChange(
                      path,
                      list.filter((_, position) => position !== index),
                    )
                  }
                />
              )}
            </div>
            {messages.get(at) && <p className="message">{messages.get(at)}</p>}
          </div>
        )
      })}
      {(schema.maxItems === undefined || list.length < schema.maxItems) && (
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange(path, [...list, ''])}>
          {t('action.add')}
        </Button>
      )}
    </fieldset>
  )
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

/** A statement one makes by ticking it. */
function ConsentField({ path, schema, value, onChange, messages, formId }: FieldProps) {
  const { language } = useWords()
  const pointer = pointerOf(path)
  const message = messages.get(pointer)
  return (
    <div className={message ? 'field field-invalid' : 'field'} data-field={pointer}>
      <Checkbox
        id={fieldId(formId, pointer)}
        checked={value === true}
        onChange={event => onChange(path, event.target.checked ? true : undefined)}
      >
        {labelOf(withoutNull(schema), String(path.at(-1) ?? ''), language)}
      </Checkbox>
      {message && <p className="message">{message}</p>}
    </div>
  )
}

/** Free pairs of name and value, for the few bodies that take them. */
function RecordField({ path, schema, value, onChange, required }: FieldProps) {
  const { language } = useWords()
  const pairs = Object.entries((value ?? {}) as Record<string, unknown>)
  const put = (next: [string, unknown][]) => onChange(path, Object.fromEntries(next))
  return (
    <fieldset className="group">
      <legend>{labelOf(schema, String(path.at(-1) ?? ''), language)}</legend>
      {[...pairs, ['', ''] as [string, unknown]].map(([key, inner], index) => (
        <div className="line" key={index} data-required={required || undefined}>
          <Input
            aria-label="name"
            value={key}
            onChange={event => put([...pairs.slice(0, index), [event.target.value, inner], ...pairs.slice(index + 1)])}
          />
          <Input
            aria-label="value"
            value={String(inner ?? '')}
            onChange={event => put([...pairs.slice(0, index), [key, event.target.value], ...pairs.slice(index + 1)])}
          />
        </div>
      ))}
    </fieldset>
  )
}
