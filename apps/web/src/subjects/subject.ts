import type { Text } from '@tianfu/kernel'

/** A kind of thing that people look at: its list, its detail, what stands in the table. The server holds every rule. */
export interface Subject {
  /** First part of the address: `/products`, `/products/{id}`. */
  path: string
  name: Text
  list: string
  /** Endpoint of one; without it rows do not open. */
  detail?: string
  /** Member of a row that goes into the detail's address; `id` unless said. */
  key?: string
  /** Name of the detail's parameter in its address; `id` unless said. */
  param?: string
  /** Columns shown at first, in order; the others can be switched on. */
  columns: readonly string[]
  /** Endpoints that begin something new, offered above the list to whoever may call them. */
  creates?: readonly string[]
  /** Public endpoints that a detail offers although no `next` names them. */
  offers?: readonly string[]
  /** Endpoint of the index of its papers. */
  papers?: string
  /** Lists shown as tabs beside this one. */
  beside?: readonly string[]
  /** Type by which acts and explanations know it. */
  type: string
  /** What a page is headed by; the first of these members that is filled. */
  title: readonly string[]
}

/** A subject that is headed by its name unless it says otherwise. */
export const s = (subject: Omit<Subject, 'title'> & { title?: readonly string[] }): Subject => ({
  title: ['name', 'title', 'number', 'productName', 'product', 'login', 'id'],
  ...subject,
})
