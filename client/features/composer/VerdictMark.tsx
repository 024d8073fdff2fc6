import { useTranslation } from 'react-i18next'
import { AttentionIcon } from '../../ui/icons.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import type { Verdict } from './checks.ts'
import classes from './verdict.module.css'

interface Props {
  readonly verdict: Verdict
  /** Left out where the word stands beside it. */
  readonly named?: boolean
}

/** Green disc, amber triangle, red octagon: shape before colour. */
export function VerdictMark({ verdict, named = false }: Props) {
  const { t } = useTranslation('composer')
  return (
    <span
      className={classes.mark}
      data-verdict={verdict}
      {...(named && { role: 'img', 'aria-label': t(`verdict.${verdict}`) })}
    >
      {verdict === 'warning' ? <AttentionIcon /> : <StateMark state={verdict === 'ok' ? 'published' : 'failed'} />}
    </span>
  )
}
