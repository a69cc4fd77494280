import { useQuery } from '@tanstack/react-query'
import type { Next } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'

export interface DraftTask {
  task: string; label: Text; status: 'cannot-start' | 'not-started' | 'in-progress' | 'done'; statusLabel: Text
  version: number; editedBy?: string; editedAt?: string; answers?: Record<string, unknown>; endpoint: string
}

export interface Problem { code: string; zh: string; en: string }

export interface Draft {
  id: string; version: number; editedAt: string
  product: { id: string; name: string }
  body: { id: string; name: string }
  rule: { number: string; edition: string; name: Text; schemeType: string }
  tasks: DraftTask[]
  done: number
  problems: Problem[]
  next: Next[]
}

export const draftKey = (id: string) => ['detail', 'application-drafts', id] as const

export function useDraft(id: string) {
  return useQuery({
    queryKey: draftKey(id),
    queryFn: async () => await call(endpointNamed('getApplicationDraft'), { params: { id } } as never) as Draft,
  })
}
