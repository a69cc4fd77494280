import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useWords } from '../../i18n/index.ts'
import { Actions } from '../../ui/ActionPanel.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { StatusTag } from '../../ui/StatusTag.tsx'
import { momentOf } from '../../ui/format.ts'
import { PageError } from '../pages/FallbackPages.tsx'
import { useDraft } from './draft.ts'

/** The task list of an application: at most nine tasks, four statuses, whole rows linked. */
export function DraftPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t, of, language } = useWords()
  const navigate = useNavigate()
  const found = useDraft(id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const draft = found.data
  const others = draft.next.filter(
    one => one.endpoint !== 'submitApplication' && one.endpoint !== 'checkApplicationDraft'
      && !one.endpoint.startsWith('saveApplication'),
  )
  return (
    <Page
      title={`${draft.product.name} · ${of(draft.rule.name)}`}
      narrow
      crumbs={[{ label: t('menu.certification'), to: '/application-drafts' }]}
      help={`${draft.body.name} · ${draft.rule.number}`}
    >
      <h2>{t('apply.tasks')}</h2>
      <p className="muted">
        {t('apply.tasks-help')} {t('apply.tasks-done', { done: draft.done, all: draft.tasks.length })}
      </p>
      <ol className="task-list">
        {draft.tasks.map(task => {
          const inner = (
            <>
              <span className="task-name">{of(task.label)}</span>
              <span>
                {task.status === 'done' ? (
                  of(task.statusLabel)
                ) : task.status === 'cannot-start' ? (
                  <span className="muted">{of(task.statusLabel)}</span>
                ) : (
                  <StatusTag status={task.status === 'in-progress' ? 'waiting' : 'planned'} label={task.statusLabel} />
                )}
              </span>
              {task.editedBy && task.editedAt && (
                <span className="muted small">
                  {t('apply.edited', { name: task.editedBy, time: momentOf(task.editedAt) })}
                </span>
              )}
            </>
          )
          return (
            <li key={task.task}>
              {task.status === 'cannot-start' ? (
                <div className="task">{inner}</div>
              ) : (
                <Link className="task" to="/application-drafts/$id/tasks/$task" params={{ id, task: task.task }}>
                  {inner}
                </Link>
              )}
            </li>
          )
        })}
      </ol>
      {draft.problems.length > 0 && (
        <Section title={t('apply.problems')}>
          <ul>
            {draft.problems.map((one, index) => (
              <li key={index}>{one[language]}</li>
            ))}
          </ul>
        </Section>
      )}
      <div className="form-actions">
        <Link to="/application-drafts/$id/check" params={{ id }}>
          <Button type="primary">{t('apply.check')}</Button>
        </Link>
        <Actions
          next={others}
          data={draft}
          layout="row"
          onDone={(_, endpoint) => {
            if (endpoint.startsWith('discard')) void navigate({ to: '/application-drafts' })
          }}
        />
      </div>
    </Page>
  )
}
