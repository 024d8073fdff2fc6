import { Link } from 'react-router'
import classes from './ChoiceLinks.module.css'

interface Props {
  readonly label: string
  readonly choices: readonly {
    readonly to: string
    readonly name: string
    readonly count: number
    readonly isShown: boolean
  }[]
  /** Names may be long and break; else they stay on one line, which is scrolled on a phone. */
  readonly wraps?: boolean
  readonly className?: string | undefined
}

/** Which part of a list is shown, how much there is of each, and where it stands in the address. */
export function ChoiceLinks({ label, choices, wraps = false, className = '' }: Props) {
  return (
    <nav className={`${classes.links} ${className}`} data-wraps={wraps || undefined} aria-label={label}>
      {choices.map(({ to, name, count, isShown }) => (
        <Link key={to} to={to} replace aria-current={isShown ? 'true' : undefined}>
          {name} <span>{count}</span>
        </Link>
      ))}
    </nav>
  )
}
