import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { campaignName, campaignsQuery } from '../../lib/campaigns.ts'
import { channelsQuery } from '../../lib/channels.ts'
import { colleaguesQuery } from '../../lib/colleagues.ts'
import { languageName, offeredLanguages } from '../../lib/languages.ts'
import { unitName, unitsQuery } from '../../lib/units.ts'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import classes from './filters.module.css'
import { type CalendarFilters, type FilterList, filterWords } from './query.ts'

interface Option {
  readonly value: string
  readonly label: string
  readonly icon?: ReactNode
}

interface Props {
  readonly list: FilterList
  readonly filters: CalendarFilters
  readonly onChange: (change: Partial<CalendarFilters>) => void
}

/** From here on a list is searched rather than read. */
const searchFrom = 10

/** What one filter lets through. */
export function FilterOptions({ list, filters, onChange }: Props) {
  const { t } = useTranslation('calendar')
  const options = useOptions(list)
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLocaleLowerCase()
  const found = options.filter(({ label }) => label.toLocaleLowerCase().includes(wanted))
  const label = t(`filter.${list}`)
  const choose = (chosen: string[]) => onChange({ [list]: chosen })
  return (
    <div className={classes.list}>
      {options.length >= searchFrom && (
        <TextInput
          aria-label={t('filter.find', { label })}
          placeholder={t('filter.find', { label })}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <Checkbox.Group value={[...filters[list]]} onChange={choose} aria-label={label}>
        <div className={classes.options}>
          {found.map(({ value, label: name, icon }) => (
            <Checkbox
              key={value}
              value={value}
              size="xs"
              label={
                <span className={classes.option}>
                  {icon}
                  {name}
                </span>
              }
            />
          ))}
        </div>
      </Checkbox.Group>
      {found.length === 0 && <p className={classes.none}>{t('filter.none')}</p>}
      {filters[list].length > 0 && (
        <Button variant="subtle" onClick={() => choose([])}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  )
}

function useOptions(list: FilterList): readonly Option[] {
  const { t, i18n } = useTranslation(['calendar', 'common', 'composer'])
  const { data: channels = [] } = useQuery({ ...channelsQuery, enabled: list === 'channel' })
  const { data: units = [] } = useQuery({ ...unitsQuery, enabled: list === 'unit' })
  const { data: campaigns = [] } = useQuery({ ...campaignsQuery, enabled: list === 'campaign' })
  const { data: colleagues = [] } = useQuery({
    ...colleaguesQuery,
    enabled: list === 'author' || list === 'approver',
  })
  const platformName = usePlatformName()
  switch (list) {
    case 'channel':
      return channels.map(({ id, name, platform }) => ({
        value: id,
        label: name,
        icon: <PlatformIcon platform={platform} size={14} named />,
      }))
    case 'unit':
      return units.map((unit) => ({ value: unit.id, label: unitName(unit, i18n.language) }))
    case 'state':
      return filterWords.state.map((state) => ({
        value: state,
        label: t(`common:state.${state}`),
        icon: <StateMark state={state} size={14} />,
      }))
    case 'campaign':
      return campaigns.map((campaign) => ({ value: campaign.id, label: campaignName(campaign, i18n.language) }))
    case 'platform':
      return filterWords.platform.map((platform) => ({
        value: platform,
        label: platformName(platform),
        icon: <PlatformIcon platform={platform} size={14} />,
      }))
    case 'author':
    case 'approver':
      return colleagues.map(({ id, name }) => ({ value: id, label: name }))
    case 'kind':
      return filterWords.kind.map((kind) => ({ value: kind, label: t(`composer:kind.${kind}`) }))
    case 'tone':
      return filterWords.tone.map((tone) => ({ value: tone, label: t(`composer:tone.${tone}`) }))
    case 'language':
      return offeredLanguages.map((language) => ({ value: language, label: languageName(language, i18n.language) }))
  }
}
