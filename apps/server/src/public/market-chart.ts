import { html, trusted } from './html.ts'
import type { Markup } from './html.ts'
import { say } from './language.ts'
import type { Reader } from './language.ts'
import type { Text } from '@tianfu/kernel'

/** A score of 0 to 100 with its interval. */
export interface Interval { name: Text; score: number; low: number; high: number }

// The width of a telephone, so that letters there are as large as in the text; each name stands above its bar.
const WIDTH = 340
const MARGIN = 12
const ROW = 44
const FOOT = 26
const LONGEST = 24

const x = (points: number): string => (MARGIN + (points / 100) * (WIDTH - 2 * MARGIN)).toFixed(1)
const short = (name: string): string => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name)

/** Intervals on a scale of 0 to 100, one below the other; the same figures stand in a table beside. */
export function intervalChart(reader: Reader, rows: readonly Interval[], label: string): Markup {
  const height = rows.length * ROW + FOOT
  const grid = [0, 25, 50, 75, 100].map((at) => `<line x1="${x(at)}" x2="${x(at)}" y1="4" y2="${height - 20}" `
    + `stroke="currentColor" opacity="0.18"/><text x="${x(at)}" y="${height - 5}" text-anchor="middle" `
    + `font-size="12" fill="currentColor">${at}</text>`).join('')
  const bars = rows.map(({ low, high, score, name }, i) => {
    const y = i * ROW + 30
    return html`<text x="${MARGIN}" y="${y - 12}" font-size="14" fill="currentColor">${
      short(reader.lang === 'en' ? name.en ?? name.zh : name.zh)}</text>
      <line x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}" stroke="#0b57a4" stroke-width="8" opacity="0.4"/>
      <circle cx="${x(score)}" cy="${y}" r="5" fill="#0b57a4"/>`
  })
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">${
    trusted(grid)}${bars}</svg><figcaption class="small">${say(reader, '点为得分，横条为区间；数字见表。',
    'The dot is the score, the bar its interval; the figures are in the table.')}</figcaption></figure>`
}
