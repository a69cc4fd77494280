import { useSyncExternalStore } from 'react'
import { now } from './clock.ts'

const QUIET_MS = 5 * 60_000
const listeners = new Set<() => void>()
let last = now()
let active = true

function tell(next: boolean) {
  if (active === next) return
  active = next
  for (const listener of listeners) listener()
}

for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
  globalThis.addEventListener?.(
    event,
    () => {
      last = now()
      tell(true)
    },
    { passive: true },
  )
}
setInterval(() => tell(now() - last < QUIET_MS), 15_000)

/**
 * Is somebody working here? Pages ask the server again by themselves only then: a screen left alone must not keep its
 * session alive.
 */
export const useActive = (): boolean =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => active,
  )
