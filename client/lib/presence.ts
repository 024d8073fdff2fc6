import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import type { Doing, Presence } from '../../server/contract/presence.ts'
import { addressOf, get } from './api.ts'
import { useCan, useMe } from './session.ts'

/** Which colleagues have which posts open now; the event stream says when to ask again. */
const presenceQuery = queryOptions({
  queryKey: ['presence'],
  queryFn: async ({ signal }) => (await get<{ present: readonly Presence[] }>('/presence', {}, signal)).present,
  staleTime: 5_000,
})

const nobody: readonly Presence[] = []

/** Everybody but the person themselves, by post. */
export function usePresence(): ReadonlyMap<string, readonly Presence[]> {
  const { id } = useMe().member
  const { data = nobody } = useQuery({ ...presenceQuery, enabled: useCan('posts.read') })
  return useMemo(() => {
    const byPost = new Map<string, Presence[]>()
    for (const one of data) if (one.memberId !== id) byPost.set(one.postId, [...(byPost.get(one.postId) ?? []), one])
    return byPost
  }, [data, id])
}

/** The server takes eight seconds of silence for leaving. */
const beatMs = 3_000

/** A beacon also leaves from a page that is being closed, and needs no answer. */
function tell(postId: string, doing: Doing): void {
  const body = new Blob([JSON.stringify({ doing })], { type: 'application/json' })
  navigator.sendBeacon(addressOf(`/posts/${postId}/presence`), body)
}

/** Tells colleagues that this post stands open here. A page nobody looks at tells nothing. */
export function useBeingOn(postId: string | null, isTyping: boolean): void {
  const latest = useRef({ isTyping, typingToldAt: Number.NEGATIVE_INFINITY })
  latest.current.isTyping = isTyping
  useEffect(() => {
    const { typingToldAt } = latest.current
    // Typing is told when it begins; that it rests is told by the next beat.
    if (postId === null || !isTyping || performance.now() - typingToldAt < beatMs) return
    latest.current.typingToldAt = performance.now()
    tell(postId, 'typing')
  }, [postId, isTyping])
  useEffect(() => {
    if (postId === null) return
    const beat = () => {
      if (document.visibilityState === 'visible') tell(postId, latest.current.isTyping ? 'typing' : 'looking')
    }
    const shownOrHidden = () => (document.visibilityState === 'visible' ? beat() : tell(postId, 'gone'))
    const leave = () => tell(postId, 'gone')
    beat()
    const timer = setInterval(beat, beatMs)
    document.addEventListener('visibilitychange', shownOrHidden)
    window.addEventListener('pagehide', leave)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', shownOrHidden)
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [postId])
}
