import { type Request, Router } from 'express'
import type { Db } from '../db/database.ts'
import { listOfficialChannels, type OfficialChannel } from '../db/official.ts'
import { sendTagged, tagged } from '../http/conditional.ts'
import { renderRegister } from './page.ts'
import { registerStyle } from './style.ts'
import { type Words, words } from './words.ts'

/**
 * The public register of official channels, `/official` and `/official.json`: so that anybody can tell the office's own
 * accounts from imitations. No sign-in, kept by caches for five minutes, nothing about people.
 */
export function officialRegister({ db }: { db: Db }): Router {
  const router = Router()

  router.get('/official/style.css', (_req, res) => {
    res.set('cache-control', 'public, max-age=3600').type('css').send(registerStyle)
  })

  router.get('/official', async (req, res) => {
    const say = wordsFor(req)
    res.vary('Accept-Language').set('content-language', say.language)
    sendTagged(req, res.type('html'), tagged(renderRegister(await listOfficialChannels(db), say)))
  })

  router.get('/official.json', async (req, res) => {
    res.set('access-control-allow-origin', '*')
    const register = JSON.stringify(registerOf(await listOfficialChannels(db)), null, 2)
    sendTagged(req, res.type('json'), tagged(register))
  })

  return router
}

/** The register as data: offices with their channels. Instants are ISO 8601 days in UTC. */
function registerOf(channels: readonly OfficialChannel[]) {
  const offices = Map.groupBy(channels, ({ office }) => office)
  return {
    offices: [...offices].map(([name, own]) => ({
      name,
      channels: own.map(({ office: _office, attestedAt, ...channel }) => ({
        ...channel,
        attestedOn: attestedAt.toISOString().slice(0, 10),
      })),
    })),
  }
}

/** As the address says, else as the browser asks. */
function wordsFor(req: Request): Words {
  const asked = req.query['lang'] ?? req.acceptsLanguages('vi', 'en')
  return asked === 'en' ? words.en : words.vi
}
