import { useState } from 'react'
import type { Media } from '../../server/contract/content.ts'
import { uploadMedia } from './media.ts'

/** A file on its way to the library. */
export interface Upload {
  readonly key: number
  readonly name: string
  readonly bytes: number
  /** What has left, 0 to 1. */
  readonly share: number
  readonly error: unknown
}

let lastKey = 0

/** Sends files and hands over each when it is stored; one that was refused stays in the list with its reason. */
export function useUploads(onStored: (media: Media) => void) {
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const change = (key: number, change: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)))
  const dismiss = (key: number) => setUploads((all) => all.filter((one) => one.key !== key))

  const start = async (file: File) => {
    lastKey += 1
    const key = lastKey
    setUploads((all) => [...all, { key, name: file.name, bytes: file.size, share: 0, error: null }])
    try {
      onStored(await uploadMedia(file, (share) => change(key, { share })))
      dismiss(key)
    } catch (error) {
      change(key, { error })
    }
  }
  return {
    uploads,
    startUploads: (files: readonly File[]) => {
      for (const file of files) void start(file)
    },
    dismiss,
  }
}
