import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FilterOptions } from './FilterOptions.tsx'
import classes from './filters.module.css'
import type { CalendarFilters, FilterList } from './query.ts'

interface Props {
  readonly label: string
  readonly lists: readonly FilterList[]
  readonly filters: CalendarFilters
  readonly button: ReactNode
  readonly onChange: (change: Partial<CalendarFilters>) => void
  readonly onClose: () => void
}

/** Lists of filters, hung on their button; more than one stand side by side under their names. */
export function FilterMenu({ label, lists, filters, button, onChange, onClose }: Props) {
  const { t } = useTranslation('calendar')
  return (
    <Popover opened position="bottom-start" trapFocus returnFocus onDismiss={onClose}>
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <div className={classes.lists}>
          {lists.map((list) => (
            <section key={list}>
              {lists.length > 1 && <h3 className={classes.listTitle}>{t(`filter.${list}`)}</h3>}
              <FilterOptions list={list} filters={filters} onChange={onChange} />
            </section>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
