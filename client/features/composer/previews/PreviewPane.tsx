import { SegmentedControl } from '@mantine/core'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDay } from '../../../lib/time.ts'
import type { VariantCheck } from '../checks.ts'
import type { PlannedVariant } from '../plan.ts'
import { Preview } from './Preview.tsx'
import classes from './preview.module.css'

interface Props {
  readonly checks: readonly VariantCheck[]
  readonly plan: readonly PlannedVariant[]
  readonly selected: string | null
}

/** How the post will look on every channel that carries it, the chosen one first. */
export const PreviewPane = memo(function PreviewPane({ checks, plan, selected }: Props) {
  const { t } = useTranslation('composer')
  const [scheme, setScheme] = useState<'light' | 'dark'>('light')
  const [isAlone, setAlone] = useState(false)
  const ordered = [...checks].sort((one, other) => Number(other.key === selected) - Number(one.key === selected))
  const shown = isAlone ? ordered.slice(0, 1) : ordered
  return (
    <div className={classes.pane}>
      <div className={classes.paneHead}>
        <h2>{t('preview.title')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('preview.which')}
          value={isAlone ? 'one' : 'all'}
          onChange={(value) => setAlone(value === 'one')}
          data={[
            { value: 'all', label: t('preview.all') },
            { value: 'one', label: t('preview.one') },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('preview.scheme')}
          value={scheme}
          onChange={(value) => setScheme(value === 'dark' ? 'dark' : 'light')}
          data={[
            { value: 'light', label: t('preview.light') },
            { value: 'dark', label: t('preview.dark') },
          ]}
        />
      </div>
      {ordered.length === 0 && <p className={classes.quiet}>{t('preview.none')}</p>}
      {shown.map((check) => {
        const time = plan.find(({ key }) => key === check.key)?.localTime ?? null
        return <Preview key={check.key} check={check} day={time && formatDay(time)} scheme={scheme} />
      })}
    </div>
  )
})
