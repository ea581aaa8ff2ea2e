import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Label } from '@/api/types'
import { getPrefs, type Language, setPrefs, usePrefs } from '@/app/prefs'

const load: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('./en.json'),
  zh: () => import('./zh.json'),
}

const i18n = createInstance()

/** Loads only the language that is read; the other comes when it is asked for. */
export async function startLanguage() {
  const { language } = getPrefs()
  const texts = await load[language]()
  await i18n.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: texts.default } },
    keySeparator: false,
    nsSeparator: false,
    fallbackLng: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
}

export async function changeLanguage(language: Language) {
  if (!i18n.hasResourceBundle(language, 'translation')) {
    i18n.addResourceBundle(language, 'translation', (await load[language]()).default)
  }
  await i18n.changeLanguage(language)
  setPrefs({ language })
}

/** The name in the reader's language; the other language where one is missing. */
export const labelIn = (label: Label | null | undefined, language: Language): string =>
  label ? (language === 'zh' ? label.zh || label.en : label.en || label.zh) : ''

export function useLabel(): (label: Label | null | undefined) => string {
  const { language } = usePrefs()
  return (label) => labelIn(label, language)
}
