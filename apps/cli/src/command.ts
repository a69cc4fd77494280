import type { Configuration } from '../../server/src/configuration.ts'

/** Environment and clock of the machine, read by main alone. */
export interface Machine extends Configuration {
  readonly now: () => number
}

/** What stops a command before it can say anything: exit 2. */
export class CannotRun extends Error {
  static readonly exit = 2
}

export const FOUND_NOTHING = 0
export const FOUND_SOMETHING = 1
