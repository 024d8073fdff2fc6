import { Button, Checkbox, Popover, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChevronDownIcon } from '../../ui/icons.tsx'
import classes from './filters.module.css'

export interface FilterOption {
  readonly value: string
  readonly label: string
  readonly icon?: ReactNode
}

interface Props {
  readonly label: string
  readonly options: readonly FilterOption[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
}

/** From here on a list is searched rather than read. */
const searchFrom = 10

/** One filter as a button that says how many are chosen, and the list behind it. */
export function FilterMenu(props: Props) {
  const { label, chosen } = props
  const { t } = useTranslation('calendar')
  return (
    <Popover position="bottom-start" trapFocus returnFocus withinPortal shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          className={classes.button ?? ''}
          data-active={chosen.length > 0 || undefined}
          rightSection={<ChevronDownIcon size={14} />}
        >
          {chosen.length > 0 ? t('filter.chosen', { label, count: chosen.length }) : label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <FilterList {...props} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** The list alone, for a phone's sheet. */
export function FilterList({ label, options, chosen, onChange }: Props) {
  const { t } = useTranslation('calendar')
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLocaleLowerCase()
  const found = options.filter((option) => option.label.toLocaleLowerCase().includes(wanted))
  return (
    <div className={classes.list}>
      {options.length >= searchFrom && (
        <TextInput
          size="xs"
          aria-label={t('filter.find', { label })}
          placeholder={t('filter.find', { label })}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <Checkbox.Group value={[...chosen]} onChange={onChange} aria-label={label}>
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
      {chosen.length > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={() => onChange([])}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  )
}
