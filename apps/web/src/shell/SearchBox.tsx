import { useNavigate } from '@tanstack/react-router'
import { Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useWords } from '../i18n/index.ts'
import { Empty, ErrorState, Loading } from '../ui/States.tsx'
import { SearchHits, keyOf, useOpenHit } from './SearchHits.tsx'
import { grouped, useRested, useSearch } from './search.ts'

const EACH = 4

/** A few hits of each kind while typing; arrows choose, Enter opens, or leads to the page of all results. */
export function SearchBox({ onClose }: { onClose(): void }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const open = useOpenHit()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(-1)
  const q = useRested(typed)
  const found = useSearch(q, { each: EACH })
  const hits = grouped(found.data?.items ?? []).flatMap(([, some]) => some)
  const chosen = hits[at]
  const active = chosen && keyOf(chosen)
  const asked = q.trim() !== ''

  useEffect(() => {
    if (active) document.getElementById(active)?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const onKey = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined || hits.length === 0) return
    event.preventDefault()
    setAt(Math.max(-1, Math.min(hits.length - 1, at + step)))
  }
  return (
    <Modal open footer={null} onCancel={onClose} title={t('shell.search-title')} destroyOnHidden width={720}>
      <Input
        autoFocus
        size="large"
        value={typed}
        maxLength={100}
        placeholder={t('search.start')}
        role="combobox"
        aria-label={t('shell.search-title')}
        aria-expanded={asked && hits.length > 0}
        aria-controls="search-hits"
        aria-autocomplete="list"
        aria-activedescendant={active}
        onChange={event => {
          setTyped(event.target.value)
          setAt(-1)
        }}
        onKeyDown={onKey}
        onPressEnter={event => {
          // Enter that ends the choice of a Chinese word is no question yet.
          if (event.nativeEvent.isComposing || typed.trim() === '') return
          onClose()
          if (chosen) open(chosen)
          else void navigate({ to: '/search', search: { q: typed.trim() } as never })
        }}
      />
      <div className="search-panel">
        {!asked ? (
          <p className="muted small">{t('search.keys')}</p>
        ) : found.isError ? (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        ) : found.isPending ? (
          <Loading />
        ) : hits.length === 0 ? (
          <Empty title={t('search.none', { q: q.trim() })} help={t('search.none-help')} />
        ) : (
          <>
            <p className="sr-only" role="status">
              {t('search.results', { count: hits.length })}
            </p>
            <div id="search-hits" role="listbox" aria-label={t('search.title')} aria-busy={found.isFetching}>
              <SearchHits
                hits={hits}
                more={found.data?.more ?? []}
                q={q.trim()}
                active={active}
                onOpen={onClose}
              />
            </div>
          </>
        )}
      </div>
    </Modal>
  )
}
