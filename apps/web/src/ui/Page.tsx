import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/index.ts'

/** Heading, breadcrumbs and actions of a page; the title of the window is the task. */
export function Page({
  title,
  help,
  crumbs = [],
  actions,
  status,
  children,
  narrow,
}: {
  title: string
  help?: ReactNode
  crumbs?: readonly { label: string; to: string }[]
  actions?: ReactNode
  status?: ReactNode
  children: ReactNode
  narrow?: boolean
}) {
  const { t } = useWords()
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
  return (
    <article className={narrow ? 'page narrow' : 'page'}>
      {crumbs.length > 0 && (
        <nav className="crumbs" aria-label="breadcrumb">
          {crumbs.map(crumb => (
            <span key={crumb.to}>
              <Link to={crumb.to}>{crumb.label}</Link> <span aria-hidden>/</span>{' '}
            </span>
          ))}
        </nav>
      )}
      <header className="page-head">
        <div>
          <h1>
            {title}
            {status && <> {status}</>}
          </h1>
          {help && <p className="muted page-help">{help}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </article>
  )
}

/** A titled part of a page. */
export function Section({
  title,
  children,
  id,
  aside,
}: {
  title: string
  children: ReactNode
  id?: string
  aside?: ReactNode
}) {
  return (
    <section className="section" id={id}>
      <div className="section-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
