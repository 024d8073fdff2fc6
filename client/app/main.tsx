import '../ui/mantine.css'
import '../ui/tokens.css'
import '../ui/fonts.css'
import '../ui/global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createCache } from '../lib/cache.ts'
import { startI18n } from '../lib/i18n.ts'
import { meQuery } from '../lib/session.ts'
import { App } from './App.tsx'
import { reloadWhenReplaced } from './reload.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

reloadWhenReplaced()
const cache = createCache()
void cache.prefetchQuery(meQuery)
await startI18n()
createRoot(root).render(
  <StrictMode>
    <App cache={cache} />
  </StrictMode>,
)
