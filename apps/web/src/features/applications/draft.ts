import { useQuery } from '@tanstack/react-query'
import type { ResponseOf, certification } from '@tianfu/contract'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'

export type Draft = ResponseOf<typeof certification.getApplicationDraft>
export type DraftTask = Draft['tasks'][number]
export type Check = ResponseOf<typeof certification.checkApplicationDraft>
export type ApplicationFile = ResponseOf<typeof certification.getApplication>

export const draftKey = (id: string) => ['detail', 'application-drafts', id] as const

export function useDraft(id: string) {
  return useQuery({
    queryKey: draftKey(id),
    queryFn: async () => await call(endpointNamed('getApplicationDraft'), { params: { id } } as never) as Draft,
  })
}
