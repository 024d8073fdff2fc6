import { useTranslation } from 'react-i18next'
import { useLinkCard } from '../../../lib/link-card.ts'
import classes from './preview.module.css'

interface Props {
  readonly link: string
  /** Where the card is made here, what goes with it; where the platform makes it, it reads the page. */
  readonly madeHere: { readonly title: string | null } | null
}

/** What stands under a post for the page it leads to. */
export function LinkCard({ link, madeHere }: Props) {
  const { t, i18n } = useTranslation('composer')
  const page = useLinkCard(madeHere ? null : link)
  const host = URL.canParse(link) ? new URL(link).host : link
  if (page?.state === 'refused')
    return (
      <div className={classes.card}>
        <small>{host}</small>
        <small lang={i18n.language}>{t(`preview.card.${page.reason}`, { status: page.status })}</small>
      </div>
    )
  const title = madeHere ? madeHere.title : page?.title
  return (
    <div className={classes.card}>
      {page?.image && <img className={classes.cardImage} src={page.image} alt="" />}
      <small>{host}</small>
      {title && <strong className={classes.cardWords}>{title}</strong>}
      {page?.description && <span className={classes.cardWords}>{page.description}</span>}
      {page && !page.title && <small lang={i18n.language}>{t('preview.card.untitled')}</small>}
    </div>
  )
}
