import { Button, Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FilterOptions } from './FilterOptions.tsx'
import classes from './filters.module.css'
import { type CalendarFilters, filterLists, noFilters } from './query.ts'
import { SearchField } from './SearchField.tsx'

interface Props {
  readonly filters: CalendarFilters
  readonly onChange: (change: Partial<CalendarFilters>) => void
  readonly onClose: () => void
}

/** Every filter under each other, for a phone. */
export function FilterSheet({ filters, onChange, onClose }: Props) {
  const { t } = useTranslation('calendar')
  return (
    <Drawer
      opened
      onClose={onClose}
      position="bottom"
      size="85%"
      title={t('filter.title')}
      closeButtonProps={{ 'aria-label': t('filter.close') }}
    >
      <SearchField filters={filters} onChange={onChange} />
      {filterLists.map((list) => (
        <section key={list} className={classes.sheetPart}>
          <h3>{t(`filter.${list}`)}</h3>
          <FilterOptions list={list} filters={filters} onChange={onChange} />
        </section>
      ))}
      <div className={classes.sheetFoot}>
        <Button variant="default" onClick={() => onChange(noFilters)}>
          {t('filter.clearAll')}
        </Button>
        <Button onClick={onClose}>{t('filter.show')}</Button>
      </div>
    </Drawer>
  )
}
