import { Type } from 'typebox'
import type { Static, TProperties, TSchema } from 'typebox'

/** How the workbench shows and asks for a field; one schema serves form, API and import. */
export interface FieldWords {
  /** Label in both languages. */
  zh: string
  en: string
  /** A line of help under the field. */
  hint?: { zh: string; en: string }
  /** Which control; without it the type decides. */
  widget?: 'area' | 'file' | 'files' | 'image' | 'day' | 'moment' | 'region' | 'industry' | 'organisation' | 'person'
    | 'pick' | 'decimal' | 'password' | 'one-time-code' | 'place'
  /** For `pick`: id of the list endpoint to choose from, and the member that is the value and the label. */
  from?: { endpoint: string; value: string; label: string; query?: Record<string, string> }
  /** For choices: label of each value. */
  choices?: Record<string, { zh: string; en: string }>
  /** Personal data: kept minimal, masked on the server, never in acts, logs or addresses. */
  pii?: 'name' | 'id-number' | 'phone' | 'mail' | 'address'
}

/** Options of a schema with its words: `Type.String({ ...words({ zh: '名称', en: 'Name' }), maxLength: 100 })`. */
export const words = (of: FieldWords) => ({ 'x-words': of })

/** An object that refuses unknown properties, which a plain `Type.Object` lets through. */
export const closed = <P extends TProperties>(properties: P, options: Record<string, unknown> = {}) =>
  Type.Object(properties, { ...options, additionalProperties: false })

/** A value of a closed list, as a clean JSON Schema enum. */
export const oneOf = <const V extends readonly string[]>(values: V, options: Record<string, unknown> = {}) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: [...values], ...options })

/** UUIDv7 as the platform writes it. */
export const Id = (of?: FieldWords) =>
  Type.String({
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$', ...(of && words(of)),
  })

/** A day, `YYYY-MM-DD`; that it exists is checked where bodies are parsed (format `day`). */
export const Day = (of?: FieldWords) => Type.String({ format: 'day', ...(of && words({ widget: 'day', ...of })) })

/** A moment, RFC 3339 with offset. */
export const Moment = (of?: FieldWords) => Type.String({
  format: 'moment', ...(of && words({ widget: 'moment', ...of })),
})

/** One line of text, 1 to `max` characters, not blank, no control characters. */
export const Line = (max: number, of?: FieldWords) =>
  Type.String({ minLength: 1, maxLength: max, format: 'line', ...(of && words(of)) })

/** Text of several lines, 1 to `max` characters; free text goes to erasable rows, never into an act. */
export const Area = (max: number, of?: FieldWords) =>
  Type.String({ minLength: 1, maxLength: max, format: 'area', ...(of && words({ widget: 'area', ...of })) })

/** A decimal number written as text, so that no digit is lost: `-12.50`. */
export const Decimal = (of?: FieldWords) =>
  Type.String({ pattern: '^-?(0|[1-9][0-9]{0,11})(\\.[0-9]{1,8})?$', ...(of && words({ widget: 'decimal', ...of })) })

/** Region code of GB/T 2260, six digits. */
export const RegionCode = (of?: FieldWords) =>
  Type.String({ pattern: '^[1-9][0-9]{5}$', ...(of && words({ widget: 'region', ...of })) })

/** SHA-256 of an uploaded file of the caller's organisation, hex. */
export const FileHash = (of?: FieldWords) =>
  Type.String({ pattern: '^[0-9a-f]{64}$', ...(of && words({ widget: 'file', ...of })) })

export const Uscc = (of?: FieldWords) => Type.String({ pattern: '^[0-9A-HJ-NPQRTUWXY]{18}$', ...(of && words(of)) })

export const Text = Type.Object({ zh: Type.String(), en: Type.Optional(Type.String()) })

/** Query of every list: a cursor from the last answer, how many, and a search text. */
export const Paging = {
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  q: Type.Optional(Type.String({ maxLength: 100 })),
}

/** Answer of every list: the items, and the cursor of the next page where there is one. */
export const PageOf = <S extends TSchema>(item: S) =>
  Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()), total: Type.Optional(Type.Integer()) })

/**
 * What the caller may do next with a subject: the id of an endpoint, the parameters of its address, and, where it is
 * refused now, the ground. It goes out with the subject, so the web shows buttons and knows no rule.
 */
export const Next = Type.Object({
  endpoint: Type.String(),
  params: Type.Optional(Type.Record(Type.String(), Type.String())),
  /** Values that the form starts with. */
  initial: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** The only fields of the body that are open now, as `section.field`; all of them unless said. */
  only: Type.Optional(Type.Array(Type.String())),
  refused: Type.Optional(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() })),
})
export type Next = Static<typeof Next>

/** One entry of a subject's time line. */
export const TimelineEntry = Type.Object({
  act: Type.String(), type: Type.String(), label: Text, capacity: Type.String(),
  organisation: Type.Optional(Type.String()),
  by: Type.Optional(Type.String()), ground: Type.Optional(Text), recordedAt: Type.String(), decidedOn: Type.String(),
  effectiveOn: Type.String(), publishedAt: Type.Optional(Type.String()), index: Type.Optional(Type.Integer()),
})

export const Deadline = Type.Object({
  id: Type.String(), kind: Type.String(), label: Text, startedOn: Type.String(), dueOn: Type.String(),
  provisional: Type.Boolean(),
  /** The office that must act by then. */
  responsible: Type.Optional(Text),
  /** Why the clock stands still now. */
  paused: Type.Optional(Text),
  /** Days that did not count, first and last, and why. */
  pauses: Type.Optional(Type.Array(Type.Object({ from: Type.String(), to: Type.String(), reason: Text }))),
  endedOn: Type.Optional(Type.String()),
  late: Type.Boolean(), workingDaysLeft: Type.Optional(Type.Integer()),
})
