import type { codes } from '@tianfu/contract'
import { at } from './domain.ts'
import type { Activation, CodeBatch } from './domain.ts'

export type Verdict = codes.Verdict
type Standing = 'none' | 'valid' | 'suspended' | 'withdrawn' | 'cancelled' | 'expired'

/**
 * The verdict on an authentic code: a pure function of how its certificate and its licence stand on the day, and of
 * its place in the batch (design §2.6). The gravest answer wins.
 *
 * A code that never went on goods falls with the mark: after a withdrawal or an end it is void, not merely withdrawn.
 */
export function verdictOn(
  batch: Pick<CodeBatch, 'activations' | 'voids'>, place: number,
  stands: { certificate: Exclude<Standing, 'none'>; licence: Standing },
): { verdict: Verdict; activation?: Activation } {
  const activation = at(batch.activations, place)
  if (at(batch.voids, place)) return { verdict: 'void', ...(activation && { activation }) }
  const mark = worst(stands.certificate, stands.licence)
  if (!activation) return { verdict: mark === 'withdrawn' || mark === 'cancelled' ? 'void' : 'unactivated' }
  return { verdict: mark, activation }
}

const GRAVITY = ['valid', 'none', 'suspended', 'expired', 'cancelled', 'withdrawn'] as const

/** A licence that never came into force cannot have issued codes that stand: it counts as cancelled. */
function worst(certificate: Exclude<Standing, 'none'>, licence: Standing): Exclude<Standing, 'none'> {
  const worse = GRAVITY.indexOf(certificate) >= GRAVITY.indexOf(licence) ? certificate : licence
  return worse === 'none' ? 'cancelled' : worse
}
