import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useCan } from '../../lib/session.ts'
import { Boundary, Page } from '../../ui/Page.tsx'
import { MeSettings } from './MeSettings.tsx'
import { OrganizationSettings } from './OrganizationSettings.tsx'
import { PeopleSettings } from './PeopleSettings.tsx'
import { PlanningSettings } from './PlanningSettings.tsx'
import classes from './settings.module.css'
import { UnitSettings } from './UnitSettings.tsx'

const tabs = ['me', 'organization', 'planning', 'people', 'units'] as const
type Tab = (typeof tabs)[number]

const rooms = {
  me: MeSettings,
  organization: OrganizationSettings,
  planning: PlanningSettings,
  people: PeopleSettings,
  units: UnitSettings,
} as const satisfies Record<Tab, () => React.ReactNode>

/** Oneself, and for administrators the office. Which part is open stands in the address. */
export function SettingsPage() {
  const { t } = useTranslation('settings')
  const canManage = useCan('people.manage')
  const [params] = useSearchParams()
  const offered = tabs.filter((tab) => tab !== 'people' || canManage)
  const shown = offered.find((tab) => tab === params.get('tab')) ?? (canManage ? 'organization' : 'me')
  const Room = rooms[shown]
  return (
    <Page title={t('title')}>
      <nav className={classes.tabs} aria-label={t('parts')}>
        {offered.map((tab) => (
          <Link key={tab} to={`/settings?tab=${tab}`} aria-current={tab === shown ? 'page' : undefined}>
            {t(`tab.${tab}`)}
          </Link>
        ))}
      </nav>
      <div className={classes.room}>
        <Boundary key={shown}>
          <Room />
        </Boundary>
      </div>
    </Page>
  )
}
