import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { Media } from '../../server/contract/content.ts'
import {
  addUploads,
  dropUpload,
  followUploads,
  pauseUpload,
  readUploads,
  resumeUpload,
  type Upload,
} from './uploads.ts'

/** What a person can do with one of them. */
export interface UploadSteps {
  readonly pause: (key: number) => void
  readonly resume: (key: number) => void
  readonly drop: (key: number) => void
}

const steps: UploadSteps = { pause: pauseUpload, resume: resumeUpload, drop: dropUpload }

/** Files on their way to one place, each handed over when it is stored, also when the page was away meanwhile. */
export function useUploads(place: string, onStored: (media: readonly Media[]) => void) {
  const all = useSyncExternalStore(followUploads, readUploads)
  const handOver = useRef(onStored)
  handOver.current = onStored
  const here = all.filter((upload) => upload.place === place)
  useEffect(() => {
    const stored: Media[] = []
    for (const { key, phase, place: at } of all)
      if (at === place && phase.kind === 'stored') {
        stored.push(phase.media)
        dropUpload(key)
      }
    if (stored.length > 0) handOver.current(stored)
  }, [all, place])
  return {
    uploads: here.filter(({ phase }) => phase.kind !== 'stored') as readonly Upload[],
    startUploads: (files: readonly File[]) => addUploads(place, files),
    steps,
  }
}
