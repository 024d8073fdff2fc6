import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FilterOptions } from './FilterOptions.tsx'
import type { CalendarFilters, FilterList } from './query.ts'

interface Props {
  readonly list: FilterList
  readonly filters: CalendarFilters
  readonly button: ReactNode
  readonly onChange: (change: Partial<CalendarFilters>) => void
  readonly onClose: () => void
}

/** One filter's list, hung on its button. */
export function FilterMenu({ list, filters, button, onChange, onClose }: Props) {
  const { t } = useTranslation('calendar')
  return (
    <Popover opened position="bottom-start" trapFocus returnFocus onDismiss={onClose}>
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown aria-label={t(`filter.${list}`)}>
        <FilterOptions list={list} filters={filters} onChange={onChange} />
      </Popover.Dropdown>
    </Popover>
  )
}
