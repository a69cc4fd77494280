import { BellOutlined, MenuOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { Badge, Button, Drawer, Skeleton } from 'antd'
import { Suspense, lazy, useEffect, useState } from 'react'
import { useActive } from '../activity.ts'
import { call } from '../call.ts'
import { endpointNamed } from '../contract.ts'
import { isLanguage, setLanguage, useWords } from '../i18n/index.ts'
import { useClock, useSession } from '../session.ts'
import { useVocabulary } from '../vocabulary.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { Menu } from './Menu.tsx'
import { SessionGuard } from './SessionGuard.tsx'

const SearchBox = lazy(async () => ({ default: (await import('./SearchBox.tsx')).SearchBox }))

/** What stands around every page: brand, search, date, notices, who acts, menu. */
export function Shell() {
  const { t, of } = useWords()
  const navigate = useNavigate()
  const session = useSession()
  const clock = useClock()
  const vocabulary = useVocabulary()
  const [menuOpen, setMenuOpen] = useState(false)
  const [searching, setSearching] = useState(false)
  const active = useActive()
  const unread = useQuery({
    queryKey: ['notices', 'unread'],
    refetchInterval: active ? 60_000 : false,
    enabled: Boolean(session.data?.membership),
    queryFn: async () =>
      ((await call(endpointNamed('listNotices'), { query: { limit: 1, unread: true } } as never)) as { unread: number })
        .unread,
  })

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement
        && (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName))
      const asks = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k'
      if (asks || (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey)) {
        event.preventDefault()
        setSearching(true)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  useEffect(() => {
    if (session.data === null)
      void navigate({
        to: '/login',
        search: { next: location.pathname.replace(/^\/workbench/, '') + location.search } as never,
      })
  }, [session.data, navigate])

  if (!session.data)
    return (
      <div className="shell-main">
        <Skeleton active />
      </div>
    )
  const demonstration = clock.data?.mode === 'demo'
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      {demonstration && (
        <div className="shell-banner" role="note">
          <span>{t('app.demo')}</span>
          {session.data.grants.includes('clock:move') && <Link to="/clock">{t('clock.title')}</Link>}
        </div>
      )}
      <header className="shell-head">
        <Button
          className="narrow-only"
          type="text"
          icon={<MenuOutlined />}
          aria-label={t('shell.menu')}
          onClick={() => setMenuOpen(true)}
        />
        <Link to="/" className="brand" aria-label={of(vocabulary?.name) || t('app.name')}>
          <img src="/workbench/seal.svg" alt="" />
          <span className="wide-only">{of(vocabulary?.name) || t('app.name')}</span>
        </Link>
        <div className="grow wide-only">
          <Button className="search-open" block icon={<SearchOutlined />} onClick={() => setSearching(true)}>
            {t('shell.search')}
          </Button>
        </div>
        <div className="grow narrow-only" />
        <Button
          className="narrow-only"
          type="text"
          icon={<SearchOutlined />}
          aria-label={t('shell.search-title')}
          onClick={() => setSearching(true)}
        />
        <span className="shell-date" title={t('app.official-date')}>
          <span className="wide-only">{t('app.official-date')} </span>
          {clock.data?.today ?? session.data.officialToday}
        </span>
        <Link to="/notices" aria-label={`${t('shell.notices')} ${unread.data ?? 0}`}>
          <Badge count={unread.data ?? 0} size="small" overflowCount={99}>
            <BellOutlined style={{ fontSize: 18, color: '#1A1F1C' }} />
          </Badge>
        </Link>
        <Button type="link" onClick={() => void setLanguage(isLanguage() === 'zh' ? 'en' : 'zh')}>
          {t('app.language')}
        </Button>
        <AccountMenu session={session.data} icon={<UserOutlined />} />
      </header>
      <aside className="shell-menu">
        <Menu session={session.data} />
      </aside>
      <main className="shell-main" id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Drawer open={menuOpen} placement="left" size={280} title={t('shell.menu')} onClose={() => setMenuOpen(false)}>
        <div onClick={() => setMenuOpen(false)}>
          <Menu session={session.data} />
        </div>
      </Drawer>
      <SessionGuard session={session.data} />
      {searching && (
        <Suspense>
          <SearchBox onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </div>
  )
}
