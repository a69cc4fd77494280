import assert from 'node:assert/strict'
import { isRefusal } from '@tianfu/kernel'

/** The code with which a decision refuses; `allowed` when it does not. Anything else thrown is a failure. */
export function refusalOf(decide: () => unknown): string {
  try {
    decide()
    return 'allowed'
  } catch (error) {
    assert.ok(isRefusal(error))
    return error.code
  }
}
