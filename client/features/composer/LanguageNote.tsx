import { useTranslation } from 'react-i18next'
import classes from './composer.module.css'
import { countMissing, type Missing } from './languages.ts'

interface Props {
  readonly missing: Missing
  /** Names of the channels that get this language. */
  readonly channels: readonly string[]
}

/** Who gets a language, and what it still lacks beside the others. */
export function LanguageNote({ missing, channels }: Props) {
  const { t, i18n } = useTranslation('composer')
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' })
  const lacks = [
    ...(['title', 'text', 'link'] as const)
      .filter((field) => missing[field])
      .map((field) => t(`source.missing.${field}`)),
    ...(missing.alts > 0 ? [t('source.missing.alts', { count: missing.alts })] : []),
  ]
  return (
    <p className={classes.languageNote}>
      {channels.length === 0 ? t('source.noChannels') : t('source.channels', { channels: list.format(channels) })}
      {countMissing(missing) > 0 && <strong>{t('source.lacks', { what: list.format(lacks) })}</strong>}
    </p>
  )
}
