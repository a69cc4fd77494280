import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, QRCode } from 'antd'
import { useState } from 'react'
import type { Next } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { SESSION_KEY, useSession } from '../../session.ts'
import { ActionDrawer, ActionForm, Actions } from '../../ui/ActionPanel.tsx'
import { FactList } from '../../ui/Facts.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { ErrorState, Loading } from '../../ui/States.tsx'
import { momentOf } from '../../ui/format.ts'
import type { FieldSchema } from '../../ui/schema.ts'

const NEWS = new Set(['startMailAddress', 'confirmMailAddress', 'removeMailAddress', 'chooseNews'])

interface SessionShown {
  id: string
  createdAt: string
  seenAt: string
  endsAt: string
  current: boolean
  roleName?: Text
}

export function ProfilePage() {
  const { t, of } = useWords()
  const session = useSession()
  const client = useQueryClient()
  const [open, setOpen] = useState<string>()
  const account = useQuery({
    queryKey: ['account'],
    queryFn: async () => (await call(endpointNamed('getAccount'))) as Record<string, unknown>,
  })
  return (
    <Page title={t('profile.title')}>
      <Section
        title={t('profile.personal')}
        aside={<Button onClick={() => setOpen('changePassword')}>{t('profile.password')}</Button>}
      >
        {account.isError ? (
          <ErrorState error={account.error} />
        ) : !account.data ? (
          <Loading />
        ) : (
          <FactList data={account.data} schema={endpointNamed('getAccount').response as FieldSchema} />
        )}
      </Section>
      <Section title={t('profile.news')}>
        <p className="muted">{t('profile.news-help')}</p>
        <Actions
          layout="row"
          next={((account.data?.next ?? []) as Next[]).filter(({ endpoint }) => NEWS.has(endpoint))}
          onDone={() => void client.invalidateQueries({ queryKey: ['account'] })}
        />
      </Section>
      <SecondFactor />
      <Section
        title={t('profile.memberships')}
        aside={
          <Button onClick={() => setOpen('grantDelegation')}>{of(endpointNamed('grantDelegation').summary)}</Button>
        }
      >
        {(session.data?.memberships ?? []).length === 0 ? (
          <p className="muted">{t('shell.no-role')}</p>
        ) : (
          <ul className="plain">
            {session.data!.memberships.map(one => (
              <li key={one.id}>
                {of(one.organisation.name)} · <strong>{of(one.roleName)}</strong>
                {one.delegated && `（${t('shell.delegated')}）`}
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Sessions />
      {open && <ActionDrawer next={{ endpoint: open }} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

function SecondFactor() {
  const { t } = useWords()
  const client = useQueryClient()
  const session = useSession()
  const [stage, setStage] = useState<'rest' | 'start' | { secret: string; uri: string }>('rest')
  return (
    <Section
      title={t('profile.totp')}
      aside={stage === 'rest' && <Button onClick={() => setStage('start')}>{t('profile.totp-start')}</Button>}
    >
      {stage === 'rest' && (
        <p>{session.data?.secondFactor === 'enrolled' ? `✓ ${t('profile.totp-done')}` : t('profile.totp-help')}</p>
      )}
      {stage === 'start' && (
        <ActionForm
          next={{ endpoint: 'startSecondFactor' }}
          onCancel={() => setStage('rest')}
          onDone={answer => setStage(answer as { secret: string; uri: string })}
        />
      )}
      {typeof stage === 'object' && (
        <>
          <p>{t('profile.totp-help')}</p>
          <QRCode value={stage.uri} type="svg" errorLevel="M" size={200} bordered={false} />
          <p className="muted">
            {t('profile.totp-secret')}：<code>{stage.secret}</code>
          </p>
          <ActionForm
            next={{ endpoint: 'confirmSecondFactor' }}
            onCancel={() => setStage('rest')}
            onDone={answer => {
              client.setQueryData(SESSION_KEY, answer)
              setStage('rest')
            }}
          />
        </>
      )}
    </Section>
  )
}

function Sessions() {
  const { t, of } = useWords()
  const client = useQueryClient()
  const found = useQuery({
    queryKey: ['sessions'],
    queryFn: async () => ((await call(endpointNamed('listSessions'))) as { items: SessionShown[] }).items,
  })
  const end = async (id: string) => {
    await call(endpointNamed('endSession'), { params: { session: id } } as never)
    await client.invalidateQueries({ queryKey: ['sessions'] })
  }
  return (
    <Section title={t('profile.sessions')}>
      <p className="muted">{t('profile.sessions-help')}</p>
      <ul className="task-list">
        {(found.data ?? []).map(one => (
          <li key={one.id} style={{ display: 'flex', justifyContent: 'space-between', padding: 8, gap: 8 }}>
            <span>
              {momentOf(one.createdAt)} – {momentOf(one.seenAt)}{' '}
              {one.roleName && <span className="muted">{of(one.roleName)}</span>}{' '}
              {one.current && <strong>（{t('profile.current')}）</strong>}
            </span>
            {!one.current && (
              <Button size="small" onClick={() => void end(one.id)}>
                {t('profile.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
