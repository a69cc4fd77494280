import type { StepId } from '@tianfu/scheme'
import type { Application } from '../application/state.ts'
import { failuresOf, ordersWithoutReport, valuesThatCount } from './results.ts'

/** What is still open in a file, as closed words: the evaluation report waits for all of it. */
export type OpenMatter =
  | 'document-review' | 'sampling' | 'sampling-witness' | 'test-order' | 'test-report' | 'test-failure' | 'indicators'
  | 'audit-plan' | 'audit' | 'sign-in-explanation' | 'nonconformity' | 'service-assessment'

const OF_STEP: Record<StepId, (file: Application, tested: readonly string[]) => OpenMatter[]> = {
  'document-review': (file) => (file.documentReview ? [] : ['document-review']),
  sampling: (file) => {
    if (file.samplings.length === 0) return ['sampling']
    return file.samplings.some(({ witnessedOn }) => witnessedOn === undefined) ? ['sampling-witness'] : []
  },
  testing: (file, tested) => {
    const open: OpenMatter[] = []
    if (file.testOrders.length === 0) open.push('test-order')
    if (ordersWithoutReport(file).length > 0) open.push('test-report')
    if (failuresOf(file)
      .some(({ state }) => state === 'unanswered' || state === 'answered' ||
      state === 'retest-ordered')) open.push('test-failure')
    const values = valuesThatCount(file)
    if (open.length === 0 && tested.some((indicator) => !values.has(indicator))) open.push('indicators')
    return open
  },
  audit: (file) => {
    if (!file.audit) return ['audit-plan']
    const open: OpenMatter[] = file.audit.status === 'closed' ? [] : ['audit']
    const unexplained = [file.audit.opening, file.audit.closing].some((signIn) => signIn && signIn.flags.length > 0 &&
      !signIn.explanation)
    return unexplained ? [...open, 'sign-in-explanation'] : open
  },
  'service-assessment': (file) => (file.serviceAssessment ? [] : ['service-assessment']),
  evaluation: () => [], review: () => [], decision: () => [],
}

/**
 * Everything that keeps the evaluation report from being written.
 * @param tested ids of the indicators that the standard has tested by a laboratory
 */
export function openMatters(file: Application, tested: readonly string[]): OpenMatter[] {
  const open = file.steps.flatMap((step) => OF_STEP[step](file, tested))
  if (file.nonconformities.some(({ status }) => status !== 'verified')) open.push('nonconformity')
  return open
}

/** Whether a step's own matters are settled; what comes after it may begin. */
export const stepIsDone = (file: Application, step: StepId, tested: readonly string[] = []): boolean => {
  if (step === 'evaluation') return file.evaluation !== undefined
  if (step === 'review') return file.review?.outcome === 'approve'
  if (step === 'decision') return file.decision !== undefined
  return OF_STEP[step](file, tested).length === 0
}

export type StepState = 'done' | 'current' | 'waiting'
/** The steps of the file's scheme type and how far each has come; several may be current at once. */
export function progress(file: Application, tested: readonly string[] = []): { id: StepId; state: StepState }[] {
  const running = ['evaluation', 'evaluated', 'reviewed'].includes(file.status)
  const documents = stepIsDone(file, 'document-review')
  return file.steps.map((id) => {
    if (stepIsDone(file, id, tested)) return { id, state: 'done' }
    if (!running) return { id, state: 'waiting' }
    const begun = {
      'document-review': true, sampling: documents, testing: stepIsDone(file, 'sampling'), audit: documents,
      'service-assessment': documents,
      evaluation: file.status === 'evaluation' && openMatters(file, tested).length === 0,
      review: file.status === 'evaluated', decision: file.status === 'reviewed',
    }[id]
    return { id, state: begun ? 'current' : 'waiting' }
  })
}
