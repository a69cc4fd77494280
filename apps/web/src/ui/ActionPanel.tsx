import { App, Button, Drawer } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import type { Next } from '@tianfu/contract'
import { Refused, call, newIdempotencyKey } from '../call.ts'
import { endpointOf } from '../contract.ts'
import { useWords } from '../i18n/index.ts'
import { OneTimeCode } from './OneTimeCode.tsx'
import { SchemaForm } from './SchemaForm.tsx'
import { narrowed, prefilled } from './prefill.ts'
import type { FieldSchema } from './schema.ts'

const DANGEROUS =
  /^(withdraw|cancel|refuse|deny|void|revoke|end|suspend|disable|dismiss|discard|delete|remove|retire|retract)/

export interface ActionsProps {
  next: readonly Next[]
  /** The answer that the actions came with: pickers and labels read it. */
  data?: unknown
  onDone?: (answer: unknown, endpoint: string) => void
  layout?: 'column' | 'row'
  /** Takes over the opening of an action, for pages that have a screen of their own for it. */
  onOpen?: (next: Next) => boolean
}

/** Buttons for what the caller may do next; each opens its form in a panel on the right. */
export function Actions({ next, data, onDone, onOpen, layout = 'column' }: ActionsProps) {
  const { t, of, language } = useWords()
  const [open, setOpen] = useState<Next>()
  const known = next.filter(one => endpointOf(one.endpoint))
  const first = known.find(one => !one.refused && !DANGEROUS.test(one.endpoint))
  const labels = known.map(one => of(endpointOf(one.endpoint)!.summary))
  return (
    <>
      {known.length === 0 && layout === 'column' && <p className="muted">{t('detail.next-none')}</p>}
      <ul className={`actions actions-${layout}`}>
        {known.map((one, index) => {
          const repeats = labels.filter(label => label === labels[index]).length > 1
          const label = repeats ? `${labels[index]}（${distinguishing(one, data, language)}）` : labels[index]
          return (
            <li key={index}>
              {one.refused ? (
                <div className="refused">
                  <span>{label}</span>
                  <p className="muted small">
                    {t('detail.refused')}：{one.refused[language]}
                  </p>
                </div>
              ) : (
                <Button
                  block={layout === 'column'}
                  type={one === first ? 'primary' : 'default'}
                  danger={DANGEROUS.test(one.endpoint)}
                  data-action={one.endpoint}
                  onClick={() => {
                    if (!onOpen?.(one)) setOpen(one)
                  }}
                >
                  {label}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {open && <ActionDrawer next={open} data={data} onClose={() => setOpen(undefined)} onDone={onDone} />}
    </>
  )
}

/** What tells two actions of the same name apart: the number of what they concern. */
function distinguishing(next: Next, data: unknown, language: 'zh' | 'en'): string {
  const ids = Object.values(next.params ?? {}).toReversed()
  const find = (value: unknown): string | undefined => {
    if (Array.isArray(value)) return value.map(find).find(said => said !== undefined)
    if (typeof value !== 'object' || value === null) return undefined
    const one = value as Record<string, unknown>
    if (ids[0] === one.id && typeof one.number === 'string') return one.number
    if (ids[0] === one.id && typeof one.name === 'object' && one.name !== null)
      return String((one.name as Record<string, unknown>)[language] ?? '')
    return Object.values(one)
      .map(find)
      .find(said => said !== undefined)
  }
  return find(data) ?? ids[0]?.slice(-6) ?? ''
}

/** The form of one endpoint in a panel; the same key for every try, a one-time code when the server asks for one. */
export function ActionDrawer({
  next,
  data,
  onClose,
  onDone,
}: {
  next: Next
  data?: unknown
  onClose(): void
  onDone?: ActionsProps['onDone']
}) {
  const { of } = useWords()
  const endpoint = endpointOf(next.endpoint)!
  // What was typed is not lost to a slip: Esc closes an untouched form only.
  const [touched, setTouched] = useState(false)
  const wide = widthOf(endpoint.body as FieldSchema | undefined)
  return (
    <Drawer
      open
      title={of(endpoint.summary)}
      size={wide}
      onClose={onClose}
      destroyOnHidden
      rootClassName="action-drawer"
      mask={{ closable: false }}
      keyboard={!touched}
    >
      <ActionForm
        next={next}
        data={data}
        onCancel={onClose}
        onTouched={() => setTouched(true)}
        onDone={answer => {
          onClose()
          onDone?.(answer, next.endpoint)
        }}
      />
    </Drawer>
  )
}

/** Room for what is asked: tables of many columns are wide; a phone gives all it has. */
function widthOf(schema: FieldSchema | undefined): number {
  const widest = Math.max(
    0,
    ...Object.values(schema?.properties ?? {}).map(child =>
      child.type === 'array' && child.items?.type === 'object' ? Object.keys(child.items.properties ?? {}).length : 0,
    ),
  )
  return Math.min(window.innerWidth, widest > 4 ? 1160 : widest > 0 ? 920 : 560)
}

export function ActionForm({
  next,
  data,
  onCancel,
  onTouched,
  onDone,
}: {
  next: Next
  data?: unknown
  onCancel?: () => void
  onTouched?: () => void
  onDone(answer: unknown): void
}) {
  const { t, of } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const endpoint = endpointOf(next.endpoint)!
  const key = useRef(newIdempotencyKey())
  const [asking, setAsking] = useState<{ body: Record<string, unknown>; settle(error?: unknown): void }>()
  const schema = useMemo(
    () => narrowed((endpoint.body ?? Type.Object({})) as FieldSchema, next.only),
    [endpoint, next.only],
  )
  const initial = useMemo(
    () => prefilled((endpoint.body ?? {}) as FieldSchema, next.initial, data),
    [endpoint, next.initial, data],
  )
  const hidden = useMemo(
    () => hiddenMembers(endpoint.body as FieldSchema | undefined, next.initial),
    [endpoint, next.initial],
  )

  const send = async (body: Record<string, unknown>, oneTimeCode?: string) => {
    try {
      const answer = await call(
        endpoint,
        {
          ...(next.params && { params: next.params }),
          ...(endpoint.body && { body }),
        } as never,
        { idempotencyKey: key.current, oneTimeCode },
      )
      await client.invalidateQueries()
      message.success(t('form.done', { what: of(endpoint.summary) }))
      onDone(answer)
    } catch (error) {
      // A refusal wrote nothing: the corrected form is a new write. No answer at all may have written: the key stays.
      if (error instanceof Refused && error.status < 500 && error.code !== 'key-in-progress')
        key.current = newIdempotencyKey()
      throw error
    }
  }

  const submit = async (body: Record<string, unknown>) => {
    try {
      await send(body)
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'second-factor-needed') throw error
      await new Promise<void>((resolve, reject) => {
        setAsking({
          body,
          settle: failed => {
            setAsking(undefined)
            if (failed === undefined) resolve()
            else reject(failed)
          },
        })
      })
    }
  }

  return (
    <>
      <SchemaForm
        schema={schema as TSchema}
        initial={initial}
        hidden={hidden}
        submitLabel={of(endpoint.summary)}
        danger={DANGEROUS.test(endpoint.id)}
        context={{ ...next.params, $data: data }}
        onSubmit={submit}
        onChange={onTouched}
        extra={onCancel && <Button onClick={onCancel}>{t('action.cancel')}</Button>}
      />
      {asking && (
        <OneTimeCode
          onCancel={() =>
            asking.settle(
              new Refused(403, {
                code: 'second-factor-needed',
                zh: '没有输入动态验证码',
                en: 'No one-time code was given',
              }),
            )
          }
          onCode={async code => {
            try {
              await send(asking.body, code)
              asking.settle()
            } catch (error) {
              if (error instanceof Refused && /code|second-factor/.test(error.code)) throw error
              asking.settle(error)
            }
          }}
        />
      )}
    </>
  )
}

/** Versions and ids that came filled in are sent as they are; people need not see them. */
function hiddenMembers(
  schema: FieldSchema | undefined,
  initial: Record<string, unknown> | undefined,
): ReadonlySet<string> {
  return new Set(
    Object.keys(schema?.properties ?? {}).filter(key => /version$/i.test(key) && initial?.[key] !== undefined),
  )
}
