import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Media } from '../../../server/contract/content.ts'
import { mediaQuery, updateMedia } from '../../lib/media.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { useUploads } from '../../lib/use-uploads.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { FileDrop } from '../../ui/FileDrop.tsx'
import { FittedMark } from '../../ui/FittedMark.tsx'
import { FittingSteps } from '../../ui/FittingSteps.tsx'
import { SearchIcon } from '../../ui/icons.tsx'
import { MediaForm } from '../../ui/MediaForm.tsx'
import { formatBytes, MediaThumb } from '../../ui/MediaThumb.tsx'
import { Empty, Page, Skeleton } from '../../ui/Page.tsx'
import { UploadCard } from '../../ui/UploadCard.tsx'
import classes from './media.module.css'
import { Unfinished } from './Unfinished.tsx'

/** As many as one answer of the server may hold. */
const most = 100

/** Every picture, video and sound of the office, with what it shows and whose it is. */
export function MediaPage() {
  const { t, i18n } = useTranslation('media')
  const cache = useQueryClient()
  const canAdd = useCan('media.add')
  const canEdit = useCan('media.edit')
  const { organization } = useMe()
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 250)
  const { data: media, error, isPending, refetch } = useQuery(mediaQuery(text, most))
  const refresh = () => cache.invalidateQueries({ queryKey: ['media'] })
  const { uploads, startUploads, steps } = useUploads('library', () => void refresh())
  const [opened, setOpened] = useState<Media | null>(null)
  const language = i18n.language
  const isMost = media?.length === most
  return (
    <Page
      title={t('title')}
      note={media && t(isMost ? 'most' : 'count', { count: media.length })}
      actions={
        <TextInput
          type="search"
          className={classes.search ?? ''}
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<SearchIcon size={14} />}
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      }
    >
      <FileDrop title={t('add')} disabled={!canAdd} onFiles={startUploads}>
        {error && <FaultNotice error={error} onRetry={() => void refetch()} />}
        {canAdd && <Unfinished uploads={uploads} />}
        {isPending && <Skeleton />}
        {media?.length === 0 && uploads.length === 0 && (
          <Empty
            action={
              text && (
                <Button variant="default" onClick={() => setTyped('')}>
                  {t('clear')}
                </Button>
              )
            }
          >
            {text ? t('noneFound') : t('empty')}
          </Empty>
        )}
        <ul className={classes.grid}>
          {uploads.map((upload) => (
            <li key={upload.key}>
              <UploadCard upload={upload} steps={steps} />
            </li>
          ))}
          {media?.map((medium) => {
            const alt = medium.alt[language] ?? medium.alt[organization.language] ?? ''
            return (
              <li key={medium.id}>
                <button type="button" className={classes.card} onClick={() => setOpened(medium)}>
                  <span className={classes.picture}>
                    <MediaThumb medium={medium} alt="" />
                  </span>
                  <span className={classes.name}>{medium.fileName}</span>
                  {medium.fitted && <span className={classes.alt}>{t('fitted.short')}</span>}
                  <span className={classes.alt} data-missing={alt === '' || undefined}>
                    {alt || t('noAlt')}
                  </span>
                </button>
              </li>
            )
          })}
        </ul>
      </FileDrop>
      <Dialog opened={opened !== null} onClose={() => setOpened(null)} size="lg" title={t('details')}>
        {opened && (
          <>
            <div className={classes.large}>
              <MediaThumb medium={opened} alt="" />
            </div>
            <p className={classes.facts}>
              {opened.fileName} · {t('facts', { type: opened.mimeType, size: formatBytes(opened.bytes, language) })}
              {opened.width && opened.height ? ` · ${opened.width} × ${opened.height}` : ''} ·{' '}
              <a href={opened.url} target="_blank" rel="noreferrer">
                {t('download')}
              </a>
            </p>
            {opened.fitted && (
              <>
                <FittedMark medium={opened} onBack={setOpened} />
                <FittingSteps steps={opened.fitted.steps} />
              </>
            )}
            <MediaForm
              key={opened.id}
              medium={opened}
              languages={['vi', 'en']}
              readOnly={!canEdit}
              onClose={() => setOpened(null)}
              onSave={async (change) => {
                await updateMedia(opened.id, change)
                await refresh()
              }}
            />
          </>
        )}
      </Dialog>
    </Page>
  )
}
