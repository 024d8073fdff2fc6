import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Post } from '../../../server/contract/deliveries.ts'
import { warningsQuery } from '../../lib/planning.ts'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { useWarningWords } from '../../ui/use-warning-words.ts'
import classes from './composer.module.css'
import { VerdictMark } from './VerdictMark.tsx'

const minuteMs = 60_000

/** What is worth knowing of the times this post is planned for; as it was saved last. */
export function PlanNotes({ post }: { readonly post: Post }) {
  const { t } = useTranslation('composer')
  const say = useWarningWords()
  const times = post.deliveries.flatMap(({ dueAt }) => (dueAt ? [Date.parse(dueAt)] : []))
  const isPlanned = times.length > 0
  const { data: warnings = [] } = useQuery({
    ...warningsQuery({
      from: new Date(isPlanned ? Math.min(...times) : 0).toISOString(),
      to: new Date(isPlanned ? Math.max(...times) + minuteMs : 0).toISOString(),
      post: post.id,
    }),
    enabled: isPlanned,
  })
  if (!isPlanned || warnings.length === 0) return null
  return (
    <section className={classes.card} aria-labelledby="composer-plan-notes">
      <div className={classes.cardHead}>
        <h2 id="composer-plan-notes">{t('planNotes.title')}</h2>
        <span className={classes.aside}>{t('planNotes.hint')}</span>
      </div>
      <ul className={classes.checks}>
        {warnings.map((warning) => {
          const own = 'deliveryId' in warning && post.deliveries.find(({ id }) => id === warning.deliveryId)
          return (
            <li key={JSON.stringify(warning)}>
              <VerdictMark verdict="warning" named />
              {own && <PlatformIcon platform={own.platform} size={14} named />}
              <span>{say(warning)}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
