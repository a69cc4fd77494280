import { refuse } from '@tianfu/contract'

const PAGE = 50

/** How many rows a list asks for: one more than it shows, which tells whether there is a next page. */
export const pageSize = (query: { limit?: number }): number => (query.limit ?? PAGE) + 1

/** A page of rows that were asked for with `pageSize`; the cursor is that of the last row shown. */
export function pageOf<Row, Item>(
  rows: readonly Row[], query: { limit?: number }, cursorOf: (row: Row) => string, itemOf: (row: Row) => Item,
): { items: Item[]; next?: string } {
  const shown = rows.slice(0, query.limit ?? PAGE)
  const last = shown.at(-1)
  return { items: shown.map(itemOf), ...(rows.length > shown.length && last !== undefined && { next: cursorOf(last) }) }
}

/** `text` as a pattern that finds it anywhere, its own wildcards taken as they are. */
export const anywhere = (text: string): string => `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`

/** A cursor that is a row's id. @throws Refusal `bad-request` */
export function cursorId(after: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(after)) refuse('bad-request', { why: 'after' })
  return after
}
