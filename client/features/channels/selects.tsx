import { Select, type SelectProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import { languageName, offeredLanguages } from '../../lib/languages.ts'
import { unitName, unitsQuery } from '../../lib/units.ts'

type Props = Omit<SelectProps, 'data' | 'label'>

export const audiences = [
  'residents',
  'visitors',
  'investors',
  'press',
  'compatriots',
] as const satisfies readonly Channel['audience'][]

/** The language a channel speaks; one that is not offered but in use stays in the list. */
export function LanguageSelect({ value, ...props }: Props) {
  const { t, i18n } = useTranslation('channels')
  const known = new Set<string>(offeredLanguages)
  if (value) known.add(String(value))
  const data = [...known].map((language) => ({ value: language, label: languageName(language, i18n.language) }))
  return <Select label={t('edit.language')} data={data} value={value ?? null} allowDeselect={false} {...props} />
}

export function AudienceSelect(props: Props) {
  const { t } = useTranslation(['channels', 'common'])
  const data = audiences.map((value) => ({ value, label: t(`common:audience.${value}`) }))
  return <Select label={t('edit.audience')} data={data} allowDeselect={false} {...props} />
}

export function UnitSelect(props: Props) {
  const { t, i18n } = useTranslation('channels')
  const { data: units = [] } = useQuery(unitsQuery)
  const data = units.map((unit) => ({ value: unit.id, label: unitName(unit, i18n.language) }))
  return <Select label={t('edit.unit')} data={data} searchable allowDeselect={false} {...props} />
}
