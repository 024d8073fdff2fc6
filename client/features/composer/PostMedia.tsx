import { ActionIcon, Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, memo, type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Media } from '../../../server/contract/content.ts'
import { languageName } from '../../lib/languages.ts'
import { updateMedia } from '../../lib/media.ts'
import { useUploads } from '../../lib/use-uploads.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FileDrop } from '../../ui/FileDrop.tsx'
import { FittedMark } from '../../ui/FittedMark.tsx'
import { ChevronLeftIcon, ChevronRightIcon, CloseIcon, ImageIcon } from '../../ui/icons.tsx'
import { MediaForm } from '../../ui/MediaForm.tsx'
import { MediaThumb } from '../../ui/MediaThumb.tsx'
import { UploadCard } from '../../ui/UploadCard.tsx'
import type { PostDraft } from './draft.ts'
import { replaceEverywhere } from './fittings.ts'
import classes from './media.module.css'
import { fieldId } from './places.ts'
import { withoutMedium } from './variants.ts'

const MediaPicker = lazy(async () => ({ default: (await import('./MediaPicker.tsx')).MediaPicker }))

interface Props {
  readonly media: readonly Media[]
  /** Which post's they are, for files on their way. */
  readonly place: string
  /** Languages of the post, the first is described first. */
  readonly languages: readonly string[]
  readonly onChange: (edit: (draft: PostDraft) => PostDraft) => void
}

/** The post's pictures and videos in their order, each with its description in every language of the post. */
export const PostMedia = memo(function PostMedia({ media, place, languages, onChange }: Props) {
  const { t, i18n } = useTranslation('composer')
  const cache = useQueryClient()
  const [picking, setPicking] = useState(false)
  const [describing, setDescribing] = useState<string | null>(null)
  const add = (added: readonly Media[]) =>
    onChange((before) => ({
      ...before,
      media: [...before.media, ...added.filter(({ id }) => !before.media.some((other) => other.id === id))],
    }))
  const { uploads, startUploads, steps } = useUploads(place, (stored) => {
    add(stored)
    void cache.invalidateQueries({ queryKey: ['media'] })
  })
  const described = media.find(({ id }) => id === describing)
  const move = (index: number, by: -1 | 1) =>
    onChange((before) => {
      const reordered = [...before.media]
      const [moved] = reordered.splice(index, 1)
      if (moved) reordered.splice(index + by, 0, moved)
      return { ...before, media: reordered }
    })

  return (
    <div className={classes.card} id={fieldId.files}>
      <FileDrop
        title={t('media.title', { count: media.length })}
        onFiles={startUploads}
        actions={
          <Button variant="default" leftSection={<ImageIcon size={14} />} onClick={() => setPicking(true)}>
            {t('media.library')}
          </Button>
        }
      >
        {(media.length > 0 || uploads.length > 0) && (
          <ol className={classes.strip}>
            {media.map((medium, index) => {
              const missing =
                medium.kind === 'image' ? languages.filter((language) => !medium.alt[language]?.trim()) : []
              return (
                <li key={medium.id} className={classes.item}>
                  <div className={classes.box}>
                    <MediaThumb medium={medium} alt="" />
                    <span className={classes.number}>{index + 1}</span>
                    <span className={classes.tools}>
                      <Tool
                        label={t('media.earlier', { number: index + 1 })}
                        disabled={index === 0}
                        onClick={() => move(index, -1)}
                      >
                        <ChevronLeftIcon size={14} />
                      </Tool>
                      <Tool
                        label={t('media.later', { number: index + 1 })}
                        disabled={index === media.length - 1}
                        onClick={() => move(index, 1)}
                      >
                        <ChevronRightIcon size={14} />
                      </Tool>
                      <Tool
                        label={t('media.remove', { number: index + 1 })}
                        onClick={() => onChange((before) => withoutMedium(before, medium.id))}
                      >
                        <CloseIcon size={14} />
                      </Tool>
                    </span>
                  </div>
                  <button
                    type="button"
                    id={fieldId.medium(medium.id)}
                    className={classes.describe}
                    data-missing={missing.length > 0 || undefined}
                    onClick={() => setDescribing(medium.id)}
                  >
                    {missing.length > 0
                      ? t('media.missing', {
                          languages: missing.map((language) => languageName(language, i18n.language)).join(', '),
                        })
                      : medium.alt[languages[0] ?? ''] || medium.fileName}
                  </button>
                  <FittedMark
                    medium={medium}
                    onBack={(original) => onChange((before) => replaceEverywhere(before, medium.id, original))}
                  />
                </li>
              )
            })}
            {uploads.map((upload) => (
              <li key={upload.key} className={classes.item}>
                <UploadCard upload={upload} steps={steps} />
              </li>
            ))}
          </ol>
        )}
      </FileDrop>
      <Dialog opened={described !== undefined} onClose={() => setDescribing(null)} title={t('media.describe')}>
        {described && (
          <>
            <div className={classes.large}>
              <MediaThumb medium={described} alt="" />
            </div>
            <MediaForm
              key={described.id}
              medium={described}
              languages={languages}
              onClose={() => setDescribing(null)}
              onSave={async (change) => {
                const saved = await updateMedia(described.id, change)
                onChange((before) => ({
                  ...before,
                  media: before.media.map((medium) => (medium.id === saved.id ? saved : medium)),
                }))
                void cache.invalidateQueries({ queryKey: ['media'] })
              }}
            />
          </>
        )}
      </Dialog>
      <Suspense fallback={null}>
        {picking && (
          <MediaPicker
            chosen={media.map(({ id }) => id)}
            language={languages[0] ?? ''}
            onClose={() => setPicking(false)}
            onPick={(media) => {
              add(media)
              setPicking(false)
            }}
          />
        )}
      </Suspense>
    </div>
  )
})

interface ToolProps {
  readonly label: string
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

function Tool({ label, disabled = false, onClick, children }: ToolProps) {
  return (
    <ActionIcon
      variant="default"
      size="sm"
      className={classes.tool ?? ''}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  )
}
