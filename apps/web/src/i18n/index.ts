import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Text } from '@tianfu/kernel'
import { en } from './en.ts'
import { zh } from './zh.ts'

export type Language = 'zh' | 'en'

const STORED = 'tianfu-language'

function firstLanguage(): Language {
  const given = new URLSearchParams(location.search).get('lang')
  if (given === 'en' || given === 'zh') localStorage.setItem(STORED, given)
  return (given ?? localStorage.getItem(STORED)) === 'en' ? 'en' : 'zh'
}

/** Starts translation; both languages are in the bundle, so a switch is at once and works offline. */
export async function startLanguage(): Promise<void> {
  const language = firstLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    keySeparator: false,
    nsSeparator: false,
  })
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  await i18next.changeLanguage(language)
}

export const isLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'zh')

/** Words of the present language: `t` for our own sentences, `of` for text that came with the data. */
export function useWords() {
  const { t, i18n } = useTranslation()
  const language: Language = i18n.language === 'en' ? 'en' : 'zh'
  return { t, language, of: (text: Text | undefined): string => sayIn(language, text) }
}

/** Text of the language; Chinese where English does not exist (never blank). */
export const sayIn = (language: Language, text: Text | undefined): string =>
  text === undefined ? '' : language === 'en' ? text.en || text.zh : text.zh
