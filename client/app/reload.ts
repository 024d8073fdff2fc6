const lastReload = 'hd-reloaded-at'
const patienceMs = 10_000

/** After an update of the server a page's file may be gone under its old name: the window is loaded afresh, once. */
export function reloadWhenReplaced(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(lastReload) ?? 0)
    if (!navigator.onLine || Date.now() - last < patienceMs) return
    event.preventDefault()
    sessionStorage.setItem(lastReload, String(Date.now()))
    location.reload()
  })
}
