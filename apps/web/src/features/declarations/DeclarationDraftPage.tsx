import { useParams } from '@tanstack/react-router'
import { Alert, Input, Select } from 'antd'
import { useState } from 'react'
import type { Text } from '@tianfu/kernel'
import { useNavigate } from '@tanstack/react-router'
import { useWords } from '../../i18n/index.ts'
import { Actions } from '../../ui/ActionPanel.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { StatusTag } from '../../ui/StatusTag.tsx'
import { momentOf } from '../../ui/format.ts'
import { PageError } from '../pages/FallbackPages.tsx'
import { useDetail } from '../pages/DetailPage.tsx'
import { ClauseTable } from './ClauseTable.tsx'
import type { DeclarationDraft } from './declaration.ts'
import { useDraftSaving } from './useDraftSaving.ts'
import { ValuesTable } from './ValuesTable.tsx'

/** Self-assessment and declaration: facts, clauses of the A standard, values of the B standard, statement. */
export function DeclarationDraftPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useDetail('declaration-drafts', id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={10} />
  return <DraftForm key={id} draft={found.data as unknown as DeclarationDraft} />
}

const TASK_LOOK = {
  'not-started': 'planned',
  'in-progress': 'waiting',
  completed: 'done',
  'has-errors': 'fail',
} as const

function DraftForm({ draft }: { draft: DeclarationDraft }) {
  const { t, of, language } = useWords()
  const navigate = useNavigate()
  const { state, change, flush } = useDraftSaving(draft, language)
  const [statement, setStatement] = useState(draft.statement ?? '')
  return (
    <Page
      title={`${of(draft.productName)} · ${of(draft.ruleName)}`}
      crumbs={[{ label: t('home.card.declare'), to: '/declaration-drafts' }]}
      help={draft.standards.map(one => `${one.number}（${one.edition}）${of(one.name)}`).join('；')}
    >
      <div className="detail">
        <div onBlur={() => void flush()}>
          {draft.factKeys.length > 0 && (
            <Section id="facts" title={t('declare.facts')}>
              {draft.factKeys.map(fact => (
                <div className="field" key={fact.key}>
                  <label htmlFor={`fact-${fact.key}`}>
                    {of(fact.name)}
                    {fact.unit && ` (${fact.unit})`}
                  </label>
                  <FactField
                    id={`fact-${fact.key}`}
                    choices={fact.choices}
                    value={draft.facts.find(one => one.key === fact.key)?.value}
                    onChange={value =>
                      change({
                        facts: [
                          ...draft.facts.filter(one => one.key !== fact.key),
                          ...(value ? [{ key: fact.key, value }] : []),
                        ],
                      })
                    }
                  />
                </div>
              ))}
            </Section>
          )}
          <Section id="clauses" title={t('declare.clauses')}>
            <ClauseTable
              rows={draft.clauses}
              onChange={(clause, answer) => change({ clauses: new Map([[clause, answer]]) })}
            />
          </Section>
          <Section id="values" title={t('declare.values')}>
            <p className="muted">{t('declare.values-help')}</p>
            <ValuesTable
              rows={draft.values}
              onChange={(indicator, value) => change({ values: new Map([[indicator, value]]) })}
            />
          </Section>
          <Section id="statement" title={t('declare.statement')}>
            <Input.TextArea
              aria-label={t('declare.statement')}
              autoSize={{ minRows: 4 }}
              maxLength={2000}
              showCount
              value={statement}
              onChange={event => {
                setStatement(event.target.value)
                change({ statement: event.target.value })
              }}
            />
          </Section>
        </div>
        <aside className="detail-side">
          <Section title={t('apply.tasks')}>
            <ul className="plain">
              {draft.tasks.map(task => (
                <li
                  key={task.task}
                  style={{ display: 'flex', justifyContent: 'space-between', gap: 8, padding: '3px 0' }}
                >
                  <a href={`#${task.task}`}>{of(task.label)}</a>
                  <StatusTag status={TASK_LOOK[task.status]} label={`${task.done}/${task.of}`} />
                </li>
              ))}
            </ul>
            <p className="muted small" role="status">
              {state.kind === 'saving'
                ? t('form.saving')
                : state.kind === 'saved'
                  ? t('form.saved-at', { time: state.said })
                  : state.kind === 'unsaved'
                    ? t('form.unsaved')
                    : ''}
            </p>
            {state.kind === 'failed' && (
              <Alert type="error" showIcon title={t('form.not-saved', { why: state.said })} />
            )}
            <p className="muted small">
              {t('apply.last-editor', { name: draft.editedBy, time: momentOf(draft.editedAt) })}
            </p>
          </Section>
          {draft.problems.length > 0 && (
            <Section title={t('declare.problems')}>
              <ul className="small">
                {draft.problems.map((one, index) => (
                  <li key={index}>{one[language]}</li>
                ))}
              </ul>
            </Section>
          )}
          <Section title={t('detail.next')}>
            <Actions
              next={draft.next
                .filter(one => one.endpoint !== 'saveDeclarationDraft')
                .map(one => ({
                  ...one,
                  initial: { ...one.initial, ...(one.endpoint === 'publishDeclaration' && { version: draft.version }) },
                }))}
              data={draft}
              onDone={(answer, endpoint) => {
                if (endpoint === 'publishDeclaration')
                  void navigate({ to: '/declarations/$id', params: { id: (answer as { id: string }).id } })
                else if (endpoint.startsWith('delete')) void navigate({ to: '/declaration-drafts' })
              }}
            />
          </Section>
        </aside>
      </div>
    </Page>
  )
}

function FactField({
  id,
  choices,
  value,
  onChange,
}: {
  id: string
  choices: readonly { value: string; name: Text }[]
  value?: string
  onChange(value: string): void
}) {
  const { t, of } = useWords()
  const [typed, setTyped] = useState(value ?? '')
  if (choices.length > 0) {
    return (
      <Select
        id={id}
        allowClear
        value={typed || undefined}
        placeholder={t('form.choose')}
        style={{ width: 260 }}
        options={choices.map(one => ({ value: one.value, label: of(one.name) }))}
        onChange={next => {
          setTyped(next ?? '')
          onChange(next ?? '')
        }}
      />
    )
  }
  return (
    <Input
      id={id}
      value={typed}
      style={{ maxWidth: 260 }}
      onChange={event => {
        setTyped(event.target.value)
        onChange(event.target.value)
      }}
    />
  )
}
