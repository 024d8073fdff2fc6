import { ActionIcon, Menu } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { addressOf } from '../../lib/api.ts'
import {
  CalendarIcon,
  CheckIcon,
  ClockIcon,
  ListIcon,
  MoreIcon,
  PrintIcon,
  TableIcon,
  UploadIcon,
} from '../../ui/icons.tsx'
import { rangeParams } from './api.ts'
import { type CalendarQuery, viewSearch } from './query.ts'
import { rangeOf } from './range.ts'

const ViewsDialog = lazy(async () => ({ default: (await import('./ViewsDialog.tsx')).ViewsDialog }))
const ZoneDialog = lazy(async () => ({ default: (await import('./ZoneDialog.tsx')).ZoneDialog }))
const FeedDialog = lazy(async () => ({ default: (await import('./FeedDialog.tsx')).FeedDialog }))

interface Props {
  readonly query: CalendarQuery
  readonly zone: string
  readonly canCreate: boolean
  readonly onZone: (zone: string | null) => void
  /** Begins choosing deliveries; null for who may only look. */
  readonly onChoose: (() => void) | null
}

/** Takes what is shown elsewhere: into a table, another calendar, onto paper; and brings a table in. */
export function PlanMenu({ query, zone, canCreate, onChoose, onZone }: Props) {
  const { t, i18n } = useTranslation('plan-menu')
  const [isFeedOpen, setFeedOpen] = useState(false)
  const [hasViews, setViews] = useState(false)
  const [asksZone, setZone] = useState(false)
  const table = (format: 'csv' | 'xlsx') =>
    addressOf('/deliveries/export', {
      ...rangeParams(rangeOf(query.view, query.date), query, zone),
      ...{ format, language: i18n.language },
    })
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t('open')} title={t('open')}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {onChoose && (
            <Menu.Item leftSection={<CheckIcon />} onClick={onChoose}>
              {t('choose')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<ListIcon />} onClick={() => setViews(true)}>
            {t('views')}
          </Menu.Item>
          <Menu.Item leftSection={<ClockIcon />} onClick={() => setZone(true)}>
            {t('zone')}
          </Menu.Item>
          {canCreate && (
            <Menu.Item component={Link} to="/import" leftSection={<UploadIcon />}>
              {t('import')}
            </Menu.Item>
          )}
          {(['xlsx', 'csv'] as const).map((format) => (
            <Menu.Item key={format} component="a" href={table(format)} download leftSection={<TableIcon />}>
              {t(format)}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<CalendarIcon />} onClick={() => setFeedOpen(true)}>
            {t('feed')}
          </Menu.Item>
          <Menu.Item component={Link} to={`/print?${viewSearch(query)}&date=${query.date}`} leftSection={<PrintIcon />}>
            {t('printMonth')}
          </Menu.Item>
          {query.view !== 'month' && (
            <Menu.Item leftSection={<PrintIcon />} onClick={() => window.print()}>
              {t('print')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>{hasViews && <ViewsDialog search={viewSearch(query)} onClose={() => setViews(false)} />}</Suspense>
      <Suspense>
        {asksZone && <ZoneDialog zone={zone} chosen={query.zone2} onChoose={onZone} onClose={() => setZone(false)} />}
      </Suspense>
      <Suspense>{isFeedOpen && <FeedDialog filters={query} onClose={() => setFeedOpen(false)} />}</Suspense>
    </>
  )
}
