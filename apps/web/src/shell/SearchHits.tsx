import { Link, useNavigate } from '@tanstack/react-router'
import { useWords } from '../i18n/index.ts'
import { routeOf } from '../ui/format.ts'
import { KIND_WORDS, alsoFound, grouped, marked } from './search.ts'
import type { Hit } from './search.ts'

export const keyOf = ({ kind, id }: Hit): string => `hit-${kind}-${id}`

/** Opens what a hit leads to: a page of the workbench here, a public one beside it. */
export function useOpenHit() {
  const navigate = useNavigate()
  return (hit: Hit) => {
    const route = routeOf(hit.link)
    if ('outside' in route) window.open(route.outside, '_blank', 'noreferrer')
    else void navigate({ to: route.inside })
  }
}

function Marked({ text, found }: { text: string; found: Hit['found'] }) {
  return marked(text, found).map((part, i) => (part.hit ? <mark key={i}>{part.text}</mark> : part.text))
}

/** Hits by kind, what was asked for marked. `active`: the one that Enter opens, where keys choose. */
export function SearchHits({ hits, more, q, active, onOpen }: {
  hits: readonly Hit[]
  more: readonly string[]
  q: string
  active?: string | undefined
  onOpen?: (hit: Hit | undefined) => void
}) {
  const { t, of } = useWords()
  const listed = onOpen !== undefined
  return grouped(hits).map(([kind, some]) => (
    <section key={kind} className="search-group" {...(listed && { role: 'group', 'aria-label': kindWord(kind, of) })}>
      <h2 className="search-kind">{kindWord(kind, of)}</h2>
      <ul className="task-list" {...(listed && { role: 'presentation' })}>
        {some.map(hit => (
          <li key={hit.id} {...(listed && { role: 'presentation' })}>
            <HitLink hit={hit} active={active} listed={listed} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {more.includes(kind) && (
        <p className="search-more">
          <Link to="/search" search={{ q, kind } as never} onClick={() => onOpen?.(undefined)}>
            {t('search.more', { kind: kindWord(kind, of) })}
          </Link>
        </p>
      )}
    </section>
  ))
}

function HitLink({ hit, active, listed, onOpen }: {
  hit: Hit
  active: string | undefined
  listed: boolean
  onOpen: ((hit: Hit | undefined) => void) | undefined
}) {
  const { t, of } = useWords()
  const open = useOpenHit()
  const route = routeOf(hit.link)
  const title = of(hit.title)
  // An English title says less than the Chinese one in which the words were found.
  const shown = hit.found.some(({ text }) => text === hit.title.zh) ? hit.title.zh : title
  return (
    <a
      id={keyOf(hit)}
      className="task"
      href={'outside' in route ? route.outside : `/workbench${route.inside}`}
      {...('outside' in route && { target: '_blank', rel: 'noreferrer' })}
      {...(listed && { role: 'option', 'aria-selected': active === keyOf(hit), tabIndex: -1 })}
      onClick={event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        onOpen?.(hit)
        open(hit)
      }}
    >
      <span className="task-name">
        <Marked text={shown} found={hit.found} />
      </span>
      {hit.numbers.length > 0 && (
        <span className="muted small">
          {hit.numbers.map((number, i) => (
            <span key={number}>
              {i > 0 && ' · '}
              <Marked text={number} found={hit.found} />
            </span>
          ))}
        </span>
      )}
      {alsoFound(hit, shown).map(text => (
        <span key={text} className="muted small">
          {t('search.also')}
          <Marked text={text} found={hit.found} />
        </span>
      ))}
    </a>
  )
}

export const kindWord = (kind: string, of: (text: { zh: string; en?: string }) => string): string =>
  of(KIND_WORDS[kind] ?? { zh: kind })
