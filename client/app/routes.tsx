import { type ComponentType, lazy } from 'react'
import { Navigate, Route, Routes, useNavigate, useParams, useSearchParams } from 'react-router'
import { useCan } from '../lib/session.ts'
import { Frame } from './Frame.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { Outside } from './Outside.tsx'
import { SignedIn } from './SignedIn.tsx'

/** A page's code is fetched when somebody opens it. */
const page = <N extends string, P>(load: () => Promise<Record<N, ComponentType<P>>>, name: N) =>
  lazy(async () => ({ default: (await load())[name] }))

const CalendarPage = page(() => import('../features/calendar/CalendarPage.tsx'), 'CalendarPage')
const PrintPage = page(() => import('../features/calendar/PrintPage.tsx'), 'PrintPage')
const DeliveryPanel = page(() => import('../features/delivery/DeliveryPanel.tsx'), 'DeliveryPanel')
const DeliveryPage = page(() => import('../features/delivery/DeliveryPage.tsx'), 'DeliveryPage')
const ComposerPage = page(() => import('../features/composer/ComposerPage.tsx'), 'ComposerPage')
const MediaPage = page(() => import('../features/media/MediaPage.tsx'), 'MediaPage')
const CampaignsPage = page(() => import('../features/campaigns/CampaignsPage.tsx'), 'CampaignsPage')
const ImportPage = page(() => import('../features/plan-import/ImportPage.tsx'), 'ImportPage')
const AttentionPage = page(() => import('../features/attention/AttentionPage.tsx'), 'AttentionPage')
const TasksPage = page(() => import('../features/tasks/TasksPage.tsx'), 'TasksPage')
const NextDayPage = page(() => import('../features/next-day/NextDayPage.tsx'), 'NextDayPage')
const SeriesPage = page(() => import('../features/series/SeriesPage.tsx'), 'SeriesPage')
const HeldPage = page(() => import('../features/held/HeldPage.tsx'), 'HeldPage')
const ChannelsPage = page(() => import('../features/channels/ChannelsPage.tsx'), 'ChannelsPage')
const ConnectPage = page(() => import('../features/channels/ConnectPage.tsx'), 'ConnectPage')
const ChoosePage = page(() => import('../features/channels/ChoosePage.tsx'), 'ChoosePage')
const NewsletterPage = page(() => import('../features/newsletter/NewsletterPage.tsx'), 'NewsletterPage')
const SettingsPage = page(() => import('../features/settings/SettingsPage.tsx'), 'SettingsPage')
const SetUpPage = page(() => import('../features/setup/SetUpPage.tsx'), 'SetUpPage')
const SignInPage = page(() => import('../features/sign-in/SignInPage.tsx'), 'SignInPage')

/** Whoever may not see the plan starts at the library. */
function Home() {
  const canSee = useCan('deliveries.read')
  if (!canSee) return <Navigate to="/media" replace />
  return <CalendarPage renderDelivery={(id, onClose) => <DeliveryPanel id={id} onClose={onClose} />} />
}

function DeliveryRoute() {
  const { id = '' } = useParams()
  return <DeliveryPage key={id} id={id} />
}

function ChooseRoute() {
  const { connectionId = '' } = useParams()
  return <ChoosePage key={connectionId} connectionId={connectionId} />
}

/** Back to where the person wanted to go; never to another site. */
function SignInRoute() {
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const next = params.get('next') ?? '/'
  const isOurs = next.startsWith('/') && !next.startsWith('//') && !next.includes('\\')
  return <SignInPage onSignedIn={() => navigate(isOurs ? next : '/', { replace: true })} />
}

function SetUpRoute() {
  const navigate = useNavigate()
  const [params] = useSearchParams()
  return <SetUpPage code={params.get('code') ?? ''} onDone={() => navigate('/', { replace: true })} />
}

/** Every address of the client. The plain router is half the size of the one that also loads data. */
export function Pages() {
  return (
    <Routes>
      <Route element={<Outside />}>
        <Route path="/setup" element={<SetUpRoute />} />
        <Route path="/sign-in" element={<SignInRoute />} />
      </Route>
      <Route
        path="/print"
        element={
          <SignedIn>
            <PrintPage />
          </SignedIn>
        }
      />
      <Route
        element={
          <SignedIn>
            <Frame />
          </SignedIn>
        }
      >
        <Route path="/" element={<Home />} />
        <Route path="/posts/new" element={<ComposerPage key="new" />} />
        <Route path="/posts/:id" element={<ComposerPage />} />
        <Route path="/deliveries/:id" element={<DeliveryRoute />} />
        <Route path="/series/:id" element={<SeriesPage />} />
        <Route path="/import" element={<ImportPage />} />
        <Route path="/import/:id" element={<ImportPage />} />
        <Route path="/attention" element={<AttentionPage />} />
        <Route path="/tasks" element={<TasksPage />} />
        <Route path="/next-24-hours" element={<NextDayPage />} />
        <Route path="/held" element={<HeldPage />} />
        <Route path="/channels" element={<ChannelsPage />} />
        <Route path="/channels/connect" element={<ConnectPage />} />
        <Route path="/channels/connect/:connectionId" element={<ChooseRoute />} />
        <Route path="/channels/:id/newsletter" element={<NewsletterPage />} />
        <Route path="/media" element={<MediaPage />} />
        <Route path="/campaigns" element={<CampaignsPage />} />
        <Route path="/settings" element={<SettingsPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  )
}
