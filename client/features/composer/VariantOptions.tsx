import { MultiSelect, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Capabilities } from '../../../connectors/rules/capabilities.ts'
import classes from './composer.module.css'
import type { DraftVariant } from './draft.ts'

interface Props {
  readonly variant: DraftVariant
  readonly capabilities: Capabilities
  readonly onChange: (options: DraftVariant['options']) => void
}

/** What only this platform asks; which questions there are stands in the channel's capabilities. */
export function VariantOptions({ variant, capabilities, onChange }: Props) {
  const { t } = useTranslation('composer')
  const { visibility, contentWarning, categories } = capabilities
  if (!visibility && !contentWarning && !categories) return null
  const { options } = variant
  const set = (name: string, value: string | string[] | null) => {
    const { [name]: _before, ...others } = options
    onChange(value === null || value.length === 0 ? others : { ...others, [name]: value })
  }
  return (
    <div className={classes.options}>
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
          onChange={(value) => set('visibility', value)}
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
          value={Array.isArray(options['categories']) ? options['categories'] : []}
          onChange={(value) => set('categories', value)}
        />
      )}
    </div>
  )
}
