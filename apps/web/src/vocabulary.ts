import { useQuery } from '@tanstack/react-query'
import type { Text } from '@tianfu/kernel'
import { call } from './call.ts'
import { endpointOf } from './contract.ts'

/** Words of the edition in force, fetched once: names, roles, grounds, statuses, regions. */
export interface Vocabulary {
  scheme: string
  edition: string
  name: Text
  brand: unknown
  programmes: { id: string; name: Text }[]
  roles: Record<string, { name?: Text }>
  grounds: Record<string, unknown>
  periods: Record<string, unknown>
  wording: Record<string, unknown>
  regions: unknown
  limits: Record<string, unknown>
}

export function useVocabulary(): Vocabulary | undefined {
  const endpoint = endpointOf('vocabulary')
  const found = useQuery({
    queryKey: ['vocabulary'],
    enabled: endpoint !== undefined,
    staleTime: Infinity,
    queryFn: async () => (await call(endpoint!)) as Vocabulary,
  })
  return found.data
}
