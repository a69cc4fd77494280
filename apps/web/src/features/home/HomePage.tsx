import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Checkbox, Input, Segmented } from 'antd'
import { useState } from 'react'
import type { Text } from '@tianfu/kernel'
import { useActive } from '../../activity.ts'
import { call, errorSentence } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { actingIn, useSession } from '../../session.ts'
import { AssignBar, HandOverButton } from './HandOver.tsx'
import { SavedFilters } from '../../ui/SavedFilters.tsx'
import { Pager } from '../../ui/Pager.tsx'
import { momentOf, routeOf } from '../../ui/format.ts'
import { Page, Section } from '../../ui/Page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/States.tsx'
import { StatusTag } from '../../ui/StatusTag.tsx'
import { useAddressQuery } from '../../ui/useAddressQuery.ts'

interface Task {
  id: string
  kind: string
  title: Text
  subjectType: string
  subject: string
  role: string
  link: string
  createdAt: string
  dueOn?: string
  late: boolean
  claimedBy?: string
  givenBy?: string
  mine: boolean
}

/** The work queue of the acting office, and, for newcomers, where to begin. */
export function HomePage() {
  const { t } = useWords()
  const session = useSession()
  const acting = actingIn(session.data)
  if (!acting) return <NoRole />
  const grants = session.data?.grants ?? []
  const actions = (
    <>
      <HandOverButton manages={grants.includes('membership:revoke')} />
      {grants.includes('ledger:export') && <LedgerButton />}
      {grants.includes('application:evaluate') && (
        <Button href="/field/" data-action="field">{t('home.field')}</Button>
      )}
    </>
  )
  return (
    <Page title={t('home.title')} help={t('home.help')} actions={actions}>
      <Queue />
      {acting.capacity === 'applicant' && <StartCards grants={grants} />}
    </Page>
  )
}

/** The region's ledger; a plain link, so that the browser saves it as it comes. */
function LedgerButton() {
  const { language, of } = useWords()
  return (
    <Button href={`/api/v1/ledger.xlsx?lang=${language}`} download data-action="exportLedger">
      {of(endpointNamed('exportLedger').summary)}
    </Button>
  )
}

function NoRole() {
  const { t } = useWords()
  return (
    <Page title={t('home.no-role')} help={t('home.no-role-help')}>
      <div className="cards">
        <Link to="/register-organisation">
          <strong>{t('register.organisation')}</strong>
          <p className="muted">{t('register.organisation-help')}</p>
        </Link>
        <Link to="/eligibility">
          <strong>{t('home.card.eligibility')}</strong>
          <p className="muted">{t('home.card.eligibility-help')}</p>
        </Link>
        <Link to="/profile">
          <strong>{t('profile.totp')}</strong>
          <p className="muted">{t('profile.totp-help')}</p>
        </Link>
      </div>
    </Page>
  )
}

function StartCards({ grants }: { grants: readonly string[] }) {
  const { t } = useWords()
  return (
    <Section title={t('home.start')}>
      <div className="cards">
        <Link to="/eligibility">
          <strong>{t('home.card.eligibility')}</strong>
          <p className="muted">{t('home.card.eligibility-help')}</p>
        </Link>
        {grants.some(one => one.startsWith('declaration:')) && (
          <Link to="/$section" params={{ section: 'declarations' }} search={{} as never}>
            <strong>{t('home.card.declare')}</strong>
            <p className="muted">{t('home.card.declare-help')}</p>
          </Link>
        )}
        {grants.some(one => one.startsWith('application:')) && (
          <Link to="/$section" params={{ section: 'applications' }} search={{} as never}>
            <strong>{t('home.card.apply')}</strong>
            <p className="muted">{t('home.card.apply-help')}</p>
          </Link>
        )}
      </div>
    </Section>
  )
}

function Queue() {
  const { t, of, language } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const address = useAddressQuery()
  const active = useActive()
  const state = address.query.state ?? 'open'
  const found = useQuery({
    queryKey: ['list', 'listTasks', address.query],
    queryFn: async ({ signal }) =>
      (await call(
        endpointNamed('listTasks'),
        {
          query: { state, q: address.query.q, after: address.query.after, limit: 30 },
        } as never,
        { signal },
      )) as { items: Task[]; next?: string },
    placeholderData: previous => previous,
    refetchInterval: active ? 30_000 : false,
  })
  const change = useMutation({
    mutationFn: async ({ id, verb }: { id: string; verb: 'claimTask' | 'releaseTask' }) =>
      await call(endpointNamed(verb), { params: { id } } as never),
    onError: error =>
      message.error(errorSentence(error, language)),
    onSettled: () => client.invalidateQueries({ queryKey: ['list', 'listTasks'] }),
  })
  const tasks = found.data?.items ?? []
  const [chosen, setChosen] = useState<readonly string[]>([])
  const choose = (id: string, yes: boolean) =>
    setChosen(before => (yes ? [...before, id] : before.filter(one => one !== id)))
  return (
    <>
      <div className="toolbar">
        <div className="filters">
          <Segmented
            value={state}
            onChange={next =>
              address.set({ ...address.query, state: next === 'open' ? undefined : next, after: undefined })
            }
            options={[
              { value: 'open', label: t('home.title') },
              { value: 'mine', label: t('state.mine') },
              { value: 'late', label: t('home.late') },
            ]}
          />
          <Input.Search
            key={address.query.q ?? ''}
            defaultValue={address.query.q}
            allowClear
            aria-label={t('action.search')}
            placeholder={t('action.search')}
            style={{ width: 240 }}
            onSearch={q => address.set({ ...address.query, q: q.trim() || undefined, after: undefined })}
          />
          <SavedFilters list="tasks" query={address.query} onChoose={next => address.set(next)} />
        </div>
      </div>
      {chosen.length > 0 && <AssignBar tasks={chosen} onDone={() => setChosen([])} />}
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading rows={6} />
      ) : tasks.length === 0 ? (
        <Empty title={t('home.empty')} help={t('home.empty-help')} />
      ) : (
        <ul className="task-list">
          {tasks.map(task => {
            const route = routeOf(task.link)
            return (
              <li key={task.id} style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
                <Checkbox
                  aria-label={t('home.choose', { title: of(task.title) })}
                  checked={chosen.includes(task.id)}
                  onChange={event => choose(task.id, event.target.checked)}
                />
                <Link className="task" to={'inside' in route ? route.inside : '/'}>
                  <span className="task-name">{of(task.title)}</span>
                  <span>
                    {task.late ? (
                      <StatusTag status="late" label={`${t('home.late')} ${task.dueOn ?? ''}`} />
                    ) : (
                      task.dueOn && <span className="muted">{t('detail.due', { day: task.dueOn })}</span>
                    )}
                  </span>
                  <span className="muted small">
                    {momentOf(task.createdAt)}
                    {task.claimedBy && (
                      <> · {task.mine ? t('state.mine') : t('home.claimed-by', { name: task.claimedBy })}</>
                    )}
                    {task.givenBy && <> · {t('home.given-by', { name: task.givenBy })}</>}
                  </span>
                </Link>
                {task.mine ? (
                  <Button onClick={() => change.mutate({ id: task.id, verb: 'releaseTask' })}>
                    {t('action.release')}
                  </Button>
                ) : (
                  !task.claimedBy && (
                    <Button onClick={() => change.mutate({ id: task.id, verb: 'claimTask' })}>
                      {t('action.claim')}
                    </Button>
                  )
                )}
              </li>
            )
          })}
        </ul>
      )}
      <Pager address={address} next={found.data?.next} />
    </>
  )
}
