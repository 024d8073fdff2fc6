// Runs before anything is drawn. The choices are kept under the same names by client/app/App.tsx and client/lib/contrast.ts.
{
  const kept = (name) => {
    try {
      return localStorage.getItem(name) ?? 'auto'
    } catch {
      // A browser that keeps nothing follows the machine.
      return 'auto'
    }
  }
  const wants = (query) => matchMedia(query).matches
  const root = document.documentElement
  const scheme = kept('hd-color-scheme')
  const isDark = scheme === 'dark' || (scheme !== 'light' && wants('(prefers-color-scheme: dark)'))
  root.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
  const contrast = kept('hd-contrast')
  if (contrast === 'more' || (contrast === 'auto' && wants('(prefers-contrast: more)')))
    root.setAttribute('data-contrast', 'more')
}
