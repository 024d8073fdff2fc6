export const contrasts = ['auto', 'normal', 'more'] as const
export type Contrast = (typeof contrasts)[number]

/** The same name as in public/color-scheme.js, which reads it before the first paint. */
const remembered = 'hd-contrast'
const wanted = matchMedia('(prefers-contrast: more)')

/** What is chosen on this device. */
export function chosenContrast(): Contrast {
  const kept = localStorage.getItem(remembered)
  return contrasts.find((known) => known === kept) ?? 'auto'
}

/** Shows the page so, now and the next time here; `auto` follows the machine. */
export function chooseContrast(contrast: Contrast): void {
  localStorage.setItem(remembered, contrast)
  showContrast()
}

function showContrast(): void {
  const chosen = chosenContrast()
  const isHigh = chosen === 'more' || (chosen === 'auto' && wanted.matches)
  const root = document.documentElement
  if (isHigh) root.setAttribute('data-contrast', 'more')
  else root.removeAttribute('data-contrast')
}

wanted.addEventListener('change', showContrast)
