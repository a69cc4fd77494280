import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { certification } from '@tianfu/contract'
import type { TSchema } from 'typebox'
import { call, newIdempotencyKey, errorSentence } from '../../call.ts'
import { nowText } from '../../clock.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { Page } from '../../ui/Page.tsx'
import { SchemaForm } from '../../ui/SchemaForm.tsx'
import { Loading } from '../../ui/States.tsx'
import { momentOf } from '../../ui/format.ts'
import { pruned } from '../../ui/schema.ts'
import type { FieldSchema } from '../../ui/schema.ts'
import { findingsOf } from '../../ui/validate.ts'
import { NotFoundPage, PageError } from '../pages/FallbackPages.tsx'
import { draftKey, useDraft } from './draft.ts'
import type { Draft, DraftTask } from './draft.ts'

const AUTOSAVE_MS = 1500

/** One task of the application: one form, saved by itself as soon as it can be. */
export function TaskPage() {
  const { id, task: name } = useParams({ strict: false }) as { id: string; task: string }
  const found = useDraft(id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const task = found.data.tasks.find(one => one.task === name)
  if (!task) return <NotFoundPage />
  return <TaskForm key={`${id}-${name}`} draft={found.data} task={task} />
}

function TaskForm({ draft, task }: { draft: Draft; task: DraftTask }) {
  const { t, of, language } = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const endpoint = endpointNamed(task.endpoint)
  // The whole form asks; what is saved on the way may be a part of it.
  const form = certification.APPLICATION_TASKS[task.task].form as FieldSchema
  const partial = (endpoint.body as FieldSchema).properties!.answers!
  const stored = `tianfu-draft-${draft.id}-${task.task}`
  const [kept] = useState(() => keptHere(stored))
  // eslint-disable-next-line -- what the form starts with is read once
  const initial = useMemo(() => kept ?? task.answers ?? {}, [])
  const version = useRef(task.version)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const saving = useRef(Promise.resolve())
  const [state, setState] = useState<{ kind: 'rest' | 'saving' | 'here' | 'saved' | 'failed'; said?: string }>({
    kind: kept ? 'here' : 'rest',
  })

  useEffect(() => () => clearTimeout(timer.current), [])

  /** One save after the other, each from the version that the last one answered. */
  const save = (answers: Record<string, unknown>, complete: boolean, whole = true): Promise<void> => {
    const run = async () => {
      const next = (await call(
        endpoint,
        { params: { id: draft.id }, body: { version: version.current, answers, complete } } as never,
        { idempotencyKey: newIdempotencyKey() },
      )) as Draft
      version.current = next.tasks.find(one => one.task === task.task)?.version ?? version.current
      client.setQueryData(draftKey(draft.id), next)
      if (whole) forget(stored)
    }
    const result = saving.current.then(run)
    saving.current = result.catch(() => undefined)
    return result
  }

  const onChange = (value: Record<string, unknown>) => {
    clearTimeout(timer.current)
    keep(stored, value)
    timer.current = setTimeout(() => {
      const { answers, whole } = savable(partial, value)
      setState({ kind: 'saving' })
      save(answers, false, whole).then(
        () =>
          setState(whole ? { kind: 'saved', said: momentOf(nowText()).slice(11) } : { kind: 'here' }),
        (error: unknown) =>
          setState({
            kind: 'failed',
            said: errorSentence(error, language),
          }),
      )
    }, AUTOSAVE_MS)
  }

  return (
    <Page
      title={of(task.label)}
      narrow
      crumbs={[{ label: `${draft.product.name} · ${of(draft.rule.name)}`, to: `/application-drafts/${draft.id}` }]}
    >
      {kept && <Alert type="info" showIcon title={t('apply.restored')} style={{ marginBottom: 12 }} />}
      <SchemaForm
        schema={form as TSchema}
        initial={initial}
        submitLabel={t('action.continue')}
        onChange={onChange}
        context={{ $data: draft }}
        onSubmit={async answers => {
          clearTimeout(timer.current)
          await save(answers, true)
          await navigate({ to: '/application-drafts/$id', params: { id: draft.id } })
        }}
        extra={
          <>
            <Button onClick={() => void navigate({ to: '/application-drafts/$id', params: { id: draft.id } })}>
              {t('apply.to-tasks')}
            </Button>
            <span className="muted" role="status" style={{ alignSelf: 'center' }}>
              {state.kind === 'saving'
                ? t('form.saving')
                : state.kind === 'saved'
                  ? t('form.saved-at', { time: state.said })
                  : state.kind === 'here'
                    ? t('apply.kept-here')
                    : state.kind === 'failed'
                      ? t('form.not-saved', { why: state.said })
                      : ''}
            </span>
          </>
        }
      />
    </Page>
  )
}

/** The fields that may be saved as they stand; `whole` when none had to wait. */
function savable(
  partial: FieldSchema,
  value: Record<string, unknown>,
): { answers: Record<string, unknown>; whole: boolean } {
  const answers = pruned(partial, value) as Record<string, unknown>
  const waiting = new Set(findingsOf(partial as TSchema, answers).map(one => one.pointer.split('/')[1]))
  return {
    answers: Object.fromEntries(Object.entries(answers).filter(([key]) => !waiting.has(key))),
    whole: waiting.size === 0,
  }
}

/** What is not complete enough for the server stays in this browser tab's session until it is. */
function keep(key: string, value: Record<string, unknown>): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Without storage only the half-filled form is lost, and only when the page is left.
  }
}

function keptHere(key: string): Record<string, unknown> | undefined {
  try {
    const text = sessionStorage.getItem(key)
    return text ? (JSON.parse(text) as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function forget(key: string): void {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Nothing was kept then.
  }
}
