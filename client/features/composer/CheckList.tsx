import { Button } from '@mantine/core'
import { lazy, memo, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { fittableCodes } from '../../../connectors/rules/fitting.ts'
import { languageName } from '../../lib/languages.ts'
import { formatBytes } from '../../ui/MediaThumb.tsx'
import { usePlatformName } from '../../ui/PlatformIcon.tsx'
import type { ComposerProblem, VariantCheck } from './checks.ts'
import classes from './composer.module.css'
import type { PostDraft } from './draft.ts'
import { type Finding, findingsOf, subjectOf } from './findings.ts'
import { type Misfit, misfitAt, misfitsOf } from './fittings.ts'
import { VerdictMark } from './VerdictMark.tsx'

const FitDialog = lazy(async () => ({ default: (await import('./FitDialog.tsx')).FitDialog }))

interface Props {
  readonly checks: readonly VariantCheck[]
  readonly onGo: (problem: ComposerProblem, check: VariantCheck) => void
  readonly onChange: (edit: (draft: PostDraft) => PostDraft) => void
}

/** Opened for one misfit, or for all of them one after the other. */
interface Opened {
  readonly misfit: Misfit
  readonly goesOn: boolean
}

/** What stands between this post and going out, each with the way to it. */
export const CheckList = memo(function CheckList({ checks, onGo, onChange }: Props) {
  const { t } = useTranslation('composer')
  const misfits = misfitsOf(checks)
  const [opened, setOpened] = useState<Opened | null>(null)
  const waiting = opened?.goesOn
    ? misfits.filter(
        ({ check, medium }) => check.key !== opened.misfit.check.key || medium.id !== opened.misfit.medium.id,
      )
    : []
  const [next] = waiting
  const fine = checks.filter(({ verdict }) => verdict === 'ok').length
  return (
    <section className={classes.card} aria-labelledby="composer-checks">
      <div className={classes.cardHead}>
        <h2 id="composer-checks">{t('checks.title')}</h2>
        <span className={classes.aside}>{t('checks.hint')}</span>
      </div>
      {checks.length === 0 && <p className={classes.quiet}>{t('checks.noChannels')}</p>}
      <ul className={classes.checks}>
        {findingsOf(checks).map((finding) => (
          <FindingItem
            key={JSON.stringify([finding.problem, finding.checks[0].key])}
            finding={finding}
            onGo={onGo}
            onFit={(misfit) => setOpened({ misfit, goesOn: false })}
          />
        ))}
        {fine > 0 && (
          <li>
            <VerdictMark verdict="ok" />
            <span>{t('checks.fine', { count: fine })}</span>
          </li>
        )}
      </ul>
      {misfits.length > 1 && (
        <Button
          variant="default"
          className={classes.fitAll ?? ''}
          onClick={() => misfits[0] && setOpened({ misfit: misfits[0], goesOn: true })}
        >
          {t('fit.all', { count: misfits.length })}
        </Button>
      )}
      <Suspense fallback={null}>
        {opened && (
          <FitDialog
            key={`${opened.misfit.check.key} ${opened.misfit.medium.id}`}
            misfit={opened.misfit}
            checks={checks}
            count={waiting.length + 1}
            onChange={onChange}
            onDone={() => setOpened(next ? { misfit: next, goesOn: true } : null)}
            onClose={() => setOpened(null)}
          />
        )}
      </Suspense>
    </section>
  )
})

interface ItemProps {
  readonly finding: Finding
  readonly onGo: Props['onGo']
  readonly onFit: (misfit: Misfit) => void
}

function FindingItem({ finding: { problem, checks }, onGo, onFit }: ItemProps) {
  const { t, i18n } = useTranslation('composer')
  const subject = subjectOf(problem)
  const [first] = checks
  const misfit = fittableCodes.has(problem.code) ? misfitAt(first, problem.index) : null
  const platformName = usePlatformName()
  const isFilm =
    (fittableCodes.has(problem.code) || problem.code === 'video-too-long') &&
    first.media[problem.index ?? -1]?.kind === 'video'
  const { t: say } = useTranslation(`platform-${first.channel.platform}`)
  const { option } = problem.values
  const names = new Intl.ListFormat(i18n.language).format(checks.map(({ channel }) => channel.name))
  const values = { ...problem.values }
  for (const name of ['bytes', 'maxBytes'] as const)
    if (typeof values[name] === 'number') values[name] = formatBytes(values[name], i18n.language)
  if (problem.code === 'media-too-large' && typeof values['max'] === 'number')
    values['max'] = formatBytes(values['max'], i18n.language)
  return (
    <li>
      <VerdictMark verdict={problem.level} named />
      <span>
        {t(`problem.${problem.code}`, {
          ...values,
          channels: names,
          ...(option && { optionLabel: say(`option.${option}.label`, { defaultValue: String(option) }) }),
          number: (problem.index ?? 0) + 1,
          language: languageName(first.resolved.language, i18n.language),
        })}
        {isFilm && ` ${t('fit.film')}`}
      </span>
      {misfit ? (
        <button type="button" className={classes.go} onClick={() => onFit(misfit)}>
          {t('fit.for', { platform: platformName(first.channel.platform) })}
        </button>
      ) : subject === 'channel' ? (
        <Link to="/channels">{t('go.channel')}</Link>
      ) : (
        <button type="button" className={classes.go} onClick={() => onGo(problem, first)}>
          {t(`go.${subject}`)}
        </button>
      )}
    </li>
  )
}
