import { type Bot, type Chat, refusal, type World } from './world.ts'

/** When messages went out, by chat and by bot; what was refused is not counted. */
const sent = new WeakMap<Chat | Bot, Date[]>()

const minuteMs = 60_000
const burstWaitSeconds = 3

/** @throws Refusal 429 with the wait, in the body and as a header; then nothing went out */
export function takeTurn({ now, rates }: World, bot: Bot, chat: Chat, messages: number): void {
  const inChat = recent(chat, now(), minuteMs)
  const ofBot = recent(bot, now(), minuteMs)
  const within = (times: readonly Date[], ms: number) => times.filter((at) => now().getTime() - at.getTime() < ms)
  // An album counts as its messages, but a whole one is no burst.
  if (within(inChat, 1_000).length >= rates.chatBurst || within(ofBot, 1_000).length >= rates.botSecond)
    throw tooMany(burstWaitSeconds)
  if (inChat.length + messages > rates.chatMinute) {
    const oldest = inChat[0] ?? now()
    throw tooMany(Math.max(1, Math.ceil((oldest.getTime() + minuteMs - now().getTime()) / 1_000)))
  }
  for (let count = 0; count < messages; count += 1) {
    inChat.push(now())
    ofBot.push(now())
  }
}

function recent(of: Chat | Bot, now: Date, ms: number): Date[] {
  const kept = (sent.get(of) ?? []).filter((at) => now.getTime() - at.getTime() < ms)
  sent.set(of, kept)
  return kept
}

function tooMany(seconds: number) {
  const refused = refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
  return Object.assign(refused, { headers: { 'retry-after': String(seconds) } })
}
