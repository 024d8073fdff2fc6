import { Button, Group, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Media } from '../../server/contract/content.ts'
import { languageName } from '../lib/languages.ts'
import type { MediaChange } from '../lib/media.ts'
import { FaultNotice } from './FaultNotice.tsx'
import classes from './MediaForm.module.css'
import { useAttempt } from './use-attempt.ts'

interface Props {
  readonly medium: Media
  /** Languages to describe it in; others it is described in already are shown too. */
  readonly languages: readonly string[]
  readonly readOnly?: boolean
  /** Rejects with what the server refused. */
  readonly onSave: (change: MediaChange) => Promise<unknown>
  readonly onClose: () => void
}

/** What a file shows, whose it is and under what terms. */
export function MediaForm({ medium, languages, readOnly = false, onSave, onClose }: Props) {
  const { t, i18n } = useTranslation('media')
  const [alt, setAlt] = useState(medium.alt)
  const [licence, setLicence] = useState(medium.licence)
  const [source, setSource] = useState(medium.source)
  const [tags, setTags] = useState(medium.tags)
  const { attempt, isBusy, error } = useAttempt()
  const described = [...new Set([...languages, ...Object.keys(medium.alt)])]
  const save = async () => {
    await onSave({ alt, licence: licence.trim(), source: source.trim(), tags })
    onClose()
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void attempt(save)
      }}
    >
      <fieldset disabled={readOnly} className={classes.fields}>
        {described.map((language, index) => (
          <Textarea
            key={language}
            id={`alt-${medium.id}-${language}`}
            label={t('form.alt', { language: languageName(language, i18n.language) })}
            description={index === 0 ? t('form.altHint') : null}
            lang={language}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={2000}
            data-autofocus={index === 0 || undefined}
            value={alt[language] ?? ''}
            onChange={(event) => setAlt({ ...alt, [language]: event.currentTarget.value })}
          />
        ))}
        <TextInput
          label={t('form.source')}
          placeholder={t('form.sourceHint')}
          maxLength={300}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <TextInput
          label={t('form.licence')}
          placeholder={t('form.licenceHint')}
          maxLength={300}
          value={licence}
          onChange={(event) => setLicence(event.currentTarget.value)}
        />
        <TagsInput label={t('form.tags')} maxTags={30} value={tags} onChange={setTags} />
      </fieldset>
      {error !== null && <FaultNotice error={error} listed />}
      <Group justify="end">
        <Button variant="default" onClick={onClose}>
          {t('common:action.close')}
        </Button>
        {!readOnly && (
          <Button type="submit" loading={isBusy}>
            {t('common:action.save')}
          </Button>
        )}
      </Group>
    </form>
  )
}
