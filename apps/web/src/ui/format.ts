import { canonical } from '../subjects.ts'

/** Bytes in words: 1536 → `1.5 KB`. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

const MOMENT = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })

/** A moment in China: `2026-03-01 09:30`; what is no moment stays. */
export function momentOf(moment: string): string {
  const ms = Date.parse(moment)
  return Number.isNaN(ms) ? moment : MOMENT.format(ms)
}

/** Thousands apart, so that long quantities can be read. */
export const countOf = (value: number): string => new Intl.NumberFormat('zh-CN').format(value)

/** The route inside the workbench that a link of a task, a notice or a hit means; links elsewhere stay as they are. */
export function routeOf(link: string): { inside: string } | { outside: string } {
  if (/^https?:/.test(link)) return { outside: link }
  const path = link.replace(/^\/workbench(?=\/|$)/, '')
  if (
    path === link &&
    /^\/(c|v|01|org|notices\/|standards\/.+\/public|report)\b/.test(link) &&
    !link.startsWith('/notices')
  )
    return { outside: link }
  return { inside: canonical(path.startsWith('/') ? path : `/${path}`) }
}
