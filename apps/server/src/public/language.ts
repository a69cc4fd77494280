import type { Text } from '@tianfu/kernel'
import { html } from './html.ts'
import type { Markup } from './html.ts'

export type Lang = 'zh' | 'en'

/** Everything that a page needs to know of whoever reads it. */
export interface Reader {
  readonly lang: Lang
  /** Large print was asked for. */
  readonly big: boolean
  /** Address of the page without the language, with its query: `/c/TF…?at=2026-03-01`. */
  readonly path: string
}

/** The sentence in the reader's language. */
export const say = ({ lang }: Pick<Reader, 'lang'>, zh: string, en: string): string => (lang === 'en' ? en : zh)

/**
 * Text of the register in the reader's language; where no English is known the Chinese is shown, and marked as such.
 */
export function text({ lang }: Pick<Reader, 'lang'>, of: Text | null | undefined): Markup | string {
  if (!of) return ''
  if (lang === 'zh') return of.zh
  return of.en ?? html`<span lang="zh-CN">${of.zh}</span>`
}

/** The same as plain text, for titles and attributes. */
export const plain = ({ lang }: Pick<Reader, 'lang'>, of: Text): string => (lang === 'en' ? of.en ?? of.zh : of.zh)

/** What only exists in Chinese, such as names as registered. */
export const chinese = ({ lang }: Pick<Reader, 'lang'>, of: string): Markup | string =>
  (lang === 'zh' || of === '' ? of : html`<span lang="zh-CN">${of}</span>`)

/** An address of ours in the reader's language. */
export const to = ({ lang }: Pick<Reader, 'lang'>, path: string): string =>
  (lang === 'en' ? (path === '/' ? '/en/' : `/en${path}`) : path)
