import { type ComponentType, lazy } from 'react'
import { createBrowserRouter, Navigate, useNavigate, useParams, useSearchParams } from 'react-router'
import { useCan } from '../lib/session.ts'
import { Frame } from './Frame.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { Outside } from './Outside.tsx'
import { SignedIn } from './SignedIn.tsx'

/** A page's code is fetched when somebody opens it. */
const page = <N extends string, P>(load: () => Promise<Record<N, ComponentType<P>>>, name: N) =>
  lazy(async () => ({ default: (await load())[name] }))

const CalendarPage = page(() => import('../features/calendar/CalendarPage.tsx'), 'CalendarPage')
const DeliveryPanel = page(() => import('../features/delivery/DeliveryPanel.tsx'), 'DeliveryPanel')
const DeliveryPage = page(() => import('../features/delivery/DeliveryPage.tsx'), 'DeliveryPage')
const ComposerPage = page(() => import('../features/composer/ComposerPage.tsx'), 'ComposerPage')
const MediaPage = page(() => import('../features/media/MediaPage.tsx'), 'MediaPage')
const CampaignsPage = page(() => import('../features/campaigns/CampaignsPage.tsx'), 'CampaignsPage')
const AttentionPage = page(() => import('../features/attention/AttentionPage.tsx'), 'AttentionPage')
const ChannelsPage = page(() => import('../features/channels/ChannelsPage.tsx'), 'ChannelsPage')
const ConnectPage = page(() => import('../features/channels/ConnectPage.tsx'), 'ConnectPage')
const ChoosePage = page(() => import('../features/channels/ChoosePage.tsx'), 'ChoosePage')
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

export const router = createBrowserRouter([
  {
    element: <Outside />,
    children: [
      { path: '/setup', element: <SetUpRoute /> },
      { path: '/sign-in', element: <SignInRoute /> },
    ],
  },
  {
    element: (
      <SignedIn>
        <Frame />
      </SignedIn>
    ),
    children: [
      { path: '/', element: <Home /> },
      { path: '/posts/new', element: <ComposerPage key="new" /> },
      { path: '/posts/:id', element: <ComposerPage /> },
      { path: '/deliveries/:id', element: <DeliveryRoute /> },
      { path: '/attention', element: <AttentionPage /> },
      { path: '/channels', element: <ChannelsPage /> },
      { path: '/channels/connect', element: <ConnectPage /> },
      { path: '/channels/connect/:connectionId', element: <ChooseRoute /> },
      { path: '/media', element: <MediaPage /> },
      { path: '/campaigns', element: <CampaignsPage /> },
      { path: '/settings', element: <SettingsPage /> },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
])
