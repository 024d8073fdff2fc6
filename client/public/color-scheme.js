// Runs before anything is drawn. The choice is kept by client/app/Providers.tsx under the same name.
{
  let chosen = 'auto'
  try {
    chosen = localStorage.getItem('hd-color-scheme') ?? 'auto'
  } catch {
    // A browser that keeps nothing follows the machine.
  }
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
}
