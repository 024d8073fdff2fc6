import { type RequestHandler, Router } from 'express'
import { postPage } from '../simulation/post-page.ts'
import { secret } from '../simulation/refusal.ts'
import { type Simulation, startSimulation } from '../simulation/start.ts'
import { asking } from './asking.ts'
import { changing } from './messages.ts'
import { readParams } from './params.ts'
import { presentChat, presentMessage } from './present.ts'
import { add, sending } from './send.ts'
import {
  type Bot,
  type Chat,
  type Message,
  type Quirks,
  type Rates,
  type Rights,
  refusal,
  type World,
} from './world.ts'

export interface SimulatedTelegramOptions {
  readonly rates?: Partial<Rates>
  readonly quirks?: Partial<Quirks>
  readonly port?: number
}

export interface SimulatedTelegram extends Simulation {
  /** The public channel, by number and by name. */
  readonly channel: { readonly id: string; readonly username: string }
  /** A private group in which bots may keep files. */
  readonly group: { readonly id: string }
  /** Makes a bot that is in both chats. @returns its token */
  readonly addBot: (rights?: Partial<Rights>) => string
  /** What the channel's owner lets a bot do from now on; null takes it out. */
  readonly setRights: (token: string, rights: Partial<Rights> | null) => void
  /** As its owner does: the old token is dead. */
  readonly revoke: (token: string) => void
  /** What stands in the channel, oldest first. */
  readonly messages: () => readonly Message[]
  readonly inGroup: () => readonly Message[]
  /** Another administrator writes. @returns the message's number */
  readonly postAsOther: (text: string) => number
  /** Readers react to a message. */
  readonly react: (number: number, emoji: string, total: number) => void
  readonly rename: (username: string) => void
  /** The private group becomes a supergroup, under a number of its own. @returns it */
  readonly upgradeGroup: () => string
  /** Bots are put out of the private group. */
  readonly closeGroup: () => void
}

/** @see https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this */
const usualRates: Rates = { chatBurst: 2, chatMinute: 20, botSecond: 30 }
const noQuirks: Quirks = {
  malformedToken: 404,
  deletesOldPosts: true,
  pollAnswers: 12,
  protectsContent: false,
  queuesFilms: false,
}
const allRights: Rights = { can_post_messages: true, can_edit_messages: true, can_delete_messages: true }

const methods = { ...asking, ...sending, ...changing }

/**
 * A strict Bot API with one public channel and one private group, kept in memory: it counts, refuses and numbers as the
 * real one does, and fetches the addresses it is given.
 */
export async function startSimulatedTelegram(options: SimulatedTelegramOptions = {}): Promise<SimulatedTelegram> {
  const channel = chat(-1001987654321, 'channel', 'Cảng Hải Phòng', 'haiphong')
  let group = chat(-4123456789, 'group', 'Kho tệp', null)
  const chats = new Map([channel, group].map((one) => [one.id, one]))
  const bots = new Map<string, Bot>()
  let lastUpdate = 0
  let lastBot = 7_000_000_000
  let now = () => new Date()
  const nextUpdate = () => {
    lastUpdate += 1
    return lastUpdate
  }

  const simulation = await startSimulation({
    ...(options.port !== undefined && { port: options.port }),
    notFound: refusal(404, 'Not Found'),
    broken: refusal(400, "can't parse the request"),
    handlers: (ground) => {
      now = ground.now
      const world: World = {
        now,
        rates: { ...usualRates, ...options.rates },
        quirks: { ...noQuirks, ...options.quirks },
        bots,
        chats,
        nextUpdate,
      }
      return [serve(world), pages(world)]
    },
  })

  const botOf = (token: string) => {
    const bot = bots.get(token)
    if (!bot) throw new Error('There is no such bot')
    return bot
  }
  const tell = (kind: 'message_reaction_count' | 'channel_post', body: object) => {
    for (const bot of bots.values()) bot.updates.push({ id: nextUpdate(), at: now(), kind, body })
  }

  return {
    ...simulation,
    channel: { id: String(channel.id), username: 'haiphong' },
    group: { id: String(group.id) },
    addBot: (rights = {}) => {
      lastBot += 1
      const token = `${lastBot}:AA${secret()}`
      bots.set(token, { id: lastBot, token, files: new Map(), updates: [], allowed: [], interrupt: null })
      channel.members.set(lastBot, { ...allRights, ...rights })
      group.members.set(lastBot, allRights)
      return token
    },
    setRights: (token, rights) => {
      channel.members.set(botOf(token).id, rights ? { ...allRights, ...rights } : 'kicked')
    },
    revoke: (token) => {
      bots.delete(token)
    },
    messages: () => [...channel.messages.values()],
    inGroup: () => [...group.messages.values()],
    postAsOther: (text) => {
      const message = add(channel, now(), { words: { text, entities: [] } })
      tell('channel_post', presentMessage(message))
      return message.id
    },
    react: (number, emoji, total) => {
      const reactions = [{ type: { type: 'emoji', emoji }, total_count: total }]
      const date = Math.floor(now().getTime() / 1_000)
      tell('message_reaction_count', { chat: presentChat(channel), message_id: number, date, reactions })
    },
    rename: (username) => {
      channel.username = username
    },
    upgradeGroup: () => {
      const larger = chat(-1002555555555, 'supergroup', group.title, null)
      for (const [id, rights] of group.members) larger.members.set(id, rights)
      chats.set(larger.id, larger)
      group.movedTo = larger.id
      group = larger
      return String(larger.id)
    },
    closeGroup: () => {
      for (const id of group.members.keys()) group.members.set(id, 'kicked')
    },
  }
}

/** `/bot<token>/<method>`; methods are found whatever their case. */
function pages({ chats }: World): Router {
  const read = postPage(({ username, id }) => {
    const chat = [...chats.values()].find((known) => known.username === username)
    const message = chat?.messages.get(Number(id))
    if (!chat || !message) return null
    const { at, words, file } = message
    return { platform: 'Telegram', author: chat.title, text: words.text, at, files: file ? 1 : 0 }
  })
  return Router().get('/:username/:id', read)
}

function serve(world: World): RequestHandler {
  return async (req, res, next) => {
    const [, token, method] = /^\/bot([^/]+)\/([^/]+)$/.exec(decodeURIComponent(req.path)) ?? []
    if (token === undefined || method === undefined) return next()
    if (!/^\d+:[\w-]{30,}$/.test(token)) {
      const { malformedToken: status } = world.quirks
      throw refusal(status, status === 404 ? 'Not Found' : 'Unauthorized: invalid token specified')
    }
    const bot = world.bots.get(token)
    if (!bot) throw refusal(401, 'Unauthorized')
    const run = methods[method.toLowerCase()]
    if (!run) throw refusal(404, 'Not Found')
    const result = await run(bot, await readParams(req), world)
    res.json({ ok: true, result })
  }
}

function chat(id: number, type: Chat['type'], title: string, username: string | null): Chat {
  return { id, type, title, username, members: new Map(), messages: new Map(), nextNumber: 1, movedTo: null }
}
