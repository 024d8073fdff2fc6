import { useTranslation } from 'react-i18next'
import type { Presence } from '../../server/contract/presence.ts'
import { initialsOf } from '../lib/initials.ts'
import classes from './Present.module.css'

const shown = 3

export const nobody: readonly Presence[] = []

/** Colleagues who have a post open, by their initials; who is typing stands out by a pen's line and by words. */
export function Present({ people, small = false }: { readonly people: readonly Presence[]; readonly small?: boolean }) {
  const { t } = useTranslation('common')
  if (people.length === 0) return null
  const sentences = people.map(({ name, doing }) => t(`present.${doing}`, { name }))
  return (
    <span className={classes.present} data-small={small || undefined} title={sentences.join('\n')}>
      {people.slice(0, shown).map(({ memberId, name, doing }) => (
        <span key={memberId} className={classes.person} data-doing={doing} aria-hidden="true">
          {initialsOf(name)}
        </span>
      ))}
      {people.length > shown && <span aria-hidden="true">+{people.length - shown}</span>}
      <span className="visually-hidden">{sentences.join(' ')}</span>
    </span>
  )
}
