import { Button, Group, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Media } from '../../../server/contract/content.ts'
import { mediaQuery } from '../../lib/media.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { SearchIcon } from '../../ui/icons.tsx'
import { MediaThumb } from '../../ui/MediaThumb.tsx'
import classes from './media.module.css'

interface Props {
  /** Ids that are in the post already. */
  readonly chosen: readonly string[]
  readonly language: string
  readonly onPick: (media: Media[]) => void
  readonly onClose: () => void
}

/** The library, to take files from. */
export function MediaPicker({ chosen, language, onPick, onClose }: Props) {
  const { t } = useTranslation(['composer', 'common', 'media'])
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 250)
  const [picked, setPicked] = useState<readonly Media[]>([])
  const { data, error, isPending, refetch } = useQuery(mediaQuery(text))
  const toggle = (medium: Media) =>
    setPicked(picked.includes(medium) ? picked.filter((other) => other !== medium) : [...picked, medium])
  return (
    <Dialog opened onClose={onClose} size="xl" title={t('picker.title')}>
      <TextInput
        type="search"
        data-autofocus
        aria-label={t('picker.search')}
        placeholder={t('picker.search')}
        leftSection={<SearchIcon size={14} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={classes.picker} aria-busy={isPending}>
        {error && <FaultNotice error={error} onRetry={() => void refetch()} />}
        {data?.length === 0 && <p>{text ? t('picker.noneFound') : t('picker.none')}</p>}
        {data?.map((medium) => {
          const isIn = chosen.includes(medium.id)
          return (
            <button
              key={medium.id}
              type="button"
              className={classes.choiceThumb}
              aria-pressed={isIn || picked.includes(medium)}
              disabled={isIn}
              onClick={() => toggle(medium)}
            >
              <MediaThumb medium={medium} alt={medium.alt[language] || medium.fileName} />
              {picked.includes(medium) && <span className={classes.number}>{picked.indexOf(medium) + 1}</span>}
              {medium.fitted && (
                <span className={classes.made} title={t('media:fitted.from', { name: medium.fitted.fileName })}>
                  {t('media:fitted.short')}
                </span>
              )}
            </button>
          )
        })}
      </div>
      <Group justify="end">
        <Button variant="default" onClick={onClose}>
          {t('common:action.close')}
        </Button>
        <Button disabled={picked.length === 0} onClick={() => onPick([...picked])}>
          {t('picker.add', { count: picked.length })}
        </Button>
      </Group>
    </Dialog>
  )
}
