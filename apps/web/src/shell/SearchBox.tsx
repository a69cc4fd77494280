import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Input, Modal } from 'antd'
import { useDeferredValue, useState } from 'react'
import type { Text } from '@tianfu/kernel'
import { call } from '../call.ts'
import { endpointNamed } from '../contract.ts'
import { useWords } from '../i18n/index.ts'
import { wordOfValue } from '../i18n/value-words.ts'
import { routeOf } from '../ui/format.ts'

export interface Hit {
  kind: string
  id: string
  title: Text
  link: string
  numbers: string[]
}

export function useSearch(q: string, limit: number) {
  return useQuery({
    queryKey: ['search', q, limit],
    enabled: q.trim().length > 0,
    queryFn: async ({ signal }) =>
      (await call(endpointNamed('search'), { query: { q: q.trim(), limit } } as never, { signal })) as { items: Hit[] },
  })
}

/** Ctrl+K: a few hits while typing, Enter for the page of results. */
export function SearchBox({ onClose }: { onClose(): void }) {
  const { t, of } = useWords()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed)
  const found = useSearch(q, 8)
  const go = (link: string) => {
    const route = routeOf(link)
    onClose()
    if ('outside' in route) window.open(route.outside, '_blank', 'noreferrer')
    else void navigate({ to: route.inside })
  }
  return (
    <Modal open footer={null} onCancel={onClose} title={t('shell.search-title')} destroyOnHidden>
      <Input
        autoFocus
        size="large"
        value={typed}
        placeholder={t('shell.search')}
        aria-label={t('shell.search-title')}
        onChange={event => setTyped(event.target.value)}
        onPressEnter={() => {
          onClose()
          void navigate({ to: '/search', search: { q: typed } as never })
        }}
      />
      <ul className="task-list" aria-live="polite">
        {(found.data?.items ?? []).map(hit => (
          <li key={`${hit.kind}-${hit.id}`}>
            <a
              className="task"
              href={hit.link}
              onClick={event => {
                event.preventDefault()
                go(hit.link)
              }}
            >
              <span className="task-name">{of(hit.title)}</span>
              <span className="muted small">{kindWord(hit.kind, of)}</span>
              {hit.numbers.length > 0 && <span className="muted small">{hit.numbers.join(' · ')}</span>}
            </a>
          </li>
        ))}
      </ul>
      {q.trim() !== '' && found.data?.items.length === 0 && <p className="muted">{t('search.none', { q })}</p>}
    </Modal>
  )
}

export const kindWord = (kind: string, of: (text: Text) => string): string => {
  const word = wordOfValue(kind)
  return typeof word === 'string' ? word : of(word)
}
