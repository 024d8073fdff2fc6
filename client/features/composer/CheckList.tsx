import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { languageName } from '../../lib/languages.ts'
import { formatBytes } from '../../ui/MediaThumb.tsx'
import type { ComposerProblem, VariantCheck } from './checks.ts'
import classes from './composer.module.css'
import { type Finding, findingsOf, subjectOf } from './findings.ts'
import { VerdictMark } from './VerdictMark.tsx'

interface Props {
  readonly checks: readonly VariantCheck[]
  readonly onGo: (problem: ComposerProblem, check: VariantCheck) => void
}

/** What stands between this post and going out, each with the way to it. */
export const CheckList = memo(function CheckList({ checks, onGo }: Props) {
  const { t } = useTranslation('composer')
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
          <FindingItem key={JSON.stringify([finding.problem, finding.checks[0].key])} finding={finding} onGo={onGo} />
        ))}
        {fine > 0 && (
          <li>
            <VerdictMark verdict="ok" />
            <span>{t('checks.fine', { count: fine })}</span>
          </li>
        )}
      </ul>
    </section>
  )
})

interface ItemProps {
  readonly finding: Finding
  readonly onGo: Props['onGo']
}

function FindingItem({ finding: { problem, checks }, onGo }: ItemProps) {
  const { t, i18n } = useTranslation('composer')
  const subject = subjectOf(problem)
  const [first] = checks
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
      </span>
      {subject === 'channel' ? (
        <Link to="/channels">{t('go.channel')}</Link>
      ) : (
        <button type="button" className={classes.go} onClick={() => onGo(problem, first)}>
          {t(`go.${subject}`)}
        </button>
      )}
    </li>
  )
}
