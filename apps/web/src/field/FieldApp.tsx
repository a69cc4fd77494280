import { useEffect, useState } from 'react'
import { AuditPage } from './AuditPage.tsx'
import { FormPage } from './FormPage.tsx'
import { OutboxPage } from './OutboxPage.tsx'
import type { Kind } from './outbox.ts'
import { useField } from './useField.ts'
import type { Field } from './useField.ts'
import { setLanguage, useWords } from './words.ts'

/** The part of the address after `#`, as `audit/<id>/<kind>` or `outbox`; it survives a reload without a network. */
function useRoute(): string[] {
  const read = () => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean)
  const [route, setRoute] = useState(read)
  useEffect(() => {
    const change = () => {
      setRoute(read())
      globalThis.scrollTo(0, 0)
      document.getElementById('main')?.focus()
    }
    globalThis.addEventListener('hashchange', change)
    return () => globalThis.removeEventListener('hashchange', change)
  }, [])
  return route
}

export function FieldApp() {
  const { t, language } = useWords()
  const field = useField()
  const route = useRoute()
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = t('title')
  }, [language, t])
  const unsent = field.items.filter(({ state }) => state !== 'sent').length
  return (
    <>
      <a className="skip" href="#main" onClick={event => {
        event.preventDefault()
        document.getElementById('main')?.focus()
      }}>{t('skip')}</a>
      <header>
        <a className="brand" href="#/"><img src="/field/seal.svg" alt="" width="24" height="24" />{t('title')}</a>
        <a href="#/outbox" className={unsent ? 'count' : ''} data-unsent={unsent}>
          {t('outbox')}{unsent > 0 && ` · ${unsent} ${t('to-send')}`}
        </a>
        <button type="button" className="link" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>
          {t('language')}
        </button>
      </header>
      <LineState field={field} />
      <main id="main" tabIndex={-1}><Shown field={field} route={route} /></main>
    </>
  )
}

function LineState({ field: { line } }: { field: Field }) {
  const { t } = useWords()
  return (
    <p className={`line line-${line}`} role="status" data-line={line}>
      {line === 'unknown' ? t('loading') : t(line)}
      {line === 'signed-out' && <> · <a href="/workbench/login?next=/field/">{t('sign-in')}</a></>}
    </p>
  )
}

function Shown({ field, route: [place, id, kind] }: { field: Field; route: string[] }) {
  const { t } = useWords()
  if (place === 'outbox') return <OutboxPage field={field} />
  if (field.taken === undefined) return <p>{t('loading')}</p>
  if (field.taken === null) return <p>{t('no-bag')}</p>
  const audit = place === 'audit' ? field.taken.bag.items.find(({ application }) => application === id) : undefined
  if (audit && kind) return <FormPage key={`${id}/${kind}`} field={field} audit={audit} kind={kind as Kind} />
  if (audit) return <AuditPage audit={audit} items={field.items} />
  return <AuditList field={field} />
}

function AuditList({ field }: { field: Field }) {
  const { t, of, language } = useWords()
  const { bag, at, who } = field.taken!
  return (
    <>
      <h1>{t('audits')}</h1>
      <p className="muted">
        {who.name} · {t('as-of')} {new Date(at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB')}{' '}
        <button type="button" className="link" onClick={() => void field.sync()}>{t('refresh')}</button>
      </p>
      {bag.items.length === 0 && <p>{t('empty')}</p>}
      <ul className="cards">
        {bag.items.map(audit => (
          <li key={audit.application}>
            <a href={`#/audit/${audit.application}`}>
              <strong>{audit.applicant}</strong>
              <span>{audit.product}</span>
              <span className="muted">
                {audit.number} · {of(audit.statusLabel)} · {audit.sites[0]?.from}
              </span>
            </a>
          </li>
        ))}
      </ul>
      <p><a href="/workbench/">{t('workbench')}</a></p>
    </>
  )
}
