import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Refused, call, newIdempotencyKey, errorSentence } from '../../call.ts'
import { nowText } from '../../clock.ts'
import { endpointNamed } from '../../contract.ts'
import type { Language } from '../../i18n/index.ts'
import { momentOf } from '../../ui/format.ts'
import type { DeclarationDraft } from './declaration.ts'

/** Entries that changed and are not yet on the server, by what they are about. */
export interface Changes {
  facts?: { key: string; value: string }[]
  clauses?: Map<string, Record<string, unknown>>
  values?: Map<string, Record<string, unknown>>
  statement?: string
}

export type Saving = { kind: 'rest' | 'saving' | 'unsaved' | 'saved' | 'failed'; said?: string }

const WAIT_MS = 900

/** Saves what changed, one request after the other, from the version that the last answer carried. */
export function useDraftSaving(draft: DeclarationDraft, language: Language) {
  const client = useQueryClient()
  const version = useRef(draft.version)
  const changes = useRef<Changes>({})
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const running = useRef<Promise<void>>(Promise.resolve())
  const [state, setState] = useState<Saving>({ kind: 'rest' })

  useEffect(() => {
    version.current = Math.max(version.current, draft.version)
  }, [draft.version])

  const flush = (): Promise<void> => {
    clearTimeout(timer.current)
    running.current = running.current.then(async () => {
      const sent = changes.current
      const body = bodyOf(sent)
      if (Object.keys(body).length === 0) return
      changes.current = {}
      setState({ kind: 'saving' })
      try {
        const next = (await call(
          endpointNamed('saveDeclarationDraft'),
          { params: { id: draft.id }, body: { version: version.current, ...body } } as never,
          { idempotencyKey: newIdempotencyKey() },
        )) as DeclarationDraft
        version.current = next.version
        client.setQueryData(['detail', 'declaration-drafts', draft.id], next)
        setState({ kind: 'saved', said: momentOf(nowText()).slice(11) })
      } catch (error) {
        changes.current = merged(sent, changes.current)
        setState({
          kind: 'failed',
          said: errorSentence(error, language),
        })
        if (error instanceof Refused && error.status === 409)
          await client.invalidateQueries({ queryKey: ['detail', 'declaration-drafts', draft.id] })
      }
    })
    return running.current
  }

  const change = (next: Changes) => {
    changes.current = merged(changes.current, next)
    setState({ kind: 'unsaved' })
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void flush(), WAIT_MS)
  }

  useEffect(
    () => () => {
      void flush()
    },
    [],
  ) // eslint-disable-line -- leaving the page saves what is left

  return { state, change, flush }
}

function bodyOf(changes: Changes): Record<string, unknown> {
  return {
    ...(changes.facts && { facts: changes.facts }),
    ...(changes.clauses?.size && { clauses: [...changes.clauses.values()] }),
    ...(changes.values?.size && { values: [...changes.values.values()] }),
    ...(changes.statement !== undefined && changes.statement.trim() !== '' && { statement: changes.statement }),
  }
}

const merged = (before: Changes, after: Changes): Changes => ({
  ...before,
  ...after,
  ...((before.clauses ?? after.clauses) && { clauses: new Map([...(before.clauses ?? []), ...(after.clauses ?? [])]) }),
  ...((before.values ?? after.values) && { values: new Map([...(before.values ?? []), ...(after.values ?? [])]) }),
})
