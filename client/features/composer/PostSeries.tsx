import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { seriesOfPostQuery } from '../../lib/series.ts'
import { ruleSentence } from '../../ui/rule-words.ts'
import classes from './composer.module.css'

/** The series that repeat this post. */
export function PostSeries({ postId }: { readonly postId: string }) {
  const { t } = useTranslation('composer')
  const { t: words, i18n } = useTranslation('series')
  const { data = [] } = useQuery(seriesOfPostQuery(postId))
  return data
    .filter(({ state }) => state === 'running')
    .map(({ id, rule, changedSinceRelease }) => (
      <p key={id} className={classes.aware}>
        {t('repeat.running', { rule: ruleSentence(words, rule, i18n.language) })}{' '}
        {changedSinceRelease && `${words('changed')} `}
        <Link to={`/series/${id}`}>{t('repeat.show')}</Link>
      </p>
    ))
}
