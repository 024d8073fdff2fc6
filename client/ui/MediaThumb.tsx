import type { Media } from '../../server/contract/content.ts'
import { ImageIcon, ListIcon, PlayIcon } from './icons.tsx'
import classes from './MediaThumb.module.css'

interface Props {
  readonly medium: Media
  /** Description to read out; "" where the words stand beside it. */
  readonly alt: string
}

/** A small picture of a file, or a mark of its kind where there is none. Fills the box it is given. */
export function MediaThumb({ medium, alt }: Props) {
  const { kind, thumbnailUrl, durationMs } = medium
  return (
    <span className={classes.thumb}>
      {thumbnailUrl ? (
        <img src={thumbnailUrl} alt={alt} loading="lazy" decoding="async" />
      ) : (
        <span className={classes.mark} {...(alt ? { role: 'img', 'aria-label': alt } : {})}>
          {kind === 'image' ? (
            <ImageIcon size={24} />
          ) : kind === 'document' ? (
            <ListIcon size={24} />
          ) : (
            <PlayIcon size={24} />
          )}
        </span>
      )}
      {durationMs !== null && <span className={classes.length}>{formatDuration(durationMs)}</span>}
    </span>
  )
}

/** `1:05`, `1:02:03` */
function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`
}

/** `6,8 MB` in Vietnamese, `6.8 MB` in English. */
export function formatBytes(bytes: number, language: string): string {
  const [unit, size] = bytes < 1_000_000 ? (['KB', 1_000] as const) : (['MB', 1_000_000] as const)
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: bytes < 10 * size ? 1 : 0 })
  return `${format.format(bytes / size)} ${unit}`
}
