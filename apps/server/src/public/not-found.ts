import { readAsked } from '../modules/codes/index.ts'
import { parseNumber } from '@tianfu/identifiers'
import type { Text } from '@tianfu/kernel'
import { patternExpression } from '@tianfu/scheme'
import { searchEntries } from '../platform/search.ts'
import { bare } from '../platform/search-text.ts'
import type { View } from '../platform/work.ts'
import { html } from './html.ts'
import { say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import type { Page } from './layout.ts'
import { candidates } from './numbers.ts'
import { reportButton } from './verdict-page.ts'
import { nextSteps, statement } from './words.ts'

/** The four ways in which nothing is found; each is said in its own words. */
export type NotFound = 'bad-form' | 'check-digit' | 'not-public' | 'no-such-number'

/** Kinds whose numbers are on papers that people hold, so that "known, not public" helps and tells nothing. */
const ON_PAPER = new Set(['application', 'licence', 'declaration', 'order', 'code-order', 'challenge'])

type Why = { why: NotFound } & Required<Text>

/** What is wrong with the form of a number; undefined where it may be a number of this register. */
export function slipIn(edition: View['edition'], asked: string): Why | undefined {
  const reading = readAsked(asked)
  if (!reading.ok) {
    return { why: /check/.test(reading.problem.rule) ? 'check-digit' : 'bad-form', zh: reading.problem.zh,
      en: reading.problem.en }
  }
  const patterns = Object.values(edition.numbering).map(({ pattern }) => pattern).filter((pattern) =>
    pattern.endsWith('{check}'))
  const formed = candidates(asked).filter((number) => patterns.some((pattern) =>
    patternExpression(pattern).test(number)))
  return formed.length > 0 && formed.every((number) => !parseNumber(number).ok) ? {
    why: 'check-digit', zh: '校验位不对：编号里有一位抄错了，请逐位核对。',
    en: 'The check character does not fit: one character is wrong, compare them one by one.',
  } : undefined
}

/** That a kind is on paper and not public. */
export const KNOWN_NOT_PUBLIC: Why = {
  why: 'not-public', zh: '这个编号存在，但内容不公开（例如尚未办结的申请）。请向编号的持有人索取结果。',
  en: 'This number exists, but what it stands for is not public, such as an open application. Ask whoever holds it.',
}
export const NO_SUCH_NUMBER: Why = {
  why: 'no-such-number', zh: '本登记簿中没有这个编号。', en: 'There is no such number in this register.',
}
export const isOnPaper = (kind: string): boolean => ON_PAPER.has(kind)

/** Why nothing was found for what was typed; `en` and `zh` are whole sentences. */
export async function whyNothing(view: View, asked: string): Promise<Why> {
  const slip = slipIn(view.edition, asked)
  if (slip) return slip
  for (const number of candidates(asked)) {
    const wanted = bare(number)
    const { items } = await searchEntries(view, { q: number, limit: 5, hidden: true })
    const isOf = (one: string) => bare(one) === wanted
    if (items.some(({ kind, numbers }) => isOnPaper(kind) && numbers.some(isOf))) return KNOWN_NOT_PUBLIC
  }
  return NO_SUCH_NUMBER
}

const TITLES: Record<NotFound, Required<Text>> = {
  'bad-form': { zh: '编号格式不对', en: 'Not the form of a number' },
  'check-digit': { zh: '编号有误', en: 'A character is wrong' },
  'not-public': { zh: '编号存在，内容不公开', en: 'Known, not public' },
  'no-such-number': { zh: '没有这个编号', en: 'No such number' },
}

/** The page of a number that the register does not show. */
export async function noSuchNumber(view: View, reader: Reader, asked: string): Promise<Page> {
  const shown = asked.slice(0, 200)
  const { why, ...words } = await whyNothing(view, asked)
  const verdict = why === 'bad-form' || why === 'check-digit' ? 'malformed' : 'unknown'
  return {
    status: 404, title: `${TITLES[why][reader.lang]} ${shown.slice(0, 60)}`,
    body: html`${statement(reader, verdict, TITLES[why],
      [text(reader, words), html`<span class="code">${shown}</span>`])}${why !== 'not-public'
      && nextSteps(reader, verdict)}<p><a href="${to(reader, `/search?q=${encodeURIComponent(shown)}`)}">${
      say(reader, '按名称查询', 'Search by name')}</a></p>${reportButton(reader, shown)}`,
  }
}
