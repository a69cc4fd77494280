import { Alert, Button } from 'antd'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { TSchema } from 'typebox'
import { Refused, Unreachable, errorSentence } from '../call.ts'
import { labelOf } from '../i18n/fields.ts'
import { useWords } from '../i18n/index.ts'
import { Members } from './Field.tsx'
import { PlaceButton } from './PlaceButton.tsx'
import { fieldId } from './field-props.ts'
import { pruned, schemaAt, startingValue, withAt } from './schema.ts'
import type { FieldSchema } from './schema.ts'
import { findingsOf } from './validate.ts'
import type { Invalid } from './validate.ts'

export interface SchemaFormProps {
  schema: TSchema
  initial?: Record<string, unknown>
  /** Members that came with the data and are sent as they are, not asked for. */
  hidden?: ReadonlySet<string>
  submitLabel: string
  /** Sends the checked value; what it throws is shown and the input is kept. */
  onSubmit(value: Record<string, unknown>): Promise<void>
  /** Told of every change, for drafts. */
  onChange?(value: Record<string, unknown>): void
  /** Values of the surroundings that pickers may need (parameters of the address). */
  context?: Record<string, unknown>
  danger?: boolean
  children?: ReactNode
  /** More buttons beside the one that submits. */
  extra?: ReactNode
}

/** A form made from the schema of the contract and checked by it; errors are summed up, linked and get the focus. */
export function SchemaForm(props: SchemaFormProps) {
  const { t, language } = useWords()
  const schema = props.schema as FieldSchema
  const formId = useId().replace(/[^a-zA-Z0-9]/g, '')
  const [value, setValue] = useState<Record<string, unknown>>(() => ({
    ...(startingValue(schema) as Record<string, unknown> | undefined),
    ...props.initial,
  }))
  const [invalid, setInvalid] = useState<Invalid[]>([])
  const [failed, setFailed] = useState<Refused | Unreachable | Error>()
  const [busy, setBusy] = useState(false)
  const summary = useRef<HTMLDivElement>(null)
  const [focusWanted, setFocusWanted] = useState(0)

  useEffect(() => {
    if (focusWanted > 0) summary.current?.focus()
  }, [focusWanted])

  const messages = useMemo(() => {
    const said = new Map(invalid.map(one => [one.pointer, sentenceOf(schema, one, t, language)]))
    if (failed instanceof Refused)
      for (const field of failed.fields) said.set(pointerOfField(field.path), field[language])
    return said
  }, [invalid, failed, schema, t, language])

  const change = (path: readonly (string | number)[], inner: unknown) => {
    const next = withAt(value, path, inner) as Record<string, unknown>
    setValue(next)
    props.onChange?.(next)
    if (invalid.length > 0) setInvalid(invalid.filter(one => !one.pointer.startsWith(`/${path.join('/')}`)))
  }

  const submit = async () => {
    const sent = pruned(schema, value) as Record<string, unknown>
    const found = findingsOf(props.schema, sent)
    setInvalid(found)
    setFailed(undefined)
    if (found.length > 0) return setFocusWanted(count => count + 1)
    setBusy(true)
    try {
      await props.onSubmit(sent)
    } catch (error) {
      setFailed(error instanceof Error ? error : new Error(String(error)))
      setFocusWanted(count => count + 1)
    } finally {
      setBusy(false)
    }
  }

  const shown = Object.keys(schema.properties ?? {}).filter(key => !props.hidden?.has(key))
  return (
    <form
      className="schema-form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      <div ref={summary} tabIndex={-1} className="summary">
        {invalid.length > 0 && (
          <Alert
            type="error"
            role="alert"
            title={t('form.check', { count: invalid.length })}
            description={
              <ul>
                {invalid.map(one => (
                  <li key={one.pointer}>
                    <a
                      href={`#${fieldId(formId, one.pointer)}`}
                      onClick={event => {
                        event.preventDefault()
                        goTo(formId, one.pointer)
                      }}
                    >
                      {messages.get(one.pointer)}
                    </a>
                  </li>
                ))}
              </ul>
            }
          />
        )}
        {failed && <Failure error={failed} />}
      </div>
      {props.children}
      {shown.length === 0 && !props.children && <p>{t('form.no-input')}</p>}
      <Members
        path={[]}
        schema={schema}
        value={value}
        onChange={change}
        messages={messages}
        context={{ ...props.context, ...value }}
        formId={formId}
        hidden={props.hidden}
      />
      <PlaceButton schema={schema} onPlace={place => setValue(now => ({ ...now, ...place }))} />
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={busy} danger={props.danger}>
          {props.submitLabel}
        </Button>
        {props.extra}
      </div>
    </form>
  )
}

/** Why the server said no, with what remains safe. */
export function Failure({ error }: { error: unknown }) {
  const { t, language } = useWords()
  const said = errorSentence(error, language, String((error as Error).message ?? error))
  return (
    <Alert
      type="error"
      role="alert"
      showIcon
      title={t('form.failed')}
      description={
        <>
          <p>{said}</p>
          {error instanceof Refused && error.traceId && error.status >= 500 && (
            <p className="muted">
              {t('state.trace')}：{error.traceId}
            </p>
          )}
        </>
      }
    />
  )
}

function goTo(formId: string, pointer: string) {
  const control =
    document.getElementById(fieldId(formId, pointer)) ??
    document.querySelector<HTMLElement>(`[data-field="${CSS.escape(pointer)}"]`)
  control?.scrollIntoView({ block: 'center' })
  control?.focus()
}

const pointerOfField = (path: string): string =>
  path.startsWith('/') ? path : `/${path.replace(/\[(\d+)\]/g, '/$1').replace(/\./g, '/')}`

function sentenceOf(
  root: FieldSchema,
  one: Invalid,
  t: ReturnType<typeof useWords>['t'],
  language: 'zh' | 'en',
): string {
  const { schema, key } = schemaAt(root, one.pointer)
  const item = /\/(\d+)(\/|$)/.exec(one.pointer)?.[1]
  const label = labelOf(schema, key, language)
  const where = item === undefined ? '' : `${t('form.item', { number: Number(item) + 1 })} `
  return where + t(`invalid.${one.word}`, { label: language === 'zh' ? `“${label}”` : label, limit: one.limit })
}
