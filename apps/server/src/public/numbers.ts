import { digitsForLookAlikes, normaliseIdentifier } from '@tianfu/identifiers'

/**
 * The numbers that somebody may mean by what was typed or pasted (reliability B32): blanks, dashes and width mean
 * nothing; then O is 0 and I is 1, in everything or in everything but the check character, where a letter may stand.
 */
export function candidates(text: string): string[] {
  const number = normaliseIdentifier(text)
  // Bodies may number with hyphens of their own; a word processor has made dashes of them.
  const spaced = text.normalize('NFKC').toUpperCase().replace(/\s/g, '').replace(/[\u2010-\u2015\u2212]/g, '-')
  return [...new Set([number, spaced, digitsForLookAlikes(number.slice(0, -1)) + number.slice(-1),
    digitsForLookAlikes(number)])]
    .filter((one) => one !== '' && one.length <= 100)
}

/** The first of the candidates for which `look` finds something. */
export async function firstFound<T>(text: string,
  look: (number: string) => Promise<T | undefined>): Promise<T | undefined> {
  for (const number of candidates(text)) {
    const found = await look(number)
    if (found !== undefined) return found
  }
  return undefined
}
