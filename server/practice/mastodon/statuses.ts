import express, { type Request, type Router } from 'express'
import { isReady, presentMedium } from './media.ts'
import { authorize, bodyOf } from './oauth.ts'
import { presentPoll, readPoll } from './polls.ts'
import { htmlOf, lengthOf } from './text.ts'
import { type Edition, type Medium, refusal, type Status, type World } from './world.ts'

const keyMs = 60 * 60_000
const soonestMs = 5 * 60_000
const visibilities = ['public', 'unlisted', 'private', 'direct'] as const

/** @see https://docs.joinmastodon.org/methods/statuses/ */
export function statusRoutes(world: World): Router {
  const { statuses, keys, quirks } = world
  const router = express.Router()

  router.post('/api/v1/statuses', (req, res) => {
    const { app } = authorize(req, world, 'write:statuses')
    const key = quirks.ignoresKeys ? undefined : req.get('idempotency-key')
    const known = key === undefined ? undefined : keys.get(key)
    if (known && world.now().getTime() - known.at.getTime() < keyMs) {
      res.json(presentStatus(mustFind(known.statusId), world))
      return
    }
    const body = bodyOf(req)
    const edition = readEdition(body, world, null)
    const inReplyToId = textIn(body, 'in_reply_to_id')
    if (inReplyToId !== '') mustFind(inReplyToId)
    const visibility = visibilities.find((name) => name === (textIn(body, 'visibility') || 'public'))
    if (!visibility) throw refusal(422, 'Validation failed: Visibility is not included in the list')
    const scheduledAt = quirks.ignoresScheduling ? '' : textIn(body, 'scheduled_at')
    if (scheduledAt !== '') {
      if (!(Date.parse(scheduledAt) >= world.now().getTime() + soonestMs))
        throw refusal(422, 'Validation failed: Scheduled at The scheduled date must be in the future')
      res.json({ id: world.nextId(), scheduled_at: scheduledAt, params: body, media_attachments: [] })
      return
    }
    const status: Status = {
      id: world.nextId(),
      visibility,
      inReplyToId: inReplyToId || null,
      app,
      createdAt: world.now(),
      editions: [edition],
      figures: { favourites: 0, boosts: 0, quotes: 0 },
    }
    for (const medium of edition.media) medium.statusId = status.id
    statuses.set(status.id, status)
    if (key !== undefined) keys.set(key, { statusId: status.id, at: status.createdAt })
    res.json(presentStatus(status, world))
  })

  const one = express.Router({ mergeParams: true })
  router.use('/api/v1/statuses/:id', one)

  one.get('/', (req, res) => {
    authorize(req, world, 'read:statuses')
    res.json(presentStatus(mustFind(idOf(req)), world))
  })

  one.put('/', (req, res) => {
    authorize(req, world, 'write:statuses')
    const status = mustFind(idOf(req))
    // Some compatible servers read no forms here, and take the post for emptied.
    const isRead = !quirks.wordless || req.is('application/json')
    status.editions.push(readEdition(isRead ? bodyOf(req) : {}, world, status))
    res.json(presentStatus(status, world))
  })

  if (!quirks.noDelete)
    one.delete('/', (req, res) => {
      authorize(req, world, 'write:statuses')
      const status = mustFind(idOf(req))
      statuses.delete(status.id)
      res.json({ ...presentStatus(status, world), text: newestOf(status).text })
    })

  if (!quirks.noSource)
    one.get('/source', (req, res) => {
      authorize(req, world, 'read:statuses')
      const status = mustFind(idOf(req))
      const { text, spoilerText } = newestOf(status)
      res.json({ id: status.id, text, spoiler_text: spoilerText })
    })

  one.get('/history', (req, res) => {
    authorize(req, world, 'read:statuses')
    const { editions } = mustFind(idOf(req))
    res.json(editions.map(({ text, at }) => ({ content: htmlOf(text, world.url), created_at: at.toISOString() })))
  })

  one.get('/context', (req, res) => {
    authorize(req, world, 'read:statuses')
    const ancestors: Status[] = []
    for (let at = mustFind(idOf(req)).inReplyToId; at !== null; at = ancestors[0]?.inReplyToId ?? null)
      ancestors.unshift(mustFind(at))
    const below = (id: string): Status[] =>
      [...statuses.values()]
        .filter(({ inReplyToId }) => inReplyToId === id)
        .flatMap((reply) => [reply, ...below(reply.id)])
    const present = (status: Status) => presentStatus(status, world)
    res.json({ ancestors: ancestors.map(present), descendants: below(idOf(req)).map(present) })
  })
  return router

  function mustFind(id: string): Status {
    const status = statuses.get(id)
    if (!status) throw refusal(404, 'Record not found')
    return status
  }
}

/** What was given, checked in the server's order and words. @param edited the status that may keep its own media */
function readEdition(body: Readonly<Record<string, unknown>>, world: World, edited: Status | null): Edition {
  const { limits, now } = world
  const text = textIn(body, 'status')
  const spoilerText = textIn(body, 'spoiler_text')
  const media = readMedia(body['media_ids'], world, edited)
  if (text.trim() === '' && media.length === 0 && !(edited && world.quirks.wordless))
    throw refusal(422, "Validation failed: Text can't be blank")
  if (lengthOf(text, spoilerText, limits.charactersPerUrl) > limits.maxCharacters)
    throw refusal(422, `Validation failed: Text character limit of ${limits.maxCharacters} exceeded`)
  const poll = readPoll(body['poll'], world, edited ? newestOf(edited).poll : null)
  if (poll && media.length > 0) throw refusal(422, 'Validation failed: Media attachments cannot be combined with polls')
  const language = textIn(body, 'language')
  const isSensitive = body['sensitive'] === true || body['sensitive'] === 'true' || spoilerText !== ''
  return {
    text,
    spoilerText,
    sensitive: isSensitive,
    language: /^[a-z]{2,3}$/.test(language) ? language : null,
    media,
    poll,
    at: now(),
  }
}

function readMedia(given: unknown, world: World, edited: Status | null): Medium[] {
  const ids = Array.isArray(given) ? given.map(String) : []
  if (ids.length > world.limits.maxMedia) throw refusal(422, `Cannot attach more than ${world.limits.maxMedia} files`)
  const media = ids.map((id) => {
    const medium = world.media.get(id)
    if (!medium || (medium.statusId !== null && medium.statusId !== edited?.id))
      throw refusal(422, `Media ${id} not found or already attached to another post`)
    return medium
  })
  if (media.some(({ type }) => type !== 'image') && media.length > 1)
    throw refusal(422, 'Cannot attach a video to a post that already contains images')
  if (!media.every((medium) => isReady(medium, world)))
    throw refusal(422, 'Cannot attach files that have not finished processing. Try again in a moment!')
  return media
}

export function presentStatus(status: Status, world: World): object {
  const { id, visibility, inReplyToId, app, createdAt, editions, figures } = status
  const { text, spoilerText, sensitive, language, media, poll, at } = newestOf(status)
  const url = `${world.url}/@${world.account.username}/${id}`
  const replies = [...world.statuses.values()].filter((other) => other.inReplyToId === id).length
  return {
    id,
    uri: `${world.url}/users/${world.account.username}/statuses/${id}`,
    url,
    created_at: createdAt.toISOString(),
    edited_at: editions.length > 1 ? at.toISOString() : null,
    content: htmlOf(text, world.url),
    visibility,
    language,
    spoiler_text: spoilerText,
    sensitive,
    in_reply_to_id: inReplyToId,
    media_attachments: media.map((medium) => presentMedium(medium, world)),
    replies_count: replies,
    reblogs_count: figures.boosts,
    favourites_count: figures.favourites,
    quotes_count: figures.quotes,
    card: null,
    poll: poll && presentPoll(id, poll, world),
    ...(!world.quirks.noSource && { application: { name: app.name, website: null } }),
    account: { id: world.account.id, username: world.account.username, acct: world.account.username },
    mentions: [],
    tags: [],
    emojis: [],
  }
}

function newestOf({ editions }: Status): Edition {
  return editions.at(-1) as Edition
}

function textIn(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name]
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw refusal(422, `Validation failed: ${name} is no text`)
  return value
}

function idOf(req: Request): string {
  return String((req.params as Readonly<Record<string, unknown>>)['id'])
}
