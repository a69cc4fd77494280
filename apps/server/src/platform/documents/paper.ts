import { createHash } from 'node:crypto'
import { canonicalJson } from '@tianfu/kernel'
import type { Instant, Json, Text } from '@tianfu/kernel'

/**
 * A document as data, before anybody writes it as PDF or docx: what it says, in which order, and who signs. It is made
 * from recorded state alone, so that the same act gives the same paper for ever.
 */
export interface Paper {
  readonly kind: string
  /** `official`: a paper of government, laid out after GB/T 9704; `form`: everything else. */
  readonly layout: 'form' | 'official'
  readonly title: Text
  /** Number of the document itself (文号). */
  readonly number: string
  /** Who speaks. */
  readonly issuer: Text
  /** 主送: to whom. */
  readonly to?: string
  /** The moment of the act that it rests on: the date of the file, never the time of printing. */
  readonly madeAt: Instant
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly is: 'heading'; readonly text: Text }
  | { readonly is: 'paragraph'; readonly text: string; readonly en?: string }
  /** A small remark. */
  | { readonly is: 'note'; readonly text: string }
  /** Terms and what stands beside each. */
  | { readonly is: 'facts'; readonly rows: readonly (readonly [Text, string])[] }
  | {
    readonly is: 'table'; readonly head: readonly Text[]; readonly rows: readonly (readonly string[])[]
    /** Shares of the width, one per column; equal unless given. */
    readonly widths?: readonly number[] }
  /** Scores with intervals on a scale of 0 to 100; whoever shows them shows the figures in a table too. */
  | { readonly is: 'chart'; readonly label: Text; readonly rows: readonly ChartRow[] }
  /** Who signs; what the platform does not know is left to be filled in by hand. */
  | { readonly is: 'signatures'; readonly of: readonly Signature[] }
  /** 落款: who issues it, and the day. */
  | { readonly is: 'closing'; readonly by: string; readonly on: string }

/** In hundredths of a point, 0 to 10000. */
export interface ChartRow { readonly name: string; readonly score: number; readonly low: number; readonly high: number }

export interface Signature {
  readonly label: Text
  readonly name?: string
  readonly on?: string
}

export const heading = (zh: string, en: string): Block => ({ is: 'heading', text: { zh, en } })
export const paragraph = (text: string, en?: string): Block => ({ is: 'paragraph', text, ...(en && { en }) })
export const note = (text: string): Block => ({ is: 'note', text })
export const signatures = (...of: Signature[]): Block => ({ is: 'signatures', of })
export const closing = (by: string, on: string): Block => ({ is: 'closing', by, on })

type Row = readonly [zh: string, en: string, value: string | undefined]

/** Terms with their values; what is undefined is left out. */
export const facts = (...rows: readonly Row[]): Block => ({
  is: 'facts', rows: rows.flatMap(([zh, en, value]) => (value === undefined ? [] : [[{ zh, en }, value] as const])),
})

/** A table, or the sentence that there is nothing. */
export const table = (head: readonly (readonly [zh: string, en: string])[], rows: readonly (readonly string[])[],
  widths?: readonly number[]): Block => (rows.length === 0 ? note('无')
  : { is: 'table', head: head.map(([zh, en]) => ({ zh, en })), rows, ...(widths && { widths }) })

/** A day as papers write it: 2026年3月2日. */
export const chineseDay = (day: string): string => {
  const [year, month, date] = day.split('-')
  return `${year}年${Number(month)}月${Number(date)}日`
}

/** SHA-256 over what the paper says, hex; its footer carries it in both formats, and so tells two printings apart. */
export const digestOf = (paper: Paper): string =>
  createHash('sha256').update(canonicalJson(wellFormed(paper) as unknown as Json)).digest('hex')

/** Control characters have no place on paper and none in XML; a lone surrogate is no character. */
const plain = (text: string): string =>
  text.toWellFormed().replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g, '')

/** The paper with every text fit to be printed. */
export const wellFormed = (paper: Paper): Paper => mapTexts(paper, plain) as Paper

/** `value` with every text in it replaced. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]))
}
