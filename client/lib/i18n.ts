import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'

export const languages = ['vi', 'en'] as const
export type InterfaceLanguage = (typeof languages)[number]

const remembered = 'hd-language'
const files = import.meta.glob<Record<string, unknown>>('../locales/*/*.json', { import: 'default' })

/** A namespace is one file per language and loads with the page that first asks for it. */
const locales: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, namespace, done) {
    const load = files[`../locales/${language}/${namespace}.json`]
    if (load)
      load().then(
        (texts) => done(null, texts),
        (error: Error) => done(error, null),
      )
    else done(new Error(`no texts for ${namespace} in ${language}`), null)
  },
}

/** Starts translating in the language last used here, else Vietnamese. Done when the frame's texts are there. */
export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
    localStorage.setItem(remembered, language)
  })
  await i18next
    .use(locales)
    .use(initReactI18next)
    .init({
      lng: languages.find((language) => language === localStorage.getItem(remembered)) ?? 'vi',
      fallbackLng: false,
      supportedLngs: [...languages],
      ns: ['common', 'app'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    })
}

export function changeLanguage(language: InterfaceLanguage): void {
  void i18next.changeLanguage(language)
}
