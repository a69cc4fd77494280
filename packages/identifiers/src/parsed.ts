/**
 * What a parser answers. A refusal names the rule that the text breaks, so that a person can correct it, and never
 * repeats the text: it may be personal.
 */
export type Parsed<Value> = { readonly ok: true; readonly value: Value } | Broken

/** `rule` is a fixed word for machines; `zh` and `en` are sentences for people. */
export interface Broken {
  readonly ok: false
  readonly rule: string
  readonly zh: string
  readonly en: string
}

export const parsed = <Value>(value: Value): Parsed<Value> => ({ ok: true, value })
export const broken = (rule: string, zh: string, en: string): Broken => ({ ok: false, rule, zh, en })

/** The value, for input that the program made itself. @throws RangeError when it breaks a rule. */
export function mustParse<Value>(result: Parsed<Value>): Value {
  if (!result.ok) throw new RangeError(`${result.rule}: ${result.en}`)
  return result.value
}
