import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { Refused, Unreachable, call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { SESSION_KEY, demonstrationAccounts, useClock } from '../../session.ts'
import type { DemonstrationAccount, Session } from '../../session.ts'
import { halfWidth } from '../../ui/Control.tsx'
import { Failure } from '../../ui/SchemaForm.tsx'
import { Loading } from '../../ui/States.tsx'
import { Gate } from './Gate.tsx'

/** Password first; the code of the authenticator when the role needs it. */
export function LoginPage() {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const clock = useClock()
  const { next } = useSearch({ strict: false }) as { next?: string }
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [needsCode, setNeedsCode] = useState(false)
  const [failed, setFailed] = useState<unknown>()
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    if (needsCode) document.getElementById('login-code')?.focus()
  }, [needsCode])

  const send = async () => {
    setBusy(true)
    setFailed(undefined)
    try {
      const session = (await call(endpointNamed('signIn'), {
        body: { login: login.trim(), password, ...(code && { oneTimeCode: code }) },
      } as never)) as Session
      // The field page is none of the workbench's own.
      if (next === '/field/') return location.assign(next)
      client.clear()
      client.setQueryData(SESSION_KEY, session)
      await navigate({
        to:
          next && /^\/(?!\/)/.test(next) && !next.startsWith('/login') ? next.replace(/^\/workbench/, '') || '/' : '/',
      })
    } catch (error) {
      if (error instanceof Refused && error.code === 'second-factor-needed') setNeedsCode(true)
      else setFailed(error)
    } finally {
      setBusy(false)
    }
  }

  const choose = (account: DemonstrationAccount) => {
    setLogin(account.login)
    if (account.password) setPassword(account.password)
    setCode(account.code ?? '')
    setNeedsCode(Boolean(account.code))
    setFailed(undefined)
    document.getElementById(account.password ? 'login-submit' : 'login-password')?.focus()
  }

  return (
    <Gate title={t('login.title')}>
      <section className="gate-card">
        <h1>{t('login.title')}</h1>
        <p className="muted">{t('login.help')}</p>
        {needsCode && !failed && (
          <Alert type="info" role="status" title={t('login.code-help')} style={{ marginBottom: 12 }} />
        )}
        {failed !== undefined && (
          <div className="summary">
            <Failure
              error={failed instanceof Refused || failed instanceof Unreachable ? failed : new Error(String(failed))}
            />
          </div>
        )}
        <form
          onSubmit={event => {
            event.preventDefault()
            void send()
          }}
        >
          <div className="field">
            <label htmlFor="login-name">{t('login.login')}</label>
            <Input
              id="login-name"
              autoComplete="username"
              autoFocus
              value={login}
              onChange={event => setLogin(event.target.value)}
            />
          </div>
          <div className="field">
            <label htmlFor="login-password">{t('login.password')}</label>
            <Input.Password
              id="login-password"
              autoComplete="current-password"
              value={password}
              onChange={event => setPassword(event.target.value)}
            />
          </div>
          {needsCode && (
            <div className="field">
              <label htmlFor="login-code">{t('login.code')}</label>
              <Input
                id="login-code"
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={6}
                style={{ maxWidth: 180 }}
                value={code}
                onChange={event => setCode(halfWidth(event.target.value))}
              />
            </div>
          )}
          <div className="form-actions">
            <Button id="login-submit" type="primary" htmlType="submit" loading={busy}>
              {t('login.submit')}
            </Button>
            <Link to="/register">
              <Button type="link">{t('login.register')}</Button>
            </Link>
            <Link to="/reset">
              <Button type="link">{t('login.forgotten')}</Button>
            </Link>
          </div>
        </form>
        <p style={{ marginTop: 16 }}>
          <a href="/">{t('login.verify')}</a> · <Link to="/check">{t('eligibility.title')}</Link>
        </p>
      </section>
      {clock.data?.mode === 'demo' && <DemonstrationAccounts onChoose={choose} />}
    </Gate>
  )
}

/** Only in demonstration mode: one account per role, with the code its authenticator shows now. */
function DemonstrationAccounts({ onChoose }: { onChoose(account: DemonstrationAccount): void }) {
  const { t, of } = useWords()
  const found = useQuery({
    queryKey: ['demonstration-accounts'],
    queryFn: demonstrationAccounts,
    refetchInterval: 15_000,
  })
  return (
    <section className="gate-card wide">
      <h2>{t('login.demo')}</h2>
      <p className="muted">{t('login.demo-help')}</p>
      {found.isError ? (
        <p>{t('login.demo-none')}</p>
      ) : found.isPending ? (
        <Loading />
      ) : (
        <ul className="demo-list">
          {found.data.map(account => (
            <li key={`${account.login}-${account.role}`}>
              <button type="button" onClick={() => onChoose(account)} data-login={account.login}>
                <strong>{of(account.roleName)}</strong>
                <code>{account.login}</code>
                <span className="muted small">{of(account.organisation)}</span>
                <span className="small">
                  {account.code && (
                    <>
                      {t('login.demo-code')} <code>{account.code}</code>
                    </>
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
