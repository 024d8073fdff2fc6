import { ActionIcon, Button, Drawer, Indicator, TextInput } from '@mantine/core'
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import type { Campaign } from '../../../server/contract/content.ts'
import type { DeliveryState } from '../../../server/contract/deliveries.ts'
import type { Unit } from '../../../server/contract/people.ts'
import { campaignName } from '../../lib/campaigns.ts'
import { unitName } from '../../lib/units.ts'
import { FilterIcon, SearchIcon } from '../../ui/icons.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { FilterList, FilterMenu, type FilterOption } from './FilterMenu.tsx'
import classes from './filters.module.css'
import { deliveryStates, type CalendarFilters as Filters, hasFilters, noFilters } from './query.ts'

interface Props {
  readonly filters: Filters
  readonly channels: readonly Channel[]
  readonly campaigns: readonly Campaign[]
  readonly units: readonly Unit[]
  readonly narrow: boolean
  readonly onChange: (change: Partial<Filters>) => void
}

/** What the calendar leaves out. Menus in a row, or one sheet on a phone. */
export function CalendarFilters({ filters, channels, campaigns, units, narrow, onChange }: Props) {
  const { t, i18n } = useTranslation('calendar')
  const lists: { key: 'channel' | 'unit' | 'state' | 'campaign'; options: FilterOption[] }[] = [
    {
      key: 'channel',
      options: channels.map(({ id, name, platform }) => ({
        value: id,
        label: name,
        icon: <PlatformIcon platform={platform} size={14} />,
      })),
    },
    { key: 'unit', options: units.map((unit) => ({ value: unit.id, label: unitName(unit, i18n.language) })) },
    {
      key: 'state',
      options: deliveryStates.map((state) => ({
        value: state,
        label: t(`common:state.${state}`),
        icon: <StateMark state={state} size={14} />,
      })),
    },
    {
      key: 'campaign',
      options: campaigns.map((campaign) => ({ value: campaign.id, label: campaignName(campaign, i18n.language) })),
    },
  ]
  const change = (key: 'channel' | 'unit' | 'state' | 'campaign', chosen: string[]) =>
    onChange(key === 'state' ? { state: chosen as DeliveryState[] } : { [key]: chosen })

  if (narrow) return <FilterSheet filters={filters} lists={lists} onList={change} onChange={onChange} />
  return (
    <fieldset className={classes.row} aria-label={t('filter.title')}>
      {lists.map(({ key, options }) => (
        <FilterMenu
          key={key}
          label={t(`filter.${key}`)}
          options={options}
          chosen={filters[key]}
          onChange={(chosen) => change(key, chosen)}
        />
      ))}
      <SearchField text={filters.text} onChange={(text) => onChange({ text })} />
      {hasFilters(filters) && (
        <Button variant="subtle" onClick={() => onChange(noFilters)}>
          {t('filter.clearAll')}
        </Button>
      )}
    </fieldset>
  )
}

interface SheetProps {
  readonly filters: Filters
  readonly lists: readonly { key: 'channel' | 'unit' | 'state' | 'campaign'; options: FilterOption[] }[]
  readonly onList: (key: 'channel' | 'unit' | 'state' | 'campaign', chosen: string[]) => void
  readonly onChange: (change: Partial<Filters>) => void
}

function FilterSheet({ filters, lists, onList, onChange }: SheetProps) {
  const { t } = useTranslation('calendar')
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Indicator disabled={!hasFilters(filters)} size={10} offset={6}>
        <ActionIcon variant="subtle" size={48} aria-label={t('filter.title')} onClick={open}>
          <FilterIcon size={20} />
        </ActionIcon>
      </Indicator>
      <Drawer
        opened={opened}
        onClose={close}
        position="bottom"
        size="85%"
        title={t('filter.title')}
        closeButtonProps={{ 'aria-label': t('filter.close') }}
      >
        <SearchField text={filters.text} onChange={(text) => onChange({ text })} />
        {lists.map(({ key, options }) => (
          <section key={key} className={classes.sheetPart}>
            <h3>{t(`filter.${key}`)}</h3>
            <FilterList
              label={t(`filter.${key}`)}
              options={options}
              chosen={filters[key]}
              onChange={(chosen) => onList(key, chosen)}
            />
          </section>
        ))}
        <div className={classes.sheetFoot}>
          <Button variant="default" onClick={() => onChange(noFilters)}>
            {t('filter.clearAll')}
          </Button>
          <Button onClick={close}>{t('filter.show')}</Button>
        </div>
      </Drawer>
    </>
  )
}

/** Writes to the address bar when typing rests, so that every letter is not a step "back". */
function SearchField({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const { t } = useTranslation('calendar')
  const [typed, setTyped] = useState(text)
  const [shown, setShown] = useState(text)
  const tell = useDebouncedCallback(onChange, 300)
  if (shown !== text) {
    // The address bar changed by itself: "back", or all filters taken away.
    setShown(text)
    setTyped(text)
  }
  return (
    <TextInput
      type="search"
      className={classes.search ?? ''}
      aria-label={t('filter.text')}
      placeholder={t('filter.text')}
      leftSection={<SearchIcon size={14} />}
      maxLength={200}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value.trim())
      }}
    />
  )
}
