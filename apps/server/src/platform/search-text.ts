import { match, pinyin } from 'pinyin-pro'

/** Compatibility forms, lower case, single blanks: how text is indexed and asked for. */
export const normalise = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** A number without the hyphens and blanks that people leave out when they type it. */
export const bare = (number: string): string => normalise(number).replace(/[\s-]/g, '')

/** Chinese text followed by its pinyin and its initials, so that 五粮液 is found by wuliangye and wly. */
export function withPinyin(text: string): string {
  const syllables = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed', v: true })
  return syllables.length === 0
    ? text
    : `${text} ${syllables.join('')} ${syllables.map((syllable) => syllable[0]).join('')}`
}

/** Two or three letters of Latin are in nearly every entry, two of Chinese in few: the first says how many. */
const tokenLength = (first: string): number => (/[a-z0-9]/.test(first) ? 4 : 2)

/** Every place of a normalised text with what follows it: 4 letters from a Latin one or a digit, 2 from any other. */
export function tokensOf(text: string): string[] {
  const tokens = new Set<string>()
  for (const word of text.split(' ')) {
    const letters = [...word]
    letters.forEach((letter, i) => tokens.add(letters.slice(i, i + tokenLength(letter)).join('')))
  }
  return [...tokens]
}

const lexeme = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** The words of a question, normalised. */
export const termsOf = (q: string): string[] => normalise(q).split(' ').filter((term) => term !== '')

/**
 * A tsquery that every entry fits which holds all these terms. It also lets some through that do not: each term has
 * still to be looked for in the text.
 */
export function tokenQuery(terms: readonly string[]): string {
  const parts = terms.flatMap((term) => {
    const letters = [...term]
    const whole = letters.flatMap((letter, i) => {
      const token = letters.slice(i, i + tokenLength(letter))
      return token.length === tokenLength(letter) ? [lexeme(token.join(''))] : []
    })
    return whole.length > 0 ? whole : [`${lexeme(term)}:*`]
  })
  return [...new Set(parts)].join(' & ')
}

/** From the first letter to after the last, in UTF-16 units. */
export type Span = [number, number]

/** Where `term` stands in the folded text, letters that are skipped left out. */
function placeOf(text: string, term: string, skipped: RegExp): Span | undefined {
  const starts: number[] = []
  const ends: number[] = []
  let folded = ''
  let at = 0
  for (const letter of text) {
    const plain = skipped.test(letter) ? '' : letter.normalize('NFKC').toLowerCase()
    for (let i = 0; i < plain.length; i += 1) { starts.push(at); ends.push(at + letter.length) }
    folded += plain
    at += letter.length
  }
  const from = term === '' ? -1 : folded.indexOf(term)
  return from < 0 ? undefined : [starts[from] ?? 0, ends[from + term.length - 1] ?? at]
}

/** Where `text` shows the terms of a question, by its letters or by their pinyin; undefined where it shows none. */
export function spansOf(text: string, terms: readonly string[]): Span[] | undefined {
  const spans: Span[] = []
  for (const term of terms) {
    const plain = placeOf(text, term, /^$/) ?? placeOf(text, bare(term), /[\s-]/)
    if (plain) { spans.push(plain); continue }
    if (!/^[a-z]+$/.test(term)) continue
    const letters = match(text, term, { continuous: true, v: true })
    const [first, last] = [letters?.[0], letters?.at(-1)]
    if (first !== undefined && last !== undefined) spans.push([first, last + 1])
  }
  return spans.length > 0 ? spans.toSorted(([a], [b]) => a - b) : undefined
}
