import type { FaultPoint } from './platform/work.ts'

/**
 * `name:n` ends the process by SIGKILL the n-th time it comes to that point; fault tests start servers this way.
 * Production refuses to start with one.
 */
export function faultFrom(setting: string | undefined): (point: FaultPoint) => void {
  if (!setting) return () => {}
  const [name, count = '1'] = setting.split(':')
  let left = Number(count)
  return (point) => {
    if (point !== name) return
    left -= 1
    if (left <= 0) process.kill(process.pid, 'SIGKILL')
  }
}
