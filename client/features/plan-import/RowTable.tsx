import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { PlanImport, RowProblem } from '../../../server/contract/plan-import.ts'
import { formatLocalTime } from '../../lib/time.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import classes from './plan-import.module.css'

interface Props {
  readonly rows: PlanImport['rows']
  readonly isDone: boolean
}

/** Every row as it was understood, numbered as a table program does. */
export function RowTable({ rows, isDone }: Props) {
  const { t } = useTranslation('plan-import')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too
    <section className={classes.scroller} tabIndex={0} aria-label={t('rows')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('line')}</th>
            <th scope="col">{t('field.title')}</th>
            <th scope="col">{t('outcome')}</th>
            <th scope="col">{t('when')}</th>
            <th scope="col">{t('field.channels')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, title, localTime, channels, problems, postId }) => (
            <tr key={line}>
              <th scope="row">{line}</th>
              <td>{postId ? <Link to={`/posts/${postId}`}>{title}</Link> : title || '—'}</td>
              <td>
                {problems.length === 0 && (
                  <span className={classes.fine}>
                    <CheckIcon size={14} /> {t(isDone ? 'isDraft' : 'isFine')}
                  </span>
                )}
                <ul className={classes.problems}>
                  {problems.map((problem) => (
                    <Problem key={JSON.stringify(problem)} problem={problem} />
                  ))}
                </ul>
              </td>
              <td className={classes.when}>{localTime ? formatLocalTime(localTime) : t('noTime')}</td>
              <td>{channels.join(', ') || '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const known = [
  'required',
  'unknown',
  'ambiguous',
  'bad-date',
  'bad-time',
  'past',
  'time-gap',
  'invalid',
  'text-too-long',
]

function Problem({ problem: { level, field, code, value } }: { readonly problem: RowProblem }) {
  const { t } = useTranslation('plan-import')
  const field_ = t(`field.${field}`)
  return (
    <li data-level={level}>
      {t(`problem.${known.includes(code) ? code : 'other'}`, { field: field_, value, count: Number(value) || 0 })}
    </li>
  )
}
