import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type ConnectorContext, ConnectorError, type ContentMedia } from '../contract.ts'
import { type Access, call, encoded, put } from './client.ts'
import { forThisItem, toldIn } from './faults.ts'
import { refused } from './plan.ts'

const StartedImage = z.object({ value: z.object({ uploadUrl: z.url(), image: z.string() }) })
const StartedDocument = z.object({ value: z.object({ uploadUrl: z.url(), document: z.string() }) })

/** @returns the picture's URN, ready to be posted @see https://learn.microsoft.com/linkedin/marketing/community-management/shares/images-api */
export async function uploadImage(image: ContentMedia, access: Access, context: ConnectorContext): Promise<string> {
  const urn = await untilTaken(async () => {
    const { value } = await call(access, { ...initialize('images', access), answer: StartedImage }, context)
    await putWhole(image, value.uploadUrl, access, context)
    return value.image
  })
  await untilReady('images', urn, access, context)
  return urn
}

/** @returns the document's URN @see https://learn.microsoft.com/linkedin/marketing/community-management/shares/documents-api */
export async function uploadDocument(file: ContentMedia, access: Access, context: ConnectorContext): Promise<string> {
  const urn = await untilTaken(async () => {
    const { value } = await call(access, { ...initialize('documents', access), answer: StartedDocument }, context)
    await putWhole(file, value.uploadUrl, access, context)
    return value.document
  })
  await untilReady('documents', urn, access, context)
  return urn
}

/** Beginning an upload; for films with what is known of the file. */
export function initialize(kind: Kind, { organization: owner }: Access, about: object = {}) {
  return {
    method: 'POST',
    path: `/rest/${kind}?action=initializeUpload`,
    json: { initializeUploadRequest: { owner, ...about } },
  } as const
}

type Kind = 'images' | 'videos' | 'documents'

/** An address for uploads that has expired meanwhile is asked for once more. */
export async function untilTaken<T>(upload: () => Promise<T>): Promise<T> {
  return forThisItem(() =>
    upload().catch((error: unknown) => {
      if (toldIn(error)?.code !== 'EXPIRED_UPLOAD_URL') throw error
      return upload()
    }),
  )
}

async function putWhole(file: ContentMedia, url: string, access: Access, context: ConnectorContext): Promise<void> {
  const body = await file.read()
  if (body.length !== file.bytes) throw refused('media-missing', 'The file is not what it was')
  await put(access, { url, body, authorized: true }, context)
}

const Asset = z.object({ status: z.string(), processingFailureReason: z.string().nullish() })

/**
 * Waits until LinkedIn has processed a file. Where it does not let the person read that, a while.
 * @throws ConnectorError `rejected` `media-processing`; `platform-down` when it takes longer than the settings say
 */
export async function untilReady(kind: Kind, urn: string, access: Access, context: ConnectorContext): Promise<void> {
  const { watch, graceMs } = access.settings
  const startedAt = context.now().getTime()
  const path = `/rest/${kind}/${encoded(urn)}`
  for (let waitMs = watch.firstMs; ; waitMs = Math.min(waitMs * 2, watch.longestMs)) {
    const asset = await call(access, { method: 'GET', path, answer: Asset }, context).catch((error: unknown) => {
      if (toldIn(error)?.status === 403) return null
      throw error
    })
    if (!asset) return void (await sleep(graceMs, undefined, { signal: context.signal }))
    if (asset.status === 'AVAILABLE') return
    if (asset.status === 'PROCESSING_FAILED')
      throw refused('media-processing', asset.processingFailureReason ?? 'LinkedIn could not process the file')
    if (context.now().getTime() - startedAt > watch.atMostMs) throw new ConnectorError({ code: 'platform-down' })
    await sleep(waitMs, undefined, { signal: context.signal })
  }
}
