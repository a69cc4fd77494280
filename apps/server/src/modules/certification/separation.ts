import { refuse } from '@tianfu/contract'

/**
 * Nobody reviews or decides what they evaluated (ISO/IEC 17065 7.5.1, 7.6.2). Persons are compared, not accounts; under
 * a delegation both the delegate and the one who delegated count; reopening a file frees nobody.
 *
 * @param evaluators every person who ever evaluated the subject
 * @param persons everybody whose separation counts in the present act
 * @throws Refusal `separation-of-duties`
 */
export function mustNotHaveEvaluated(evaluators: readonly string[], persons: readonly string[],
  what: 'file' | 'surveillance' = 'file'): void {
  if (!hasEvaluated(evaluators, persons)) return
  refuse('separation-of-duties', what === 'file'
    ? {
      zh: '曾参与本案评价的人员（不论账号、代理，亦不论退回前后）不得复核或决定',
      en: 'whoever ever evaluated this file, by whatever account or delegation, neither reviews nor decides it',
    }
    : { zh: '参与该次跟踪调查或验证的人员不得作出决定', en: 'whoever carried out or verified this surveillance does not decide on it' })
}

/** Whether any of `persons` is barred; the detail pages show it before anybody tries. */
export const hasEvaluated = (evaluators: readonly string[], persons: readonly string[]): boolean =>
  persons.some((person) => evaluators.includes(person))
