import { type ReactNode, useId } from 'react'
import classes from './Card.module.css'

interface Props {
  readonly title?: string
  /** The title's level in the page; its look stays. */
  readonly level?: 1 | 2
  /** Beside the title. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** A hairline around what belongs together. With a title it is a section that readers can jump to. */
export function Card({ title, level = 2, aside, children }: Props) {
  const id = useId()
  if (!title) return <div className={classes.card}>{children}</div>
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div className={classes.head}>
        <Heading id={id} className={classes.title} data-level={level}>
          {title}
        </Heading>
        {aside}
      </div>
      {children}
    </section>
  )
}
