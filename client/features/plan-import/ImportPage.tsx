import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { Page } from '../../ui/Page.tsx'
import { importQuery } from './api.ts'
import { ImportReview } from './ImportReview.tsx'
import { TableChooser } from './TableChooser.tsx'

/** Brings a plan in from a table: choose it, look at every row, then make drafts. The address holds where one is. */
export function ImportPage() {
  const { t } = useTranslation('plan-import')
  const { id } = useParams()
  return (
    <Page title={t('title')} note={id ? <Link to="/import">{t('another')}</Link> : t('drafts')}>
      {id ? <Opened key={id} id={id} /> : <Chooser />}
    </Page>
  )
}

function Chooser() {
  const navigate = useNavigate()
  return <TableChooser onOpened={(opened) => navigate(`/import/${opened.id}`)} />
}

function Opened({ id }: { readonly id: string }) {
  return <ImportReview opened={useSuspenseQuery(importQuery(id)).data} />
}
