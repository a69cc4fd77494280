import { refuse } from '@tianfu/contract'
import type { Endpoint } from '@tianfu/contract'
import type { RoleId } from '@tianfu/scheme'
import type { Actor, World } from './work.ts'

/** Whether the scheme grants `may` to the actor's role. Scope is held by each query. */
export const mayBe = (actor: Actor | undefined, may: string): boolean => actor?.grants.has(may) ?? false

/** Refuses a stranger, then somebody whose role is not granted the endpoint's right. */
export function authorise(
  world: Pick<World, 'editions'>, endpoint: Pick<Endpoint, 'may' | 'summary'>, actor: Actor | undefined,
): void {
  if (endpoint.may === 'public') return
  if (!actor) refuse('not-signed-in')
  // What every account may do (its sessions, its password) no program may do for it.
  if (actor.apiKey !== undefined && endpoint.may === 'signed-in') refuse('api-key-not-here')
  if (endpoint.may !== 'signed-in' && !actor.grants.has(endpoint.may)) {
    const name = world.editions.at(-1)?.roles[actor.role as RoleId]?.name
    refuse('not-permitted', {
      may: endpoint.may, role: name?.zh ?? '未选岗位', roleEn: name?.en ?? 'none',
      what: endpoint.summary.zh, whatEn: endpoint.summary.en ?? endpoint.summary.zh,
    })
  }
}

/** The actor of work that no person does: the sweeper's acts by rule, and the seed. */
export const ruleActor = (capacity: 'rule' | 'seed'): Actor => ({
  account: '', person: '', session: '', persons: [], membership: '', role: capacity, capacity, organisation: '',
  organisationName: '', grants: new Set(), signed: false,
})
