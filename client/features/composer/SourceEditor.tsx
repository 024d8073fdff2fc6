import { Button, Menu, Tabs, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { languageName, offeredLanguages } from '../../lib/languages.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import type { VariantCheck } from './checks.ts'
import classes from './composer.module.css'
import { noText, type PostDraft } from './draft.ts'
import { LanguageNote } from './LanguageNote.tsx'
import { channelsIn, countMissing, languagesInUse, missingIn } from './languages.ts'
import { MarkedTextarea } from './MarkedTextarea.tsx'
import { fieldId } from './places.ts'
import { VerdictMark } from './VerdictMark.tsx'
import { follows, withoutLanguage, withSource } from './variants.ts'

interface Props {
  readonly draft: PostDraft
  readonly checks: readonly VariantCheck[]
  readonly language: string
  readonly disabled: boolean
  readonly onLanguage: (language: string) => void
  readonly onChange: (edit: (draft: PostDraft) => PostDraft) => void
}

/** The text that every channel follows until it is given its own, once per language. */
export function SourceEditor({ draft, checks, language, disabled, onLanguage, onChange }: Props) {
  const { t, i18n } = useTranslation('composer')
  const languages = languagesInUse(draft)
  const { title, text, link } = draft.content[language] ?? noText
  const followers = draft.variants.filter((variant) => variant.language === language && follows(variant, 'parts'))
  const name = (of: string) => languageName(of, i18n.language)
  const verdictIn = (of: string) => {
    const verdicts = checks.filter(({ resolved }) => resolved.language === of).map(({ verdict }) => verdict)
    return verdicts.includes('error') ? 'error' : verdicts.includes('warning') ? 'warning' : 'ok'
  }
  const edit = (change: Partial<typeof noText>) => onChange((before) => withSource(before, language, change))
  return (
    <section className={classes.card} aria-label={t('source.label')}>
      <div className={classes.tabsRow}>
        <Tabs value={language} onChange={(chosen) => chosen && onLanguage(chosen)} variant="default">
          <Tabs.List aria-label={t('source.languages')}>
            {languages.map((of) => (
              <Tabs.Tab key={of} value={of} leftSection={<VerdictMark verdict={verdictIn(of)} named />}>
                {name(of)}
                <MissingCount count={countMissing(missingIn(draft, of))} />
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
        {!disabled && (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button variant="subtle" leftSection={<PlusIcon size={14} />}>
                {t('source.addLanguage')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {offeredLanguages
                .filter((of) => !languages.includes(of))
                .map((of) => (
                  <Menu.Item
                    key={of}
                    onClick={() => {
                      onChange((before) => withSource(before, of, {}))
                      onLanguage(of)
                    }}
                  >
                    {name(of)}
                  </Menu.Item>
                ))}
            </Menu.Dropdown>
          </Menu>
        )}
        <span className={classes.aside}>{t('source.followers', { count: followers.length })}</span>
      </div>
      {languages.length > 1 && (
        <LanguageNote missing={missingIn(draft, language)} channels={channelsIn(checks, language)} />
      )}
      <fieldset className={classes.editing} disabled={disabled}>
        <TextInput
          id={fieldId.sourceTitle(language)}
          variant="unstyled"
          className={classes.headline ?? ''}
          aria-label={t('source.title', { language: name(language) })}
          placeholder={t('source.titleHint')}
          lang={language}
          maxLength={300}
          value={title}
          onChange={(event) => edit({ title: event.currentTarget.value })}
        />
        <MarkedTextarea
          id={fieldId.sourceText(language)}
          label={t('source.text', { language: name(language) })}
          text={text}
          language={language}
          overflowAt={null}
          rows={5}
          placeholder={t('source.textHint')}
          note={
            <>
              <span>{t('source.length', { count: [...text].length })}</span>
              {language !== draft.sourceLanguage && draft.content[language] && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  onClick={() => {
                    onChange((before) => withoutLanguage(before, language))
                    onLanguage(draft.sourceLanguage)
                  }}
                >
                  {t('source.removeLanguage', { language: name(language) })}
                </Button>
              )}
            </>
          }
          onChange={(typed) => edit({ text: typed })}
        />
        <TextInput
          type="url"
          size="xs"
          label={t('source.link')}
          placeholder="https://"
          maxLength={2000}
          value={link}
          error={link !== '' && !/^https?:\/\/[^\s/]+/i.test(link) ? t('source.badLink') : null}
          onChange={(event) => edit({ link: event.currentTarget.value.trim() })}
        />
      </fieldset>
    </section>
  )
}

function MissingCount({ count }: { readonly count: number }) {
  const { t } = useTranslation('composer')
  return count > 0 && <small className={classes.missing}>{t('source.missingCount', { count })}</small>
}
