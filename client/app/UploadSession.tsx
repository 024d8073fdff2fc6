import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { meQuery } from '../lib/session.ts'
import { followUploads, readUploads, resumeWaiting } from '../lib/uploads.ts'

/** For somebody signed in: a session that ended is told to the page, a new one lets uploads go on. Draws nothing. */
export function UploadSession(): null {
  const cache = useQueryClient()
  const all = useSyncExternalStore(followUploads, readUploads)
  const isSignedOut = all.some(({ phase }) => phase.kind === 'signed-out')
  useEffect(() => resumeWaiting('signed-out'), [])
  useEffect(() => {
    if (isSignedOut) cache.setQueryData(meQuery.queryKey, null)
  }, [isSignedOut, cache])
  return null
}
