import express, { type Router } from 'express'
import { acceptedTypes } from './media.ts'
import { authorize } from './oauth.ts'
import { presentStatus } from './statuses.ts'
import { refusal, type World } from './world.ts'

const longestPage = 40

/** What the server says of itself and of the one account that lives there. */
export function accountRoutes(world: World): Router {
  const { account, limits, quirks, statuses, version, url } = world
  const router = express.Router()
  const domain = new URL(url).host
  const configuration = {
    statuses: {
      max_characters: limits.maxCharacters,
      max_media_attachments: limits.maxMedia,
      characters_reserved_per_url: limits.charactersPerUrl,
    },
    polls: {
      max_options: limits.pollOptions,
      max_characters_per_option: limits.pollCharacters,
      min_expiration: limits.pollSeconds.min,
      max_expiration: limits.pollSeconds.max,
    },
    media_attachments: {
      supported_mime_types: acceptedTypes,
      description_limit: limits.maxDescription,
      image_size_limit: limits.imageBytes,
      image_matrix_limit: 33_177_600,
      video_size_limit: limits.videoBytes,
      video_frame_rate_limit: 120,
      video_matrix_limit: 8_294_400,
    },
  }

  if (!quirks.noV2Instance)
    router.get('/api/v2/instance', (_req, res) => {
      res.json({ domain, title: 'Simulated', version, api_versions: { mastodon: 7 }, configuration })
    })
  router.get('/api/v1/instance', (_req, res) => {
    res.json({ uri: domain, title: 'Simulated', version, configuration })
  })

  router.get('/api/v1/accounts/verify_credentials', (req, res) => {
    authorize(req, world, 'read:accounts')
    res.json({
      id: account.id,
      username: account.username,
      acct: account.username,
      display_name: account.name,
      url: `${url}/@${account.username}`,
      followers_count: 12,
      statuses_count: statuses.size,
      source: { privacy: 'public', language: 'vi' },
    })
  })

  router.get('/api/v1/accounts/:id/statuses', (req, res) => {
    authorize(req, world, 'read:statuses')
    if (req.params.id !== account.id) throw refusal(404, 'Record not found')
    const { limit = '20', max_id: maxId } = req.query
    const newestFirst = [...statuses.values()]
      .filter(({ visibility }) => !quirks.listsPublicOnly || visibility !== 'private')
      .reverse()
    const older = typeof maxId === 'string' ? newestFirst.filter(({ id }) => BigInt(id) < BigInt(maxId)) : newestFirst
    const page = older.slice(0, Math.min(longestPage, Number(limit)))
    const last = page.at(-1)
    if (last) res.set('link', `<${url}${req.path}?limit=${limit}&max_id=${last.id}>; rel="next"`)
    res.json(page.map((status) => presentStatus(status, world)))
  })
  return router
}
