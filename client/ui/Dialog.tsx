import type { ModalProps } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'

/** Fetches what the first dialog needs, so that it opens at once and also without a connection. */
export const loadDialogs = () => import('./DialogWindow.tsx')
const DialogWindow = lazy(loadDialogs)

/**
 * A window over the page. Its machinery is loaded with the first one that opens: nothing that shows at once needs it.
 */
export function Dialog(props: ModalProps) {
  const [needed, setNeeded] = useState(props.opened)
  if (props.opened && !needed) setNeeded(true)
  return (
    needed && (
      <Suspense fallback={null}>
        <DialogWindow {...props} />
      </Suspense>
    )
  )
}
