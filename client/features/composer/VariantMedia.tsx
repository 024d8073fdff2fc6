import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FittedMark } from '../../ui/FittedMark.tsx'
import { UndoIcon } from '../../ui/icons.tsx'
import { MediaThumb } from '../../ui/MediaThumb.tsx'
import { type DraftVariant, type PostDraft, variantKey } from './draft.ts'
import { replaceInVariant } from './fittings.ts'
import classes from './media.module.css'
import { mediaOfVariant } from './variants.ts'

interface Props {
  readonly draft: PostDraft
  readonly variant: DraftVariant
  /** null follows the post. */
  readonly onChange: (mediaIds: string[] | null) => void
  readonly onEdit: (edit: (draft: PostDraft) => PostDraft) => void
}

/** Which of the post's files this channel gets, and in which order: pressed in the order they are to stand. */
export function VariantMedia({ draft, variant, onChange, onEdit }: Props) {
  const { t } = useTranslation('composer')
  if (draft.media.length === 0) return null
  const shown = mediaOfVariant(draft, variant)
  const chosen = shown.map(({ id }) => id)
  const own = shown.filter(({ id }) => draft.ownMedia.some((medium) => medium.id === id))
  const offered = [...draft.media, ...own]
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  return (
    <fieldset className={classes.choice}>
      <legend>{t('variant.media', { count: chosen.length, total: offered.length })}</legend>
      {offered.map((medium) => {
        const place = chosen.indexOf(medium.id)
        return (
          <button
            key={medium.id}
            type="button"
            className={classes.choiceThumb}
            aria-pressed={place >= 0}
            onClick={() => toggle(medium.id)}
          >
            <MediaThumb medium={medium} alt={medium.alt[variant.language] || medium.fileName} />
            {place >= 0 && <span className={classes.number}>{place + 1}</span>}
          </button>
        )
      })}
      {own.map((medium) => (
        <FittedMark
          key={medium.id}
          medium={medium}
          onBack={(original) => onEdit((before) => replaceInVariant(before, variantKey(variant), medium.id, original))}
        />
      ))}
      {variant.mediaIds !== null && (
        <Button variant="subtle" size="compact-sm" leftSection={<UndoIcon size={14} />} onClick={() => onChange(null)}>
          {t('variant.mediaBack')}
        </Button>
      )}
    </fieldset>
  )
}
