import type { PostDraft } from './draft.ts'

/** A draft kept on this device against a lost connection, an expired session or a closed tab. */
export interface KeptDraft {
  readonly draft: PostDraft
  /** What the draft was made from; null for a post never saved. */
  readonly base: PostDraft | null
  readonly revision: number | null
  /** When it was kept, as an instant. */
  readonly keptAt: string
}

/** Raised whenever the shape of a draft changes: an older one is then left alone instead of misread. */
const shape = 2

export const keptKey = (memberId: string, postId: string | null) => `haidang.draft.${memberId}.${postId ?? 'new'}`

/** @returns false when the device has no room or does not allow keeping */
export function keepDraft(storage: Storage, key: string, kept: KeptDraft): boolean {
  try {
    storage.setItem(key, JSON.stringify({ shape, ...kept }))
    return true
  } catch {
    return false
  }
}

export function readKeptDraft(storage: Storage, key: string): KeptDraft | null {
  try {
    const { shape: storedShape, ...kept } = JSON.parse(storage.getItem(key) ?? 'null') ?? {}
    return storedShape === shape && kept.draft ? kept : null
  } catch {
    return null
  }
}

export function dropKeptDraft(storage: Storage, key: string): void {
  try {
    storage.removeItem(key)
  } catch {
    // A device that does not let us keep has nothing to drop.
  }
}
