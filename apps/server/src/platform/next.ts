import type { Endpoint, Next } from '@tianfu/contract'
import { isRefusal } from '@tianfu/kernel'
import { fill, wordsOf } from './http/problem.ts'
import { mayBe } from './rights.ts'
import type { Actor } from './work.ts'

/**
 * An endpoint as something that the actor may do next; nothing when the role has no grant for it. `rule` runs the
 * decision's own check: what it refuses is shown with its ground instead of failing after the form is filled in.
 */
export function offer(
  actor: Actor | undefined, endpoint: Endpoint,
  of: {
    params?: Record<string, string>; initial?: Record<string, unknown>; only?: readonly string[]; rule?: () => unknown
  } = {},
): Next[] {
  if (!mayBe(actor, endpoint.may)) return []
  const next: Next = {
    endpoint: endpoint.id, ...(of.params && { params: of.params }), ...(of.initial && { initial: of.initial }),
    ...(of.only && { only: [...of.only] }),
  }
  try {
    of.rule?.()
    return [next]
  } catch (error) {
    if (!isRefusal(error)) throw error
    const { zh, en } = wordsOf(error.code)
    return [{ ...next, refused: { code: error.code, zh: fill(zh, error.details), en: fill(en, error.details, 'en') } }]
  }
}
