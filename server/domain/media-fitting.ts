import { extname } from 'node:path'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import { capabilitiesFor } from '../../connectors/rules/capabilities.ts'
import { type Fitting, type PictureLimits, planFitting, sharedLimits } from '../../connectors/rules/fitting.ts'
import { recordAct } from '../audit/record.ts'
import type { Media } from '../contract/content.ts'
import type { FitMedia } from '../contract/media.ts'
import { findChannel } from '../db/channels.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { findMedia, keepMedia, type MediaRow } from '../db/media.ts'
import { fitImage } from '../media/fit.ts'
import { inspectFile } from '../media/inspect.ts'
import type { MediaStore } from '../media/store.ts'
import { DomainError } from './errors.ts'
import { presentMedium } from './media.ts'
import type { Actor } from './policy.ts'

type Request = z.output<typeof FitMedia>

/** Both throw DomainError `not-found` (picture or channel) and `cannot-fit`, when no plan or no picture comes of it. */
export interface MediaFittings {
  /** The picture as it would be, kept nowhere. */
  preview(actor: Actor, id: string, request: Request): Promise<{ bytes: Buffer; mimeType: string }>
  /** Makes a medium beside the original, with its words. The same asked again is the same medium. */
  fit(actor: Actor, id: string, request: Request): Promise<{ media: Media; isNew: boolean }>
}

export function createMediaFittings({ db, store }: { readonly db: Db; readonly store: MediaStore }): MediaFittings {
  const inTurn = createTurns()

  async function planFor(actor: Actor, id: string, { targets, ...choice }: Request) {
    const original = await findMedia(db, actor.organizationId, id)
    if (!original) throw new DomainError('not-found')
    const limits: PictureLimits[] = []
    for (const { channelId, form } of targets) {
      const channel = await findChannel(db, actor.organizationId, channelId)
      if (!channel) throw new DomainError('not-found')
      const { images } = capabilitiesFor(channel.capabilities, { options: { form }, media: [original] })
      if (!images) throw cannotFit()
      limits.push(images)
    }
    const shared = sharedLimits(limits)
    // The description is no part of the picture: nothing here depends on it.
    const fitting = shared && planFitting({ ...original, alt: '' }, shared, choice)
    if (!fitting) throw cannotFit()
    return { original, fitting }
  }

  async function draw({ hash }: MediaRow, fitting: Fitting): Promise<Buffer> {
    const drawn = await inTurn(() => fitImage(store.pathOf(hash), fitting))
    if (drawn === 'too-heavy') throw cannotFit()
    return drawn
  }

  return {
    preview: async (actor, id, request) => {
      const { original, fitting } = await planFor(actor, id, request)
      return { bytes: await draw(original, fitting), mimeType: fitting.type }
    },

    fit: async (actor, id, request) => {
      const { original, fitting } = await planFor(actor, id, request)
      const file = await store.receive(Readable.from([await draw(original, fitting)]))
      const facts = await inspectFile(file.path, file.bytes, original.fileName)
      if ('problem' in facts) throw new Error(`A fitted picture cannot be read: ${facts.problem}`)
      await store.keep(file)
      return inTransaction(db, async (trx) => {
        const { organizationId, memberId: createdBy } = actor
        const { alt, licence, source, tags, machineMade } = original
        const { hash, bytes } = file
        const fileName = nameOf(original.fileName, facts)
        const { row, isNew } = await keepMedia(trx, {
          ...{ organizationId, hash, bytes, fileName, createdBy, ...facts },
          ...{ alt, licence, source, tags, machineMade, derivedFrom: original.id },
          fitting: JSON.stringify({ fileName: original.fileName, steps: fitting.steps }),
        })
        if (isNew)
          await recordAct(trx, actor, 'media.fitted', 'media', row.id, {
            ...{ fileName, hash, derivedFrom: original.id },
            steps: fitting.steps.map((step) => ({ ...step })),
          })
        return { media: presentMedium(row), isNew }
      })
    },
  }
}

/** One picture at a time: unpacked, each takes a hundred megabytes. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work)
    last = turn.catch(() => null)
    return turn
  }
}

const endings: Readonly<Record<string, string>> = { 'image/jpeg': '.jpg', 'image/png': '.png', 'image/webp': '.webp' }

/** `Bến cảng.png` becomes `Bến cảng 1080×566.jpg`. */
function nameOf(
  original: string,
  { mimeType, width, height }: { mimeType: string; width: number | null; height: number | null },
) {
  const stem = original
    .slice(0, original.length - extname(original).length)
    .slice(0, 170)
    .toWellFormed()
  return `${stem} ${width}×${height}${endings[mimeType] ?? ''}`
}

function cannotFit(): DomainError {
  return new DomainError('cannot-fit', 'No change that leaves the picture worth looking at would make it fit')
}
