import { Checkbox, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchIcon } from '../../ui/icons.tsx'
import classes from './filters.module.css'
import type { CalendarFilters } from './query.ts'

interface Props {
  readonly filters: CalendarFilters
  readonly onChange: (change: Partial<CalendarFilters>) => void
}

/** Writes to the address bar when typing rests, so that every letter is not a step "back". */
export function SearchField({ filters: { text, match }, onChange }: Props) {
  const { t } = useTranslation('calendar')
  const [typed, setTyped] = useState(text)
  const [shown, setShown] = useState(text)
  const tell = useDebouncedCallback((text: string) => onChange({ text }), 300)
  if (shown !== text) {
    // The address bar changed by itself: "back", or all filters taken away.
    setShown(text)
    if (typed.trim() !== text) setTyped(text)
  }
  return (
    <div className={classes.searchRow}>
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
      {text !== '' && (
        <Checkbox
          size="xs"
          label={t('filter.exact')}
          checked={match === 'exact'}
          onChange={(event) => onChange({ match: event.currentTarget.checked ? 'exact' : 'loose' })}
        />
      )}
    </div>
  )
}
