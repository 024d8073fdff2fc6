import { type ReactNode, useId } from 'react'
import classes from './marked.module.css'

interface Props {
  readonly id: string
  readonly label: string
  readonly text: string
  readonly language: string
  /** From this UTF-16 index on the text is too long and is marked; null when all of it fits. */
  readonly overflowAt: number | null
  readonly rows?: number
  readonly placeholder?: string
  readonly autoFocus?: boolean
  /** Stands under the field and is read out with it. */
  readonly note: ReactNode
  readonly onChange: (text: string) => void
}

const longest = 60_000

/**
 * A text field that grows with its text and marks what is over the limit. A field cannot mark by itself: behind it
 * lies a copy of the text, letter on letter, whose end is coloured.
 */
export function MarkedTextarea(props: Props) {
  const { id, label, text, language, overflowAt, rows = 3, placeholder = '', autoFocus = false, note, onChange } = props
  const noteId = useId()
  return (
    <div className={classes.field}>
      <label className="visually-hidden" htmlFor={id}>
        {label}
      </label>
      <div className={classes.paper} style={{ minBlockSize: `calc(${rows} * 22px + 16px)` }}>
        <div className={classes.copy} aria-hidden="true">
          {overflowAt === null ? text : text.slice(0, overflowAt)}
          {overflowAt !== null && <mark>{text.slice(overflowAt)}</mark>}
          {/* A last empty line has no height without something on it. */}
          {'\u200b'}
        </div>
        <textarea
          id={id}
          lang={language}
          value={text}
          placeholder={placeholder}
          maxLength={longest}
          // biome-ignore lint/a11y/noAutofocus: asked for right after "write its own text" was pressed
          autoFocus={autoFocus}
          aria-invalid={overflowAt !== null || undefined}
          aria-describedby={noteId}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
      <div id={noteId} className={classes.note}>
        {note}
      </div>
    </div>
  )
}
