import { wordDiff } from '../lib/word-diff.ts'
import classes from './WordChange.module.css'

interface Props {
  /** null: what stood there is not known, so only what came is shown. */
  readonly before: string | null
  readonly after: string
  readonly language?: string | null
}

/** What became of a text, word by word. */
export function WordChange({ before, after, language }: Props) {
  return (
    <p className={classes.text} lang={language ?? undefined}>
      {before === null
        ? after
        : wordDiff(before, after).map(({ kind, text }, at) =>
            kind === 'same' ? text : kind === 'added' ? <ins key={at}>{text}</ins> : <del key={at}>{text}</del>,
          )}
    </p>
  )
}
