import { createHash } from 'node:crypto'
import express, { type Request, type Router } from 'express'
import { secret } from '../simulation/refusal.ts'
import { readMultipart } from '../simulation/start.ts'
import { assertKnown, assertRole, assertScope, grantOf, isRecord, jsonBody, urnIn } from './access.ts'
import { examine, stateOf } from './files.ts'
import { type Asset, type AssetKind, denied, refusal, type World, wrongInput } from './world.ts'

const kinds = { images: 'image', videos: 'video', documents: 'document' } as const
const partBytes = 4_194_304
const subRip = /^1\r?\n\d{2}:\d{2}:\d{2},\d{3} --> \d{2}:\d{2}:\d{2},\d{3}/

/** Files: announced, sent to an address, and looked at afterwards. @see https://learn.microsoft.com/linkedin/marketing/community-management/shares/images-api */
export function uploadRoutes(world: World): Router {
  const router = express.Router()

  for (const [path, kind] of Object.entries(kinds)) {
    router.post(`/rest/${path}`, async (req, res) => {
      assertScope(req, world, 'w_organization_social')
      const body = jsonBody(req)
      if (req.query['action'] === 'initializeUpload')
        return void res.json({ value: begin(req, kind, body['initializeUploadRequest']) })
      if (kind !== 'video' || req.query['action'] !== 'finalizeUpload')
        throw refusal(404, 'RESOURCE_NOT_FOUND', 'No such action')
      await finish(body['finalizeUploadRequest'])
      res.status(200).send('')
    })

    router.get(`/rest/${path}/:urn`, (req, res) => {
      assertScope(req, world, 'w_organization_social')
      if (!world.switches.showsAssets) throw denied(`GET /${path}`)
      const asset = world.assets.get(urnIn(req))
      if (asset?.kind !== kind) throw refusal(404, 'NOT_FOUND', 'Not found')
      const status = stateOf(asset, world)
      res.json({
        ...{ id: asset.urn, owner: asset.owner, status },
        ...(status === 'PROCESSING_FAILED' && { processingFailureReason: asset.failure }),
        ...(status === 'AVAILABLE' && { downloadUrl: `${world.url}/dms/${asset.key}` }),
        ...(status === 'AVAILABLE' && asset.durationMs !== null && { duration: asset.durationMs }),
      })
    })
  }

  router.put('/dms-uploads/:key/whole', async (req, res) => {
    // Where the bytes of pictures and documents go, the person has to be known.
    grantOf(req, world)
    const asset = open(req)
    await examine(asset, bytesOf(req), world)
    asset.completeAt = world.now()
    res.status(201).send('')
  })

  router.put('/dms-uploads/:key/part/:index', (req, res) => {
    if (req.get('authorization')) throw refusal(400, 'BAD_REQUEST', 'Parts take no authorization')
    const part = open(req).parts[Number(req.params['index'])]
    const data = bytesOf(req)
    if (!part || data.length !== part.lastByte - part.firstByte + 1)
      throw refusal(400, 'BAD_REQUEST', 'The part is not as long as announced')
    const etag = createHash('sha256').update(data).update(req.path).digest('base64url')
    Object.assign(part, { etag, data })
    res.status(200).set('ETag', `"${etag}"`).send('')
  })

  router.put('/dms-uploads/:key/captions', async (req, res) => {
    const asset = open(req)
    const broken = refusal(400, 'BAD_REQUEST', 'The captions are not as announced')
    const { text, language } =
      world.switches.captions === 'raw'
        ? { text: bytesOf(req).toString('utf8'), language: null }
        : await readCaptions(req, broken)
    if (!subRip.test(text)) throw refusal(400, 'BAD_REQUEST', 'The captions are no SubRip file')
    asset.captions = { text, language }
    res.status(201).send('')
  })

  router.put('/dms-uploads/:key/thumbnail', (req, res) => {
    const asset = open(req)
    if (req.get('media-type-family') !== 'STILLIMAGE')
      throw refusal(400, 'BAD_REQUEST', 'media-type-family has to be STILLIMAGE')
    asset.hasThumbnail = bytesOf(req).length > 0
    res.status(201).send('')
  })
  return router

  function begin(req: Request, kind: AssetKind, given: unknown): object {
    if (!isRecord(given)) throw wrongInput('MISSING_FIELD', 'initializeUploadRequest', 'is required')
    const { owner, fileSizeBytes, uploadCaptions, uploadThumbnail } = given
    if (owner === undefined) throw wrongInput('MISSING_FIELD', 'initializeUploadRequest/owner', 'owner is required')
    if (!/^urn:li:(organization|person):\w+$/.test(String(owner)))
      throw wrongInput('INVALID_URN_TYPE', 'initializeUploadRequest/owner', 'Invalid URN type')
    assertRole(req, owner, 'post', world)
    const own = kind === 'video' ? ['fileSizeBytes', 'uploadCaptions', 'uploadThumbnail'] : []
    assertKnown(given, ['owner', ...own], 'initializeUploadRequest/')
    const size = Number(fileSizeBytes)
    if (kind === 'video' && !(Number.isInteger(size) && size > 0))
      throw wrongInput('MISSING_FIELD', 'initializeUploadRequest/fileSizeBytes', 'fileSizeBytes is required')
    const count = kind === 'video' ? Math.ceil(size / partBytes) : 0
    const asset: Asset = {
      urn: `urn:li:${kind}:C5600AQ${world.nextId()}`,
      ...{ kind, owner: String(owner), key: secret() },
      endsAt: new Date(world.now().getTime() + world.lifetimes.uploadMs),
      parts: Array.from({ length: count }, (_, index) => ({
        firstByte: index * partBytes,
        lastByte: Math.min((index + 1) * partBytes, size) - 1,
        etag: null,
        data: Buffer.alloc(0),
      })),
      wants: { captions: uploadCaptions === true, thumbnail: uploadThumbnail === true },
      ...{ captions: null, hasThumbnail: false, completeAt: null, failure: null, durationMs: null },
    }
    world.assets.set(asset.urn, asset)
    return addressesOf(asset)
  }

  function addressesOf({ urn, kind, key, endsAt, parts, wants }: Asset): object {
    const at = (what: string) => `${world.uploadOrigin}/dms-uploads/${key}/${what}?sign=${key}`
    if (kind !== 'video') return { uploadUrlExpiresAt: endsAt.getTime(), uploadUrl: at('whole'), [kind]: urn }
    return {
      uploadUrlsExpireAt: endsAt.getTime(),
      video: urn,
      uploadInstructions: parts.map(({ firstByte, lastByte }, index) => {
        return { uploadUrl: at(`part/${index}`), firstByte, lastByte }
      }),
      uploadToken: '',
      ...(wants.captions && { captionsUploadUrl: at('captions') }),
      ...(wants.thumbnail && { thumbnailUploadUrl: at('thumbnail') }),
    }
  }

  async function finish(given: unknown): Promise<void> {
    if (!isRecord(given)) throw wrongInput('MISSING_FIELD', 'finalizeUploadRequest', 'is required')
    const asset = world.assets.get(String(given['video']))
    if (asset?.kind !== 'video') throw wrongInput('INVALID_VIDEO_ID', 'finalizeUploadRequest/video', 'No such video')
    const ids: unknown = given['uploadedPartIds']
    const isWhole =
      Array.isArray(ids) &&
      ids.length === asset.parts.length &&
      asset.parts.every(({ etag }, index) => etag !== null && etag === ids[index])
    if (!isWhole || given['uploadToken'] !== '')
      throw wrongInput(
        'INVALID_VALUE_FOR_FIELD',
        'finalizeUploadRequest/uploadedPartIds',
        'Parts are missing or mixed up',
      )
    if ((asset.wants.captions && !asset.captions) || (asset.wants.thumbnail && !asset.hasThumbnail))
      throw refusal(400, 'MEDIA_ASSET_WAITING_UPLOAD', 'Captions or thumbnail were announced and have not come')
    await examine(asset, new Uint8Array(Buffer.concat(asset.parts.map(({ data }) => data))), world)
    asset.completeAt = world.now()
  }

  function open(req: Request): Asset {
    const asset = [...world.assets.values()].find(({ key }) => key === req.params['key'])
    if (!asset) throw refusal(404, 'NOT_FOUND', 'Not found')
    if (asset.endsAt <= world.now()) throw refusal(400, 'EXPIRED_UPLOAD_URL', 'The upload address has expired')
    return asset
  }
}

function bytesOf({ body }: Request): Buffer {
  if (!Buffer.isBuffer(body) || body.length === 0) throw refusal(400, 'BAD_REQUEST', 'There are no bytes')
  return body
}

async function readCaptions(req: Request, broken: ReturnType<typeof refusal>) {
  const form = await readMultipart(req, broken)
  const [metadata, file] = [form.get('metadata'), form.get('file')]
  if (!(file instanceof Blob) || !metadata) throw broken
  const told: unknown = JSON.parse(metadata instanceof Blob ? await metadata.text() : metadata)
  const locale = isRecord(told) && isRecord(told['locale']) ? told['locale'] : {}
  if (!isRecord(told) || told['format'] !== 'SRT' || typeof locale['language'] !== 'string') throw broken
  return { text: await file.text(), language: locale['language'] }
}
