import { randomBytes } from 'node:crypto'
import express, { type Router } from 'express'
import { authorize } from './access.ts'
import { bodyIn, success } from './articles.ts'
import { refusal, type World } from './world.ts'

const mostArticles = 5
const vietnamAheadHours = 7

/** Articles sent to followers, by day and within the plan; and what the account is. */
export function accountRoutes(world: World): Router {
  const { account, articles, broadcasts, now } = world
  const router = express.Router()

  router.get('/v2.0/oa/getoa', (req, res) => {
    authorize(req, world, 'oa_info')
    res.json(
      success({
        oa_id: account.id,
        name: account.name,
        description: '',
        oa_alias: '',
        is_verified: account.isVerified,
        oa_type: 4,
        cate_name: 'Cơ quan nhà nước',
        num_follower: 4_321,
        package_name: 'Nâng cao',
        package_valid_through_date: dateIn(account.planEndsAt),
      }),
    )
  })

  router.post('/v2.0/oa/message', (req, res) => {
    authorize(req, world, 'send_broadcast')
    const { recipient, message } = bodyIn(req.body) as {
      readonly recipient?: { readonly target?: Readonly<Record<string, unknown>>; readonly user_id?: unknown }
      readonly message?: { readonly attachment?: { readonly payload?: { readonly elements?: unknown } } }
    }
    if (recipient?.user_id !== undefined) throw refusal(-240, 'API has been shut down')
    if (!recipient?.target) throw refusal(-201, 'recipient is invalid')
    const elements = message?.attachment?.payload?.elements
    if (!Array.isArray(elements) || elements.length < 1 || elements.length > mostArticles)
      throw refusal(-201, 'elements is invalid')
    const articleIds = (elements as readonly Readonly<Record<string, unknown>>[]).map((element) => {
      const article = articles.get(String(element['attachment_id']))
      if (element['media_type'] !== 'article' || article?.given['status'] !== 'show')
        throw refusal(-201, 'attachment_id is invalid')
      return article.id
    })
    if (!account.isVerified) throw refusal(-221, 'Official Account has not been verified')
    if (isNight(now())) throw refusal(-234, 'Message cannot be sent at night')
    if (account.broadcastsLeft === 0) throw refusal(-211, 'Out of quota')
    account.broadcastsLeft -= 1
    const id = randomBytes(9).toString('hex')
    broadcasts.push({ id, articleIds, target: recipient.target, at: now() })
    res.json(success({ message_id: id }))
  })
  return router
}

/** From ten in the evening to six in the morning, by Vietnam's clock. */
function isNight(at: Date): boolean {
  const hour = (at.getUTCHours() + vietnamAheadHours) % 24
  return hour >= 22 || hour < 6
}

function dateIn(at: Date): string {
  return at.toLocaleDateString('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' })
}
