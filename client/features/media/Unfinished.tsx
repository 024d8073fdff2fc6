import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { giveUpUpload, unfinishedQuery } from '../../lib/media.ts'
import type { Upload } from '../../lib/uploads.ts'
import classes from './media.module.css'

/** What was begun and is going on nowhere on this page: chosen again, it continues where it stopped. */
export function Unfinished({ uploads }: { readonly uploads: readonly Upload[] }) {
  const { t } = useTranslation('media')
  const cache = useQueryClient()
  const { data = [] } = useQuery(unfinishedQuery)
  const giveUp = useMutation({
    mutationFn: giveUpUpload,
    onSettled: () => cache.invalidateQueries(unfinishedQuery),
  })
  const left = data.flatMap((upload) =>
    upload.state === 'receiving' &&
    !uploads.some(({ file }) => file.name === upload.fileName && file.size === upload.bytes)
      ? upload
      : [],
  )
  if (left.length === 0) return null
  return (
    <section className={classes.unfinished} aria-label={t('unfinished.title')}>
      <p>{t('unfinished.hint')}</p>
      <ul>
        {left.map(({ id, fileName, received, bytes }) => (
          <li key={id}>
            <span>{t('unfinished.file', { name: fileName, percent: Math.floor((received / bytes) * 100) })}</span>
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={t('unfinished.dropOne', { name: fileName })}
              loading={giveUp.isPending && giveUp.variables === id}
              onClick={() => giveUp.mutate(id)}
            >
              {t('unfinished.drop')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
