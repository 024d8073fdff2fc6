import { ActionIcon, Button, Indicator } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChevronDownIcon, FilterIcon } from '../../ui/icons.tsx'
import classes from './filters.module.css'
import {
  dailyFilters,
  type FilterList,
  type CalendarFilters as Filters,
  furtherFilters,
  hasFilters,
  noFilters,
} from './query.ts'
import { SearchField } from './SearchField.tsx'

/** Most visits filter nothing: the lists are fetched when somebody reaches for them. */
const loadMenu = () => import('./FilterMenu.tsx')
const loadSheet = () => import('./FilterSheet.tsx')
const FilterMenu = lazy(async () => ({ default: (await loadMenu()).FilterMenu }))
const FilterSheet = lazy(async () => ({ default: (await loadSheet()).FilterSheet }))

interface Props {
  readonly filters: Filters
  readonly narrow: boolean
  readonly onChange: (change: Partial<Filters>) => void
}

/** What the calendar leaves out. Menus in a row, or one sheet on a phone. */
export function CalendarFilters({ filters, narrow, onChange }: Props) {
  const { t } = useTranslation('calendar')
  if (narrow) return <SheetButton filters={filters} onChange={onChange} />
  return (
    <fieldset className={classes.row} aria-label={t('filter.title')}>
      {dailyFilters.map((list) => (
        <MenuButton key={list} label={t(`filter.${list}`)} lists={[list]} filters={filters} onChange={onChange} />
      ))}
      <MenuButton label={t('filter.more')} lists={furtherFilters} filters={filters} onChange={onChange} />
      <SearchField filters={filters} onChange={onChange} />
      {hasFilters(filters) && (
        <Button variant="subtle" onClick={() => onChange(noFilters)}>
          {t('filter.clearAll')}
        </Button>
      )}
    </fieldset>
  )
}

interface MenuProps extends Omit<Props, 'narrow'> {
  readonly label: string
  readonly lists: readonly FilterList[]
}

/** Says how many are chosen; its lists stand behind it. */
function MenuButton({ label, lists, filters, onChange }: MenuProps) {
  const { t } = useTranslation('calendar')
  const [isWanted, setWanted] = useState(false)
  const count = lists.reduce((sum, list) => sum + filters[list].length, 0)
  const button = (
    <Button
      variant="default"
      className={classes.button ?? ''}
      data-active={count > 0 || undefined}
      aria-haspopup="dialog"
      rightSection={<ChevronDownIcon size={14} />}
      onPointerEnter={() => void loadMenu()}
      onClick={() => setWanted(!isWanted)}
    >
      {count > 0 ? t('filter.chosen', { label, count }) : label}
    </Button>
  )
  if (!isWanted) return button
  return (
    <Suspense fallback={button}>
      <FilterMenu {...{ label, lists, filters, button, onChange }} onClose={() => setWanted(false)} />
    </Suspense>
  )
}

function SheetButton({ filters, onChange }: Omit<Props, 'narrow'>) {
  const { t } = useTranslation('calendar')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Indicator disabled={!hasFilters(filters)} size={10} offset={6}>
        <ActionIcon aria-label={t('filter.title')} onClick={() => setOpen(true)}>
          <FilterIcon size={20} />
        </ActionIcon>
      </Indicator>
      <Suspense fallback={null}>
        {isOpen && <FilterSheet filters={filters} onChange={onChange} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}
