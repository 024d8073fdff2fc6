import { MultiSelect, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { formOf, optionsFor } from '../../../connectors/rules/capabilities.ts'
import type { VariantDraft } from '../../../connectors/rules/check.ts'
import type { Channel } from '../../../server/contract/channels.ts'
import classes from './composer.module.css'
import type { DraftVariant } from './draft.ts'
import { OptionInput } from './OptionInput.tsx'

interface Props {
  readonly variant: DraftVariant
  /** What goes out with it: the form follows from that until somebody chooses one. */
  readonly media: VariantDraft['media']
  readonly channel: Pick<Channel, 'platform' | 'capabilities'>
  readonly onChange: (options: DraftVariant['options']) => void
}

type Value = DraftVariant['options'][string]

/** What only this platform asks; which questions there are stands in the channel's capabilities. */
export function VariantOptions({ variant, media, channel: { platform, capabilities }, onChange }: Props) {
  const { t } = useTranslation('composer')
  const { t: say } = useTranslation(`platform-${platform}`)
  const { options } = variant
  const { visibility, contentWarning, categories, forms } = capabilities
  const fields = optionsFor(capabilities, { options, media })
  const form = formOf(capabilities, { options, media })
  if (!visibility && !contentWarning && !categories && !forms && fields.length === 0) return null
  const set = (name: string, value: Value | undefined) => {
    const { [name]: _before, ...others } = options
    const isEmpty =
      value === undefined || value === null || ((Array.isArray(value) || value === '') && value.length === 0)
    onChange(isEmpty ? others : { ...others, [name]: value })
  }
  return (
    <div className={classes.options}>
      {forms && (
        <Select
          size="xs"
          label={t('options.form')}
          allowDeselect={false}
          data={forms.map(({ name }) => ({ value: name, label: say(`form.${name}`, { defaultValue: name }) }))}
          value={form?.name ?? null}
          onChange={(chosen) => set('form', chosen ?? undefined)}
        />
      )}
      {visibility && (
        <Select
          size="xs"
          label={t('options.visibility.label')}
          allowDeselect={false}
          data={visibility.map((value) => ({
            value,
            label: t([`options.visibility.${value}`, 'options.visibility.other'], { value }),
          }))}
          value={typeof options['visibility'] === 'string' ? options['visibility'] : (visibility[0] ?? null)}
          onChange={(value) => set('visibility', value ?? undefined)}
        />
      )}
      {contentWarning && (
        <TextInput
          size="xs"
          label={t('options.contentWarning')}
          description={contentWarning.counted ? t('options.contentWarningCounted') : null}
          lang={variant.language}
          maxLength={500}
          value={typeof options['contentWarning'] === 'string' ? options['contentWarning'] : ''}
          onChange={(event) => set('contentWarning', event.currentTarget.value)}
        />
      )}
      {categories && (
        <MultiSelect
          size="xs"
          label={t('options.categories')}
          searchable
          data={categories.map(({ id, name }) => ({ value: id, label: name }))}
          value={Array.isArray(options['categories']) ? options['categories'].map(String) : []}
          onChange={(value) => set('categories', value)}
        />
      )}
      {fields.map((field) => (
        <OptionInput
          key={field.name}
          platform={platform}
          field={field}
          language={variant.language}
          value={options[field.name]}
          onChange={(value) => set(field.name, value)}
        />
      ))}
    </div>
  )
}
