import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { BrowserRouter } from 'react-router'
import { Toasts } from '../ui/Toasts.tsx'
import { cssVariablesResolver, theme } from '../ui/theme.ts'
import { Pages } from './routes.tsx'

/** The same name as in public/color-scheme.js, which reads it before the first paint. */
const colorScheme = localStorageColorSchemeManager({ key: 'hd-color-scheme' })

export function App({ cache }: { readonly cache: QueryClient }) {
  return (
    <QueryClientProvider client={cache}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        colorSchemeManager={colorScheme}
        defaultColorScheme="auto"
      >
        <BrowserRouter>
          <Pages />
        </BrowserRouter>
        <Toasts />
      </MantineProvider>
    </QueryClientProvider>
  )
}
