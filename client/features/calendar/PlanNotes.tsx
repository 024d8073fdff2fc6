import { Popover } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PlanWarning } from '../../../server/contract/planning.ts'
import { AttentionIcon } from '../../ui/icons.tsx'
import { useWarningWords } from '../../ui/use-warning-words.ts'
import type { PlacedDelivery } from './events.ts'
import classes from './plan-notes.module.css'

interface Props {
  readonly warnings: readonly PlanWarning[]
  readonly placed: readonly PlacedDelivery[]
  readonly onOpen: (deliveryId: string) => void
}

/** What is worth knowing of the plan that is shown, each with the delivery it is about. */
export function PlanNotes({ warnings, placed, onOpen }: Props) {
  const { t } = useTranslation('planning')
  const say = useWarningWords()
  const titles = new Map(placed.map(({ delivery }) => [delivery.id, delivery.title]))
  // What a filter leaves out of sight is not spoken of either.
  const shown = warnings.filter((warning) => !('deliveryId' in warning) || titles.has(warning.deliveryId))
  if (shown.length === 0) return null
  return (
    <Popover position="bottom-end" width={360} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.open} aria-haspopup="dialog">
          <AttentionIcon size={14} />
          {t('notes', { count: shown.length })}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('notesTitle')}>
        <ul className={classes.list}>
          {shown.map((warning) => (
            <li key={JSON.stringify(warning)}>
              {'deliveryId' in warning && (
                <button type="button" className={classes.title} onClick={() => onOpen(warning.deliveryId)}>
                  {titles.get(warning.deliveryId)}
                </button>
              )}
              <span>{say(warning)}</span>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  )
}
