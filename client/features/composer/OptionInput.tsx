import { Button, Checkbox, FileButton, NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OptionField } from '../../../connectors/rules/capabilities.ts'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import { type Captions, readCaptions } from '../../lib/captions.ts'
import classes from './composer.module.css'
import type { DraftVariant } from './draft.ts'
import { MediaPicker } from './MediaPicker.tsx'
import { fieldId } from './places.ts'

type Value = DraftVariant['options'][string]

interface Props {
  readonly platform: Platform
  readonly field: OptionField
  readonly language: string
  readonly value: Value | undefined
  /** undefined: as the platform has it. */
  readonly onChange: (value: Value | undefined) => void
}

/** One question a platform asks about a post, drawn by its kind. */
export function OptionInput({ platform, field, language, value, onChange }: Props) {
  const { t } = useTranslation('composer')
  const { t: say } = useTranslation(`platform-${platform}`)
  const { name } = field
  const shared = {
    id: fieldId.option(name),
    size: 'xs' as const,
    label: say(`option.${name}.label`, { defaultValue: name }),
    description: say(`option.${name}.hint`, { defaultValue: '' }) || null,
  }
  switch (field.kind) {
    case 'flag':
      return (
        <Checkbox
          {...shared}
          checked={typeof value === 'boolean' ? value : field.initial}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <Select
          {...shared}
          required={field.initial === null}
          allowDeselect={false}
          placeholder={t('options.choose')}
          data={field.choices.map((choice) => ({
            value: choice,
            label: say(`option.${name}.choices.${choice}`, { defaultValue: choice }),
          }))}
          value={typeof value === 'string' ? value : field.initial}
          onChange={(chosen) => onChange(chosen ?? undefined)}
        />
      )
    case 'text': {
      const given = {
        ...shared,
        lang: language,
        required: field.required ?? false,
        maxLength: field.max,
        value: typeof value === 'string' ? value : '',
        onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value || undefined),
      }
      return field.lines === 'many' ? <Textarea {...given} autosize minRows={2} /> : <TextInput {...given} />
    }
    case 'list':
      return (
        <TagsInput
          {...shared}
          lang={language}
          required={field.min > 0}
          maxTags={field.max}
          maxLength={field.maxLength}
          placeholder={t('options.addToList')}
          acceptValueOnBlur
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(items) => onChange(items.length > 0 ? items : undefined)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...shared}
          required={field.initial === null}
          min={field.min}
          max={field.max}
          value={typeof value === 'number' ? value : (field.initial ?? '')}
          onChange={(given) => onChange(typeof given === 'number' ? given : undefined)}
        />
      )
    case 'image':
      return <ImageInput shared={shared} language={language} value={value} onChange={onChange} />
    case 'captions':
      return <CaptionsInput shared={shared} value={value} onChange={onChange} />
  }
}

interface Labelled {
  readonly shared: { readonly id: string; readonly label: string; readonly description: string | null }
  readonly value: Value | undefined
  readonly onChange: Props['onChange']
}

function ImageInput({ shared, language, value, onChange }: Labelled & Pick<Props, 'language'>) {
  const { t } = useTranslation('composer')
  const [isPicking, setPicking] = useState(false)
  const id = typeof value === 'string' ? value : null
  return (
    <Framed shared={shared}>
      {id && <img className={classes.optionImage} src={`/api/v1/media/${id}/thumbnail`} alt="" />}
      <Button id={shared.id} size="compact-xs" variant="default" onClick={() => setPicking(true)}>
        {t('options.choosePicture')}
      </Button>
      {id && <RemoveButton onClick={() => onChange(undefined)} />}
      {isPicking && (
        <MediaPicker
          chosen={id ? [id] : []}
          language={language}
          onClose={() => setPicking(false)}
          onPick={([picked]) => {
            if (picked) onChange(picked.id)
            setPicking(false)
          }}
        />
      )}
    </Framed>
  )
}

function CaptionsInput({ shared, value, onChange }: Labelled) {
  const { t } = useTranslation('composer')
  const [refused, setRefused] = useState<Exclude<Captions, { kind: 'good' }> | null>(null)
  const known = typeof value === 'string' ? readCaptions(value) : null
  const take = async (file: File | null) => {
    if (!file) return
    const captions = readCaptions(await file.text())
    setRefused(captions.kind === 'good' ? null : captions)
    if (captions.kind === 'good') onChange(captions.text)
  }
  return (
    <Framed shared={shared}>
      {known?.kind === 'good' && <span>{t('options.captionLines', { count: known.cues })}</span>}
      <FileButton accept=".vtt,.srt,text/vtt" onChange={take}>
        {(props) => (
          <Button {...props} id={shared.id} size="compact-xs" variant="default">
            {t('options.chooseCaptions')}
          </Button>
        )}
      </FileButton>
      {value !== undefined && <RemoveButton onClick={() => onChange(undefined)} />}
      {refused && (
        <span role="alert" className={classes.optionRefused}>
          {refused.kind === 'empty' ? t('options.captionsEmpty') : t('options.captionsBadTime', { line: refused.line })}
        </span>
      )}
    </Framed>
  )
}

function Framed({ shared, children }: Pick<Labelled, 'shared'> & { readonly children: React.ReactNode }) {
  return (
    <fieldset className={classes.optionFrame}>
      <legend>{shared.label}</legend>
      {shared.description && <p>{shared.description}</p>}
      <div>{children}</div>
    </fieldset>
  )
}

function RemoveButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation('composer')
  return (
    <Button size="compact-xs" variant="subtle" onClick={onClick}>
      {t('options.remove')}
    </Button>
  )
}
