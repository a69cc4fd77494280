/** Words that stand for the closed answers of the contract, in both languages. */
const ANSWERS: Readonly<Record<string, string>> = {
  是: 'yes',
  符合: 'yes',
  否: 'no',
  不符合: 'no',
  未检出: 'not-detected',
  y: 'yes',
  n: 'no',
  nd: 'not-detected',
}
const SHOWN = {
  zh: { yes: '是', no: '否', 'not-detected': '未检出' },
  en: { yes: 'yes', no: 'no', 'not-detected': 'not-detected' },
} as const

/**
 * Values as typed: full-width digits and separators are taken as they are meant, words as the answers they stand for.
 */
export const valuesIn = (typed: string): string[] =>
  typed
    .normalize('NFKC')
    .split(/[\s,;、]+/)
    .filter(Boolean)
    .map(one => ANSWERS[one.toLowerCase()] ?? one)

/** A value as it is typed in this language. */
export const shownAs = (value: string, language: 'zh' | 'en'): string =>
  SHOWN[language][value as keyof (typeof SHOWN)['zh']] ?? value
