import type { Static, TSchema } from 'typebox'
import type { Text } from '@tianfu/kernel'

/**
 * What an endpoint does to the world (design §2): `public` and `read` change nothing; `record` writes a row that is
 * nobody's official business (draft, session, preference); `act` is official; `measure` is counted in batches.
 */
export type Kind = 'public' | 'read' | 'record' | 'act' | 'measure'

/** Whose rows a caller reaches; the query itself holds to it. Shown in OpenAPI as `x-scope`. */
export type Scope = 'public' | 'self' | 'organisation' | 'assignment' | 'region' | 'all'

/**
 * One operation, written once: the server makes its route from it, the web its call and its form, the generators
 * the OpenAPI document and the permission matrix.
 */
export interface Endpoint {
  /** Unique; also the OpenAPI operationId. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With Fastify's `:name` parameters. */
  readonly url: string
  readonly kind: Kind
  /** `public`, `signed-in`, or a right `noun:verb` that the scheme grants to roles. */
  readonly may: 'public' | 'signed-in' | `${string}:${string}`
  readonly scope: Scope
  readonly summary: Text
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** What a success (200; 201 where something was created) answers. */
  readonly response: TSchema
  /** True where success creates: answered with 201. */
  readonly creates?: boolean
  /** `standing`: the answer shows how a certificate, licence or code stands. */
  readonly tags?: readonly string[]
  /** Bytes that a body may have, where it is not the usual megabyte. */
  readonly bodyBytes?: number
  /** Asks for a fresh second factor in the header `X-One-Time-Code`: signing and deciding. */
  readonly signs?: boolean
}

/** Keeps the literal types of an endpoint. */
export const endpoint = <const E extends Endpoint>(definition: E): E => definition

type Of<S> = S extends TSchema ? Static<S> : undefined
export type ParamsOf<E extends Endpoint> = Of<E['params']>
export type QueryOf<E extends Endpoint> = Of<E['query']>
export type BodyOf<E extends Endpoint> = Of<E['body']>
export type ResponseOf<E extends Endpoint> = Of<E['response']>
