import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { SchedulePost } from '../../../server/contract/content.ts'
import type { Post } from '../../../server/contract/deliveries.ts'
import type { CreateSeries, Rule, Series } from '../../../server/contract/series.ts'
import { get, problemCode } from '../../lib/api.ts'
import { beginSeries } from '../../lib/series.ts'
import { createPost, postQuery, savePost, schedulePost } from './api.ts'
import { draftOfPost, inputOfDraft, isSameDraft, type PostDraft } from './draft.ts'
import { dropKeptDraft, type KeptDraft, keepDraft, keptKey, readKeptDraft } from './kept.ts'
import { type Choices, conflictsOf, mergeDrafts } from './merge.ts'
import { restorePost } from './revisions.ts'

/** How safe what was written is. `kept`: on this device only; `refused`: the server said why. */
export type SaveState = 'new' | 'saved' | 'unsaved' | 'saving' | 'kept' | 'refused'

/** What the draft was made from, as the server has it. */
interface Base {
  readonly draft: PostDraft
  readonly revision: number | null
  readonly savedAt: string | null
}

const autosaveMs = 1_000
const keepMs = 400

interface Options {
  /** The post as the server has it now; null for one never saved. */
  readonly post: Post | null
  readonly start: PostDraft
  readonly memberId: string
  readonly untitled: string
  /** Saved by itself when typing rests; off while a change would take back a release. */
  readonly autosaves: boolean
  /** Somebody else saved, nothing overlapped, and both are one now. */
  readonly onMerged: () => void
}

/**
 * A post being written: every change is kept on the device at once and saved when typing rests. When somebody else
 * saved in between, nothing is written over: what does not overlap is put together, else `stale` holds their version
 * until a person chooses.
 */
export function usePostDraft({ post, start, memberId, untitled, autosaves, onMerged }: Options) {
  const cache = useQueryClient()
  const [draft, setDraft] = useState(start)
  const [base, setBase] = useState<Base>({
    draft: start,
    revision: post?.revision ?? null,
    savedAt: post?.updatedAt ?? null,
  })
  const [isSaving, setSaving] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [stale, setStale] = useState<Post | null>(null)
  const key = keptKey(memberId, post?.id ?? null)
  const [kept, setKept] = useState<KeptDraft | null>(() => {
    const found = readKeptDraft(localStorage, key)
    return found && !isSameDraft(found.draft, start) ? found : null
  })
  const now = useRef({ draft, base })
  now.current = { draft, base }
  const running = useRef<Promise<Post> | null>(null)
  const isDirty = !isSameDraft(draft, base.draft)

  const change = useCallback((edit: (draft: PostDraft) => PostDraft) => setDraft((before) => edit(before)), [])

  const adopt = useCallback((theirs: Post, mine: PostDraft) => {
    setBase({ draft: draftOfPost(theirs), revision: theirs.revision, savedAt: theirs.updatedAt })
    setDraft(mine)
    setStale(null)
    setError(null)
  }, [])

  const write = async (): Promise<Post> => {
    const sent = now.current.draft
    const { revision } = now.current.base
    setSaving(true)
    try {
      const input = inputOfDraft(sent, untitled)
      const saved = post && revision ? await savePost(post.id, { ...input, revision }) : await createPost(input)
      // What was sent, not what came back: the server's way of writing it must not look like a change of mine.
      setBase({ draft: sent, revision: saved.revision, savedAt: saved.updatedAt })
      now.current = { ...now.current, base: { draft: sent, revision: saved.revision, savedAt: saved.updatedAt } }
      setError(null)
      if (isSameDraft(now.current.draft, sent)) dropKeptDraft(localStorage, key)
      cache.setQueryData(postQuery(saved.id).queryKey, saved)
      return saved
    } catch (refusal) {
      setError(refusal)
      if (post && problemCode(refusal) === 'stale') setStale(await get<Post>(`/posts/${post.id}`))
      throw refusal
    } finally {
      setSaving(false)
    }
  }

  /** One at a time; a save asked for while another runs writes what was typed since. */
  const save = async (): Promise<Post> => {
    await running.current?.catch(() => null)
    running.current = write()
    try {
      return await running.current
    } finally {
      running.current = null
    }
  }

  /** Saves what is unsaved, then puts it in line. */
  const schedule = async (deliveries: SchedulePost['deliveries']): Promise<Post> => {
    const { revision } = now.current.base
    const saved = !post || !revision || isDirty ? await save() : { id: post.id, revision }
    const planned = await schedulePost(saved.id, { revision: saved.revision, deliveries })
    cache.setQueryData(postQuery(planned.id).queryKey, planned)
    adopt(planned, draftOfPost(planned))
    dropKeptDraft(localStorage, key)
    return planned
  }

  /** Saves what is unsaved, then begins a series with it. What is refused is told by the dialog that asked. */
  const repeat = async (variants: CreateSeries['variants'], rule: Rule): Promise<Series> => {
    const { revision } = now.current.base
    const saved = !post || !revision || isDirty ? await save() : { id: post.id, revision }
    const series = await beginSeries(saved.id, { revision: saved.revision, variants, rule, exceptions: [] })
    const after = await get<Post>(`/posts/${saved.id}`)
    cache.setQueryData(postQuery(saved.id).queryKey, after)
    adopt(after, draftOfPost(after))
    dropKeptDraft(localStorage, key)
    return series
  }

  /** Saves what is unsaved, so that it has its own place in the history, then brings an earlier revision back. */
  const restore = async (from: number): Promise<void> => {
    const { revision } = now.current.base
    if (!post || !revision) return
    const saved = isDirty ? await save() : { revision }
    const restored = await restorePost(post.id, { revision: saved.revision, from })
    cache.setQueryData(postQuery(post.id).queryKey, restored)
    adopt(restored, draftOfPost(restored))
    dropKeptDraft(localStorage, key)
  }

  useEffect(() => {
    if (!autosaves || !post || !isDirty || stale) return
    const timer = setTimeout(() => save().catch(() => null), autosaveMs)
    return () => clearTimeout(timer)
  }, [draft, autosaves, isDirty, stale])

  useEffect(() => {
    if (!autosaves || !post || !isDirty || stale) return
    const again = () => void save().catch(() => null)
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  })

  useEffect(() => {
    if (!isDirty) return
    const keep = () =>
      keepDraft(localStorage, key, {
        draft,
        base: base.draft,
        revision: base.revision,
        keptAt: new Date().toISOString(),
      })
    const timer = setTimeout(keep, keepMs)
    // A tab that is closed or put to sleep does not wait.
    document.addEventListener('visibilitychange', keep)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', keep)
    }
  }, [draft, base, isDirty, key])

  // Somebody else saved: without changes of mine theirs is simply shown.
  useEffect(() => {
    if (!post || isSaving || running.current || !base.revision || post.revision <= base.revision) return
    if (isDirty) setStale(post)
    else adopt(post, draftOfPost(post))
  }, [post, isSaving, base.revision, isDirty, adopt])

  const conflicts = useMemo(
    () => (stale ? conflictsOf(base.draft, draft, draftOfPost(stale)) : []),
    [stale, base.draft, draft],
  )
  const merge = (choices?: Choices) =>
    stale && adopt(stale, mergeDrafts(base.draft, draft, draftOfPost(stale), choices))
  useEffect(() => {
    if (!stale || conflicts.length > 0 || isSaving) return
    merge()
    onMerged()
  }, [stale, conflicts, isSaving])

  return {
    draft,
    change,
    isDirty,
    saveState: saveStateOf({ isSaving, isDirty, error, isNew: base.revision === null }),
    savedAt: base.savedAt,
    error,
    save,
    schedule,
    repeat,
    stale,
    conflicts,
    merge,
    /** @returns the way back to what was dropped */
    takeTheirs: () => {
      if (!stale) return null
      const merged = mergeDrafts(base.draft, draft, draftOfPost(stale))
      const theirs = draftOfPost(stale)
      adopt(stale, theirs)
      return { mine: () => setDraft(merged), theirs: () => setDraft(theirs) }
    },
    restore,
    kept,
    restoreKept: () => {
      if (!kept) return
      const isCurrent = kept.revision === base.revision
      setDraft(isCurrent || !kept.base ? kept.draft : mergeDrafts(kept.base, kept.draft, base.draft))
      setKept(null)
    },
    discardKept: () => {
      dropKeptDraft(localStorage, key)
      setKept(null)
    },
  }
}

export type PostDraftState = ReturnType<typeof usePostDraft>

interface Facts {
  readonly isSaving: boolean
  readonly isDirty: boolean
  readonly error: unknown
  readonly isNew: boolean
}

function saveStateOf({ isSaving, isDirty, error, isNew }: Facts): SaveState {
  if (isSaving) return 'saving'
  if (!isDirty) return isNew ? 'new' : 'saved'
  const code = problemCode(error)
  if (code === 'offline' || code === 'not-signed-in') return 'kept'
  return error ? 'refused' : 'unsaved'
}
