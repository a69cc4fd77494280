/**
 * The browser's clock, read here alone: for what passes on the screen (minutes left, when a draft was saved), never for
 * official time, which the server tells.
 *
 * @returns milliseconds since 1970
 */
export const now = (): number => Date.now()

/** The moment as UTC text. */
export const nowText = (): string => new Date(now()).toISOString()
