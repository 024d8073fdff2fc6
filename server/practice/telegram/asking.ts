import { presentChat } from './present.ts'
import type { Method } from './send.ts'
import { type Bot, chatOf, enter, refusal, type World } from './world.ts'

const keptMs = 24 * 60 * 60_000
const mostUpdates = 100

/** What a bot may ask: who it is, what a chat is, what has happened. */
export const asking: Readonly<Record<string, Method>> = {
  getme: ({ id }) => ({
    id,
    is_bot: true,
    first_name: 'Hải Phòng',
    username: `haiphong_${id}_bot`,
    can_join_groups: true,
  }),

  getchat(bot, params, world) {
    const chat = chatOf(world, params.text('chat_id'))
    // What is private is told to those inside only.
    if (!chat.username) enter(world, bot, params.text('chat_id'))
    return presentChat(chat)
  },

  getchatmember(bot, params, world) {
    const chat = enter(world, bot, params.text('chat_id'))
    const userId = params.number('user_id')
    const rights = chat.members.get(userId ?? 0)
    if (!rights) throw refusal(400, 'member not found')
    const user = { id: userId, is_bot: true, first_name: 'Hải Phòng' }
    if (rights === 'kicked') return { status: 'kicked', user, until_date: 0 }
    if (chat.type !== 'channel') return { status: 'member', user }
    const all = { can_be_edited: false, is_anonymous: false, can_manage_chat: true, ...rights }
    return { status: 'administrator', user, ...all }
  },

  getchatmembercount(bot, params, world) {
    enter(world, bot, params.text('chat_id'))
    return 1_234
  },

  /** Long polling for one reader: a second one ends the first. */
  getupdates(bot, params, world) {
    bot.interrupt?.()
    const allowed = params.nested('allowed_updates')
    if (Array.isArray(allowed)) bot.allowed = allowed.map(String)
    const offset = params.number('offset') ?? 0
    if (offset > 0) bot.updates = bot.updates.filter(({ id }) => id >= offset)
    const found = updatesOf(bot, world)
    const seconds = params.number('timeout') ?? 0
    if (found.length > 0 || seconds === 0) return found
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(() => resolve(updatesOf(bot, world))), seconds * 1_000)
      const settle = (end: () => void) => {
        clearTimeout(timer)
        bot.interrupt = null
        end()
      }
      bot.interrupt = () => settle(() => reject(refusal(409, 'Conflict: terminated by other getUpdates request')))
    })
  },
}

/** Kept for a day; reaction counts only for who asks for them. */
function updatesOf(bot: Bot, { now }: World): object[] {
  const isWanted = (kind: string) => (bot.allowed.length > 0 ? bot.allowed.includes(kind) : kind === 'channel_post')
  bot.updates = bot.updates.filter(({ at }) => now().getTime() - at.getTime() < keptMs)
  return bot.updates
    .filter(({ kind }) => isWanted(kind))
    .slice(0, mostUpdates)
    .map(({ id, kind, body }) => ({ update_id: id, [kind]: body }))
}
