/** What a refusal says beside its code: short facts that its sentence shows. Never personal data. */
export type Details = Readonly<Record<string, string | number | boolean | readonly string[]>>

/**
 * The one way to say no. Thrown, so that a transaction rolls back; the code comes from a closed list
 * (`packages/contract/src/refusals.ts`), where its HTTP status and its sentences in both languages stand.
 */
export class Refusal extends Error {
  readonly code: string
  readonly details: Details
  constructor(code: string, details: Details = {}) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }
}

/** True for a refusal, also one made by another copy of this class. */
export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && error.name === 'Refusal' && 'code' in error
