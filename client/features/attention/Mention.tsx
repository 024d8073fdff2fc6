import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Attention } from '../../../server/contract/deliveries.ts'
import { useNow } from '../../lib/now.ts'
import { relative } from '../../lib/time.ts'
import { PencilIcon } from '../../ui/icons.tsx'
import classes from './attention.module.css'

/** A colleague's comment that names the person, until they look at it. */
export function Mention({ mention }: { readonly mention: Attention['mentions'][number] }) {
  const { t, i18n } = useTranslation('attention')
  const now = useNow()
  const { postId, title, author, text, at } = mention
  return (
    <li className={classes.item} data-state="scheduled">
      <div className={classes.state}>
        <span className={classes.broken} data-expiring>
          <PencilIcon size={14} /> {t('mention.named')}
        </span>
      </div>
      <div className={classes.words}>
        <h2 className={classes.title}>{title}</h2>
        <p className={classes.reason}>{t('mention.said', { author, text })}</p>
        <p className={classes.facts}>{t('since', { ago: relative(at, i18n.language, now) })}</p>
      </div>
      <div className={classes.actions}>
        <Button component={Link} to={`/posts/${postId}?comments=1`} fullWidth>
          {t('mention.open')}
        </Button>
      </div>
    </li>
  )
}
