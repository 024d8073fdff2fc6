import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Empty, Page } from '../ui/Page.tsx'

export function NotFoundPage() {
  const { t } = useTranslation('app')
  return (
    <Page title={t('notFound.title')}>
      <Empty action={<Link to="/">{t('notFound.home')}</Link>}>{t('notFound.text')}</Empty>
    </Page>
  )
}
