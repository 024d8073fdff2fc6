import { type Poll, refusal, type World } from './world.ts'

/**
 * A poll as it was given, checked in the server's words. @param before the one the status has: with the same answers it
 * keeps its votes
 */
export function readPoll(given: unknown, { limits, now }: World, before: Poll | null): Poll | null {
  if (given === undefined || given === null) return null
  const { options: answers, expires_in: expiresIn, multiple } = given as Readonly<Record<string, unknown>>
  const options = Array.isArray(answers) ? answers.map(String) : []
  const seconds = Number(expiresIn)
  const invalid = (what: string) => refusal(422, `Validation failed: ${what}`)
  if (options.length < 2) throw invalid('Options must have more than one item')
  if (options.length > limits.pollOptions) throw invalid(`Options can't contain more than ${limits.pollOptions} items`)
  if (options.some((option) => [...option].length > limits.pollCharacters))
    throw invalid(`Options can't be longer than ${limits.pollCharacters} characters each`)
  if (new Set(options).size < options.length) throw invalid('Options contain duplicate items')
  if (!(seconds >= limits.pollSeconds.min)) throw invalid('Expires at is too soon')
  if (seconds > limits.pollSeconds.max) throw invalid('Expires at is too far into the future')
  const isMultiple = multiple === true || multiple === 'true'
  const isSame = before?.multiple === isMultiple && before.options.join('\n') === options.join('\n')
  return {
    options,
    multiple: isMultiple,
    expiresAt: new Date(now().getTime() + seconds * 1_000),
    votes: isSame ? before.votes : 0,
  }
}

export function presentPoll(statusId: string, { options, multiple, expiresAt, votes }: Poll, { now }: World): object {
  return {
    id: statusId,
    expires_at: expiresAt.toISOString(),
    expired: expiresAt <= now(),
    multiple,
    votes_count: votes,
    voters_count: votes,
    options: options.map((title) => ({ title, votes_count: 0 })),
    emojis: [],
  }
}
