import { useTranslation } from 'react-i18next'
import type { Media } from '../../../../server/contract/content.ts'
import { MediaThumb } from '../../../ui/MediaThumb.tsx'
import { shownAtOnce } from './frame.ts'
import type { Look } from './looks.ts'
import classes from './preview.module.css'

interface Props {
  readonly media: readonly Media[]
  readonly look: Look
  /** Width over height of one file alone. */
  readonly ratio: number
  /** The platform lays its buttons and words over the picture. */
  readonly safeAreas: boolean
  readonly covered: boolean
  readonly language: string
}

/** Files as the platform crops and groups them; a document by its name. */
export function Gallery({ media, look, ratio, safeAreas, covered, language }: Props) {
  const { t } = useTranslation('composer')
  const [first] = media
  if (!first) return null
  if (first.kind === 'document' || first.kind === 'audio')
    return (
      <ul className={classes.files}>
        {media.map(({ id, fileName }) => (
          <li key={id}>{fileName}</li>
        ))}
      </ul>
    )
  const { shown, rest } = shownAtOnce(media.length, look)
  const isMosaic = look.gallery.kind === 'mosaic'
  return (
    <div
      className={classes.pictures}
      data-count={shown}
      data-covered={covered || undefined}
      style={{ aspectRatio: shown > 1 ? 16 / 10 : ratio }}
    >
      {media.slice(0, shown).map((medium, index) => (
        <span key={medium.id} className={classes.picture}>
          <MediaThumb medium={medium} alt={medium.alt[language] || medium.fileName} />
          {isMosaic && rest > 0 && index === shown - 1 && <span className={classes.rest}>+{rest}</span>}
        </span>
      ))}
      {!isMosaic && rest > 0 && <span className={classes.turn}>1/{media.length}</span>}
      {safeAreas && <span className={classes.safe}>{t('preview.safe')}</span>}
    </div>
  )
}
