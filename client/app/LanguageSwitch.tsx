import { useTranslation } from 'react-i18next'
import { type InterfaceLanguage, languages } from '../lib/i18n.ts'
import classes from './TopBar.module.css'

interface Props {
  readonly language: string
  readonly onChange: (language: InterfaceLanguage) => void
}

export function LanguageSwitch({ language, onChange }: Props) {
  const { t } = useTranslation(['app', 'common'])
  return (
    <fieldset className={classes.switch} aria-label={t('languageSwitch')}>
      {languages.map((known) => (
        <button
          key={known}
          type="button"
          lang={known}
          aria-pressed={known === language}
          aria-label={`${known.toUpperCase()}, ${t(`common:language.${known}`)}`}
          onClick={() => onChange(known)}
        >
          {known.toUpperCase()}
        </button>
      ))}
    </fieldset>
  )
}
