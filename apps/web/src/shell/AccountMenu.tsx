import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Refused, call, errorSentence } from '../call.ts'
import { endpointNamed } from '../contract.ts'
import { useWords } from '../i18n/index.ts'
import { SESSION_KEY, actingIn } from '../session.ts'
import type { Session } from '../session.ts'
import { OneTimeCode } from '../ui/OneTimeCode.tsx'

/** Who acts and for whom; the other roles of the account, the account itself, the way out. */
export function AccountMenu({ session, icon }: { session: Session; icon: ReactNode }) {
  const { t, of, language } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [wanted, setWanted] = useState<string>()
  const acting = actingIn(session)

  const switchTo = async (membership: string, oneTimeCode?: string) => {
    const next = (await call(endpointNamed('switchMembership'), {
      body: { membership, ...(oneTimeCode && { oneTimeCode }) },
    } as never)) as Session
    client.setQueryData(SESSION_KEY, next)
    setWanted(undefined)
    // From the beginning: nothing that the other role saw stays on the page.
    location.assign('/workbench/')
  }
  const choose = async (membership: string) => {
    try {
      await switchTo(membership)
    } catch (error) {
      if (error instanceof Refused && error.code === 'second-factor-needed') setWanted(membership)
      else message.error(errorSentence(error, language))
    }
  }
  const leave = async () => {
    await call(endpointNamed('signOut')).catch(() => undefined)
    client.clear()
    client.setQueryData(SESSION_KEY, null)
    await navigate({ to: '/login' })
  }

  return (
    <>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: [
            ...(session.memberships.length > 0
              ? [
                  {
                    key: 'roles',
                    type: 'group' as const,
                    label: t('shell.switch-role'),
                    children: session.memberships.map(one => ({
                      key: one.id,
                      label: [
                        one.id === session.membership ? '✓ ' : '',
                        `${of(one.organisation.name)} · ${of(one.roleName)}`,
                        one.delegated ? `（${t('shell.delegated')}）` : '',
                      ].join(''),
                      onClick: () => void choose(one.id),
                    })),
                  },
                ]
              : []),
            { key: 'profile', label: t('shell.profile'), onClick: () => void navigate({ to: '/profile' }) },
            { key: 'out', label: t('shell.sign-out'), onClick: () => void leave() },
          ],
        }}
      >
        <Button type="text" icon={icon} className="who" data-account>
          <span className="who-text" title={acting && `${of(acting.organisation.name)} · ${of(acting.roleName)}`}>
            {acting ? (
              <>
                {of(acting.roleName)}
                <span className="wide-only"> · {of(acting.organisation.name)}</span>
              </>
            ) : (
              session.account.name
            )}
          </span>
        </Button>
      </Dropdown>
      {wanted && <OneTimeCode onCancel={() => setWanted(undefined)} onCode={code => switchTo(wanted, code)} />}
    </>
  )
}
