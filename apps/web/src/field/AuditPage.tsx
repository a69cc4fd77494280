import type { Audit } from './bag.ts'
import type { Item, Kind } from './outbox.ts'
import { useWords } from './words.ts'

const ENDPOINT: Record<Kind, string> = {
  opening: 'openAudit', closing: 'closeAudit', note: 'noteAudit', nonconformity: 'raiseNonconformity',
}
const KINDS = Object.keys(ENDPOINT) as Kind[]

/** One audit as it was taken along: where, who, what to look at, and what to write. */
export function AuditPage({ audit, items }: { audit: Audit; items: readonly Item[] }) {
  const { t, of, language } = useWords()
  const moment = (at: string) => new Date(at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB')
  const here = items.filter(({ application }) => application === audit.application)
  // A sign-in that lies in the outbox is done for whoever stands at the site, whenever it leaves.
  const done = (kind: Kind) => here.some(item => item.kind === kind && item.state !== 'failed')
  const may = (kind: Kind): boolean => audit.may.includes(ENDPOINT[kind])
    // The closing follows an opening that has not left yet.
    || (kind === 'closing' && audit.status === 'confirmed' && done('opening'))
  const open = KINDS.filter(kind => may(kind) && !((kind === 'opening' || kind === 'closing') && done(kind)))
  const written = here.filter(({ kind, state }) => kind === 'note' && state !== 'sent')
  return (
    <>
      <p><a href="#/">{t('back')}</a></p>
      <h1>{audit.applicant}</h1>
      <p className="muted">{audit.number} · {audit.product} · {of(audit.statusLabel)}</p>
      {(['opening', 'closing'] as const).map(which => audit[which] && (
        <p key={which} className="done">
          {t(`kind.${which}`)} · {t('signed-at')} {moment(audit[which].at)}
          {audit[which].flags.map(flag => <span key={flag.zh} className="flag">{of(flag)}</span>)}
        </p>
      ))}
      {here.filter(({ kind, state }) => (kind === 'opening' || kind === 'closing') && state !== 'sent').map(item => (
        <p key={item.id} className="done">{t(`kind.${item.kind}`)} · <a href="#/outbox">{t(item.state)}</a></p>
      ))}
      <nav className="actions" aria-label={t('title')}>
        {open.map(kind => (
          <a key={kind} className="button" href={`#/audit/${audit.application}/${kind}`} data-action={ENDPOINT[kind]}>
            {t(`kind.${kind}`)}
          </a>
        ))}
      </nav>
      {open.length === 0 && <p>{t('not-now')}</p>}
      <h2>{t('sites')}</h2>
      <ul>
        {audit.sites.map(site => (
          <li key={site.site}>
            <strong>{site.name}</strong> {site.address}<br />
            {site.from} – {site.until} · {t('from')} {site.startsAt}
          </li>
        ))}
      </ul>
      <h2>{t('team')}</h2>
      <ul>{audit.team.map(one => <li key={one.person}>{one.name} · {t(one.function)}</li>)}</ul>
      <h2>{t('notes')}</h2>
      {audit.notes.length + written.length === 0 && <p>{t('no-notes')}</p>}
      <ul>
        {written.map(item => (
          <li key={item.id}>
            {String(item.body.text)} <span className="muted">{t(item.state)}</span>
          </li>
        ))}
        {audit.notes.map(note => (
          <li key={note.id}>
            {note.clause && <strong>{note.clause} </strong>}{note.text}{' '}
            <span className="muted">{note.by} · {moment(note.writtenAt)}
              {note.photographs.length > 0 && ` · ${t('photographs')} ${note.photographs.length}`}</span>
          </li>
        ))}
      </ul>
      <details>
        <summary>{t('clauses')} · {audit.clauses.length}</summary>
        <ul>{audit.clauses.map(clause => <li key={clause.id}><strong>{clause.id}</strong> {of(clause.title)}</li>)}</ul>
      </details>
    </>
  )
}
