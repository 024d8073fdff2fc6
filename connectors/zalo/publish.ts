import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type Confirmation,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type DeliveryContent,
  type Json,
  type JsonObject,
  type PreparedPart,
} from '../contract.ts'
import { articleOf } from './article.ts'
import { type Access, accessOf, ask, call } from './client.ts'
import { faultOf } from './faults.ts'
import { linkOf, readArticle } from './listing.ts'
import { placeMedia } from './media.ts'
import { polled } from './poll.ts'
import type { ZaloSettings } from './settings.ts'
import { targetOf } from './target.ts'

const Ticket = z.object({ token: z.string() })
const Verified = z
  .object({ id: z.coerce.string() })
  .or(z.object({ article_id: z.coerce.string() }).transform(({ article_id: id }) => ({ id })))
const Sent = z.object({ message_id: z.coerce.string() })

/** What `prepare` writes down: an article that waits hidden, or whom to send the one before to. */
const Planned = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('article'), id: z.string(), article: z.record(z.string(), z.custom<Json>()) }),
  z.object({ kind: z.literal('broadcast'), target: z.record(z.string(), z.string()) }),
])
type Planned = z.infer<typeof Planned>

const notReady = -214
const fetchFailed = -200
/** Marks the remote id of a broadcast: it has no page, no figures and no way back. */
const broadcastMark = 'broadcast:'

export const isBroadcast = (remoteId: string) => remoteId.startsWith(broadcastMark)

/**
 * An article is made hidden, waited for, and shown by one more call that may be repeated. A broadcast goes to people's
 * phones and can neither be repeated nor looked up.
 */
export function publishing(
  zalo: ZaloSettings,
): Required<Pick<Connector, 'prepare' | 'commit' | 'confirm' | 'edit' | 'remove'>> {
  return {
    async prepare(content, account, context) {
      const made = await makeHidden(content, account, context)
      const marker = `${content.deliveryId}:${content.revision}`
      const parts: PreparedPart[] = [{ marker: `${marker}:0`, payload: { kind: 'article', ...made } }]
      if (content.options['form'] === 'broadcast')
        parts.push({ marker: `${marker}:1`, payload: { kind: 'broadcast', target: targetOf(content.options) } })
      return parts
    },

    async commit(part, before, account, context) {
      const planned = Planned.parse(part.payload)
      if (planned.kind === 'broadcast') return irreversibly(() => broadcast(planned, before, account, context))
      const { id, article } = planned
      await irreversibly(() => change(id, article, account, context))
      return shownAs(id, account, context)
    },

    async confirm(part, _before, _since, account, context): Promise<Confirmation> {
      const planned = Planned.parse(part.payload)
      if (planned.kind === 'broadcast') return { outcome: 'unknown' }
      const found = await readArticle(zalo, planned.id, account, context)
      if (found?.status !== 'show') return { outcome: 'absent' }
      return { outcome: 'published', ...(await shownAs(planned.id, account, context)) }
    },

    async edit(part, _position, content, account, context) {
      if (isBroadcast(part.remoteId)) return part
      const media = await placeMedia(content, account, zalo, context)
      await change(part.remoteId, articleOf(content, media, account, zalo), account, context)
      return part
    },

    /** A broadcast cannot be called back; what it leads to is taken down as the article before it. */
    async remove({ remoteId }, account, context) {
      if (isBroadcast(remoteId)) return
      const path = '/v2.0/article/remove'
      const given = { method: 'POST', path, json: { id: remoteId } } as const
      const { error, message } = await ask(zalo, accessOf(account), given, context)
      if (error === 0) return
      const fault = faultOf(error, message, context.now())
      if (fault.code !== 'rejected' || fault.problem !== 'not-found') throw new ConnectorError(fault)
    },
  }

  /** Zalo stops fetching an address for some minutes when it failed: one more try goes to a new address. */
  async function makeHidden(
    content: DeliveryContent,
    account: Account,
    context: ConnectorContext,
  ): Promise<{ readonly id: string; readonly article: JsonObject }> {
    for (let isLast = false; ; isLast = true) {
      const media = await placeMedia(content, account, zalo, context)
      const article = articleOf(content, media, account, zalo)
      const { token } = await submit('create', article, account, context)
      const id = await verified(token, zalo.giveUpMs, accessOf(account), context)
      if (id !== null) return { id, article }
      if (isLast) throw couldNotFetch()
    }
  }

  /** Shows the article with these words. */
  async function change(id: string, article: JsonObject, account: Account, context: ConnectorContext): Promise<void> {
    const { token } = await submit('update', { ...article, id, status: 'show' }, account, context)
    if ((await verified(token, zalo.publishWaitMs, accessOf(account), context)) === null) throw couldNotFetch()
  }

  function submit(what: 'create' | 'update', json: JsonObject, account: Account, context: ConnectorContext) {
    const given = { method: 'POST', path: `/v2.0/article/${what}`, json, answer: Ticket } as const
    return call(zalo, accessOf(account), given, context)
  }

  /** Waits until Zalo has taken the article in. @returns null when it could not fetch a file */
  async function verified(
    token: string,
    giveUpMs: number,
    access: Access,
    context: ConnectorContext,
  ): Promise<string | null> {
    const given = { method: 'POST', path: '/v2.0/article/verify', json: { token } } as const
    const { id } = await polled(zalo, giveUpMs, context, async () => {
      const { error, message, data } = await ask(zalo, access, given, context)
      if (error === notReady || (error !== 0 && /being processed/i.test(message))) return null
      if (error === fetchFailed) return { id: null }
      if (error !== 0) throw new ConnectorError(faultOf(error, message, context.now()))
      const read = Verified.safeParse(data)
      if (!read.success) throw new ConnectorError({ code: 'platform-down' }, { cause: read.error })
      return read.data
    })
    return id
  }

  async function broadcast(
    { target }: Extract<Planned, { kind: 'broadcast' }>,
    before: readonly CommittedPart[],
    account: Account,
    context: ConnectorContext,
  ): Promise<CommittedPart> {
    const elements = before.slice(-1).map(({ remoteId }) => ({ media_type: 'article', attachment_id: remoteId }))
    const payload = { template_type: 'media', elements }
    const json = { recipient: { target }, message: { attachment: { type: 'template', payload } } }
    const given = { method: 'POST', path: '/v2.0/oa/message', json, answer: Sent } as const
    const { message_id: id } = await call(zalo, accessOf(account), given, context)
    return { remoteId: `${broadcastMark}${id}`, url: null, receipt: {} }
  }

  async function shownAs(id: string, account: Account, context: ConnectorContext): Promise<CommittedPart> {
    return { remoteId: id, url: await linkOf(zalo, id, account, context), receipt: {} }
  }
}

function couldNotFetch(): ConnectorError {
  const detail = 'Zalo could not fetch a file of the article'
  return new ConnectorError({ code: 'rejected', problem: 'media-processing', detail })
}
