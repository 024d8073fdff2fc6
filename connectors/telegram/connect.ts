import { z } from 'zod'
import {
  type AccountMetrics,
  type Checkup,
  type ConnectableAccount,
  type Connector,
  type ConnectorContext,
  ConnectorError,
} from '../contract.ts'
import { capabilitiesOf } from './capabilities.ts'
import { type Access, accessOf, call } from './client.ts'
import { Chat, Id, placeOf } from './message.ts'
import type { Telegram } from './settings.ts'

/** What the bot needs as an administrator of the channel. */
const rights = ['can_post_messages', 'can_edit_messages', 'can_delete_messages'] as const

const Bot = z.object({ id: Id, username: z.string().default('') })
const Member = z.object({
  status: z.string(),
  can_post_messages: z.boolean().optional(),
  can_edit_messages: z.boolean().optional(),
  can_delete_messages: z.boolean().optional(),
})
type Member = z.infer<typeof Member>

export function connecting(telegram: Telegram): Pick<Connector, 'connect' | 'check' | 'accountMetrics'> {
  return {
    connect: {
      kind: 'form',
      fields: [
        { name: 'token', kind: 'secret', required: true },
        { name: 'channel', kind: 'text', required: true },
        { name: 'stagingChat', kind: 'text', required: false },
      ],
      accounts: async (input, context) => [await accountOf(input, context)],
    },

    async check(account, context): Promise<Checkup> {
      const access = accessOf(telegram, account)
      const { chatId, stagingChatId } = placeOf(account)
      const chat = await getChat(access, chatId, context)
      const member = await memberOf(access, chatId, String(account.settings['botId']), context)
      const notices: string[] = []
      if ((chat.username ?? null) !== account.settings['username']) notices.push('name-changed')
      if (stagingChatId !== null && !(await isOpen(access, stagingChatId, context))) notices.push('staging-lost')
      return { missingPermissions: missingIn(member), quota: null, notices }
    },

    async accountMetrics(account, context): Promise<AccountMetrics> {
      const fields = { chat_id: placeOf(account).chatId }
      const given = { method: 'getChatMemberCount', fields, answer: z.int().nonnegative() }
      const followers = await call(accessOf(telegram, account), given, context)
      return { followers, posts: null, raw: { members: followers } }
    },
  }

  /** @throws ConnectorError `credentials-revoked` for a token Telegram does not know or a channel the bot is not in */
  async function accountOf(
    { token = '', channel = '', stagingChat = '' }: Readonly<Record<string, string>>,
    context: ConnectorContext,
  ): Promise<ConnectableAccount> {
    if (!/^\d+:[\w-]{30,}$/.test(token.trim()))
      throw new ConnectorError({ code: 'credentials-revoked', detail: 'This is no token of a bot' })
    const access = { apiUrl: telegram.apiUrl, token: token.trim() }
    const bot = await call(access, { method: 'getMe', answer: Bot }, context)
    const chat = await getChat(access, chatNamed(channel), context)
    if (chat.type !== 'channel') throw refused(`${chat.title || channel} is no channel but a ${chat.type}`)
    const member = await memberOf(access, chat.id, bot.id, context)
    const stagingChatId = await stagingOf(access, stagingChat.trim(), chat.id, context)
    const url = chat.username ? `${telegram.linkUrl}/${chat.username}` : null
    return {
      remoteAccountId: chat.id,
      name: chat.title,
      handle: chat.username ? `@${chat.username}` : chat.title,
      url,
      settings: { chatId: chat.id, username: chat.username ?? null, botId: bot.id, stagingChatId },
      credentials: { fields: { token: access.token }, expiresAt: null },
      capabilities: capabilitiesOf(telegram, { hasStaging: stagingChatId !== null }),
      missingPermissions: missingIn(member),
    }
  }
}

/** Files and look-ups pass through it: nobody outside the office may read there. */
async function stagingOf(
  access: Access,
  named: string,
  channelId: string,
  context: ConnectorContext,
): Promise<string | null> {
  if (named === '') return null
  const chat = await getChat(access, chatNamed(named), context)
  if (chat.id === channelId || chat.username)
    throw refused('The chat for files has to be a private one, apart from the channel')
  return chat.id
}

async function isOpen(access: Access, chatId: string, context: ConnectorContext): Promise<boolean> {
  try {
    await getChat(access, chatId, context)
    return true
  } catch (error) {
    if (error instanceof ConnectorError && error.fault.code === 'credentials-revoked') return false
    throw error
  }
}

function getChat(access: Access, chatId: string, context: ConnectorContext) {
  return call(access, { method: 'getChat', fields: { chat_id: chatId }, answer: Chat }, context)
}

function memberOf(access: Access, chatId: string, userId: string, context: ConnectorContext): Promise<Member> {
  const fields = { chat_id: chatId, user_id: userId }
  return call(access, { method: 'getChatMember', fields, answer: Member }, context)
}

function missingIn(member: Member): string[] {
  if (member.status === 'creator') return []
  return rights.filter((right) => member.status !== 'administrator' || member[right] !== true)
}

/** A chat as people name it: `@name`, a number, or the address of it or of one of its messages. */
function chatNamed(given: string): string {
  const bare = given.trim().replace(/^https?:\/\//i, '')
  const [, inside] = /^(?:t|telegram)\.me\/c\/(\d+)/i.exec(bare) ?? []
  if (inside) return `-100${inside}`
  const [, name] = /^(?:(?:t|telegram)\.me\/|@)?([a-z]\w+)(?:\/\d*)?$/i.exec(bare) ?? []
  return name ? `@${name}` : bare
}

function refused(detail: string): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem: 'other', detail })
}
