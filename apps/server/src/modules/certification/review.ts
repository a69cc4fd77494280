import { refuse } from '@tianfu/contract'
import type { Edition } from '@tianfu/scheme'
import type { Application } from './application/state.ts'
import { mustBeAbleTo, mustCite } from './application/transitions.ts'
import { mustNotHaveEvaluated } from './separation.ts'

/** Review by persons who never evaluated the file. `persons`: everybody whose separation counts in this act. */
export function mayReview(file: Application, persons: readonly string[]): void {
  mustBeAbleTo('application.reviewed', file)
  mustNotHaveEvaluated(file.evaluators, persons)
}

/** Back to evaluation: by the reviewer, also of what waits for the decision. */
export function mayReopen(file: Application, persons: readonly string[]): void {
  mustBeAbleTo('application.reopened', file)
  mustNotHaveEvaluated(file.evaluators, persons)
}

export function mayDecide(file: Application, persons: readonly string[]): void {
  mustBeAbleTo('application.decided', file)
  mustNotHaveEvaluated(file.evaluators, persons)
}

/** What a decision says; a grant needs a recommendation and a scope, a denial its ground from the closed list. */
export function decide(
  file: Application, edition: Edition, persons: readonly string[],
  decision: { outcome: 'grant' | 'deny'; ground?: string; scope?: string },
): { ground?: string } {
  mayDecide(file, persons)
  if (decision.outcome === 'deny') return { ground: mustCite(edition, 'certificationRefusal', decision.ground ?? '') }
  if (file.evaluation?.conclusion !== 'recommended') {
    refuse('result-negative', { zh: '评价结论不建议认证', en: 'the evaluation does not recommend it' })
  }
  if (!decision.scope) refuse('bad-request', { why: 'scope' })
  return {}
}
