/** A string that only its parser makes: `parseCreditCode` returns `Brand<'CreditCode'> | undefined`. */
export type Brand<Name extends string> = string & { readonly __brand: Name }

/** Text that people read. Chinese always, English where it exists. */
export interface Text {
  readonly zh: string
  readonly en?: string
}
