import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Text } from '@tianfu/kernel'
import { useActive } from './activity.ts'
import { Refused, call } from './call.ts'
import { endpointNamed, endpointOf } from './contract.ts'

export interface MembershipShown {
  id: string
  role: string
  roleName: Text
  capacity: string
  organisation: { id: string; name: Text }
  region?: string
  delegated?: boolean
  secondFactor: boolean
}

export interface Session {
  account: { id: string; login: string; name: string }
  memberships: MembershipShown[]
  membership?: string
  grants: string[]
  officialToday: string
  secondFactor: 'none' | 'enrolled'
  confirmedUntil?: string
  idleEndsAt: string
  endsAt: string
}

export const SESSION_KEY = ['session'] as const

/** Who is signed in; `null` for a stranger. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    staleTime: 60_000,
    retry: false,
    queryFn: fetchSession,
  })
}

export async function fetchSession(): Promise<Session | null> {
  try {
    return (await call(endpointNamed('getSession'))) as Session
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return null
    throw error
  }
}

/** The membership that acts now. */
export const actingIn = (session: Session | null | undefined): MembershipShown | undefined =>
  session?.memberships.find(one => one.id === session.membership)

export interface Clock {
  official: string
  today: string
  system: string
  moved: boolean
  mode: 'demo' | 'production'
  workingDay: boolean
  provisional: boolean
}

/** The official clock; it may be moved in demonstration mode, so it is asked for again now and then. */
export function useClock() {
  const active = useActive()
  return useQuery({
    queryKey: ['clock'],
    enabled: endpointOf('readClock') !== undefined,
    staleTime: 30_000,
    refetchInterval: active ? 60_000 : false,
    queryFn: async () => (await call(endpointNamed('readClock'))) as Clock,
  })
}

export interface DemonstrationAccount {
  login: string
  role: string
  roleName: Text
  organisation: Text
  code?: string
  seconds: number
  password?: string
}

export async function demonstrationAccounts(): Promise<DemonstrationAccount[]> {
  return ((await call(endpointNamed('listDemoOneTimeCodes'))) as { items: DemonstrationAccount[] }).items
}

/** In demonstration mode: the code that the authenticator of whoever is signed in would show. */
export function useDemonstrationCode() {
  const clock = useClock()
  const client = useQueryClient()
  const session = client.getQueryData<Session | null>(SESSION_KEY)
  return {
    available: clock.data?.mode === 'demo' && session !== undefined,
    fetchCode: async () => (await demonstrationAccounts()).find(one => one.login === session?.account.login)?.code,
  }
}
