import { memo, type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Platform } from '../../../../connectors/rules/platforms.ts'
import { foldAt } from './fold.ts'
import type { Look } from './looks.ts'
import { type Piece, piecesOf } from './pieces.ts'
import classes from './preview.module.css'

interface Props {
  readonly text: string
  readonly platform: Platform
  readonly look: Look
  readonly overflowAt: number | null
  /** Nothing is missing where a file stands for the post. */
  readonly mayBeEmpty: boolean
}

/** A text cut where the platform cuts it, with its own word for more; pressing that shows the rest. */
export const Words = memo(function Words({ text, platform, look, overflowAt, mayBeEmpty }: Props) {
  const { t } = useTranslation('composer')
  const [isOpen, setOpen] = useState(false)
  const fold = useMemo(() => foldAt(text, look.fold), [text, look])
  const isCut = fold !== null && !isOpen
  // Only what is shown is taken apart, so a long text costs no more than its beginning.
  const shown = (isCut ? text.slice(0, fold) : text).trimEnd()
  const pieces = useMemo(() => piecesOf(shown, look.marks, overflowAt), [shown, look, overflowAt])
  if (text.trim() === '') return mayBeEmpty ? null : <p className={classes.empty}>{t('preview.empty')}</p>
  return (
    <div className={classes.text}>
      {pieces.map(draw)}
      {fold !== null && (
        <button type="button" className={classes.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'preview.less' : `preview.more.${platform}`)}
        </button>
      )}
    </div>
  )
})

function draw({ kind, text, over }: Piece, at: number): ReactNode {
  const words =
    kind === 'words' ? (
      text
    ) : (
      <span key={at} className={classes.pressed}>
        {text}
      </span>
    )
  return over ? (
    <del key={at} className={classes.over}>
      {words}
    </del>
  ) : (
    words
  )
}
