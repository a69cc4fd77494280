import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useActive } from '../activity.ts'
import { call } from '../call.ts'
import { endpointNamed, endpointOf, isOpenTo } from '../contract.ts'
import { useWords } from '../i18n/index.ts'
import { actingIn } from '../session.ts'
import type { Session } from '../session.ts'
import { MENU, subjectAt } from '../subjects.ts'

const IMPORT_RIGHTS = ['organisation:create', 'product:register', 'staff:register']

/** Groups and pages that this role may read; nothing else is shown. */
export function Menu({ session }: { session: Session }) {
  const { t, of } = useWords()
  const acting = actingIn(session)
  const active = useActive()
  const mine = useQuery({
    queryKey: ['list', 'listTasks', 'count', session.membership],
    enabled: acting !== undefined,
    refetchInterval: active ? 60_000 : false,
    queryFn: async () =>
      (await call(endpointNamed('listTasks'), { query: { state: 'open', limit: 100 } } as never)) as {
        items: unknown[]
        total?: number
      },
  })
  const count = mine.data ? (mine.data.total ?? mine.data.items.length) : 0
  return (
    <nav className="menu" aria-label={t('shell.menu')}>
      <div className="menu-group">{t('menu.work')}</div>
      <Link to="/" activeOptions={{ exact: true }}>
        {t('menu.home')}
        {count > 0 && <span className="count">{count}</span>}
      </Link>
      <Link to="/notices">{t('menu.notices')}</Link>
      {acting && IMPORT_RIGHTS.some(right => session.grants.includes(right)) && (
        <Link to="/imports">{t('imports.title')}</Link>
      )}
      {acting?.capacity === 'applicant' && <Link to="/eligibility">{t('menu.eligibility')}</Link>}
      {MENU.map(group => {
        const subjects = group.paths
          .map(subjectAt)
          .filter(subject => subject && mayList(subject.list, session.grants, acting !== undefined))
        const files = group.key === 'own' && acting !== undefined
        if (subjects.length === 0 && !files) return null
        return (
          <div key={group.key}>
            <div className="menu-group">{t(`menu.${group.key}`)}</div>
            {subjects.map(subject => (
              <Link key={subject!.path} to="/$section" params={{ section: subject!.path }} search={{} as never}>
                {of(subject!.name)}
              </Link>
            ))}
            {files && <Link to="/files">{t('files.title')}</Link>}
            {group.key === 'marks' && session.grants.includes('trace:capture') && (
              <Link to="/trace-sheet">{t('sheet.title')}</Link>
            )}
            {group.key === 'marks' && <Link to="/verify">{t('scan.title')}</Link>}
            {group.key === 'administration' && session.grants.includes('operations:check') && (
              <Link to="/checks">{t('checks.title')}</Link>
            )}
          </div>
        )
      })}
    </nav>
  )
}

const mayList = (id: string, grants: readonly string[], acts: boolean): boolean => {
  const endpoint = endpointOf(id)
  return isOpenTo(endpoint, grants) && (acts || endpoint?.may === 'public')
}
