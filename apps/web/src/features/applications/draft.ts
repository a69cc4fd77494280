import { useQueries, useQuery } from '@tanstack/react-query'
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
    queryFn: async () => (await call(endpointNamed('getApplicationDraft'), { params: { id } } as never)) as Draft,
  })
}

/** The standards of a file: they name the clauses and indicators that forms only give by number. */
export function useStandards(standards: readonly { number: string; edition: string }[]): unknown[] {
  return useQueries({
    queries: standards.map(({ number, edition }) => ({
      queryKey: ['detail', 'standards', number, edition],
      staleTime: Infinity,
      queryFn: async () =>
        await call(endpointNamed('getStandard'), { params: { number }, query: { edition } } as never),
    })),
    combine: results => results.map(result => result.data).filter(data => data !== undefined),
  })
}
