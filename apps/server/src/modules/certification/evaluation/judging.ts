import { refuse } from '@tianfu/contract'
import type { JudgedValue, ResultKind, TestValue } from '../application/state.ts'
import { judgeValue } from '../rule-facts.ts'
import type { Conditions, RuleFacts } from '../rule-facts.ts'

/**
 * Results of a laboratory on the indicators that it was to test, all of them and no other, judged by our limits.
 * @throws Refusal `indicator-unknown`, `method-differs`, `value-needed`, `indicators-missing`
 */
export function judgeAll(
  facts: Pick<RuleFacts, 'b'>, conditions: Conditions, wanted: readonly string[], values: readonly TestValue[],
): JudgedValue[] {
  const judged = values.map((value) => {
    const indicator = facts.b.indicators.find(({ id }) => id === value.indicator)
    if (!indicator || !wanted.includes(value.indicator)) return refuse('indicator-unknown',
      { indicator: value.indicator })
    if (indicator.method !== value.method) refuse('method-differs',
      { indicator: value.indicator, method: indicator.method ?? '' })
    mustHaveValue(value, indicator.kind === 'yes-no')
    return judgeValue(indicator, conditions, value)
  })
  if (new Set(values.map(({ indicator }) => indicator)).size !== values.length) refuse('bad-request',
    { why: 'an indicator stands twice' })
  const missing = wanted.filter((id) => !values.some(({ indicator }) => indicator === id))
  if (missing.length > 0) refuse('indicators-missing', { indicators: missing })
  return judged
}

/** What a result must carry by its kind. @throws Refusal `value-needed` */
export function mustHaveValue({ indicator, result, values, detectionLimit }: TestValue, answered: boolean): void {
  const right: Record<ResultKind, boolean> = {
    measured: !answered && values !== undefined && values.length > 0,
    'not-detected': !answered && detectionLimit !== undefined && values === undefined,
    yes: answered, no: answered,
  }
  if (!right[result]) refuse('value-needed', { indicator })
}
