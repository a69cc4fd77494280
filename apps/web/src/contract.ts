import { CONTRACT } from '@tianfu/contract'
import type { Endpoint } from '@tianfu/contract'

/** Every endpoint of the contract by its id: generic pages and buttons find theirs by name. */
export const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map(CONTRACT.map(endpoint => [endpoint.id, endpoint]))

/** The endpoint of this id, where the contract has it. */
export const endpointOf = (id: string): Endpoint | undefined => ENDPOINTS.get(id)

/** The endpoint of this id. @throws Error when a page names one that does not exist: a defect, caught by a test. */
export function endpointNamed(id: string): Endpoint {
  const endpoint = ENDPOINTS.get(id)
  if (!endpoint) throw new Error(`no endpoint ${id}`)
  return endpoint
}

/** May somebody with these grants call it at all? Scope and state are the server's affair. */
export const isOpenTo = (endpoint: Endpoint | undefined, grants: readonly string[]): boolean =>
  endpoint !== undefined && (endpoint.may === 'public' || endpoint.may === 'signed-in' || grants.includes(endpoint.may))
