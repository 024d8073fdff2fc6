import { ConnectorError, type DeliveryContent, type JsonObject, type RejectedProblem } from '../contract.ts'
import { escaped } from './little-text.ts'
import type { LinkedInSettings } from './settings.ts'

/** What a post carries beside its words: one kind. */
export type Carried = { readonly [kind in 'media' | 'multiImage' | 'article' | 'poll']?: JsonObject }

const longestText = 3_000

/** The whole body of the call that publishes. @see https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api */
export function postBody(
  { options, ...content }: DeliveryContent,
  organization: string,
  carried: Carried | null,
  settings: LinkedInSettings,
): JsonObject {
  return {
    author: organization,
    commentary: commentaryOf(wordsOf({ options, ...content }), settings),
    visibility: 'PUBLIC',
    distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
    lifecycleState: 'PUBLISHED',
    isReshareDisabledByAuthor: options['noReshare'] === true,
    ...(carried && { content: carried }),
  }
}

/** The link of a poll has no card of its own. */
function wordsOf({ parts, link, options }: DeliveryContent): string {
  const text = parts[0]?.text ?? ''
  const isMissing = options['form'] === 'poll' && link !== null && !text.includes(link)
  return isMissing ? `${text.trimEnd()}\n\n${link}` : text
}

/** @throws ConnectorError `rejected` `text-too-long` */
export function commentaryOf(text: string, { countsEscapes }: LinkedInSettings): string {
  const commentary = escaped(text)
  const length = (countsEscapes ? commentary : text).length
  if (length > longestText) throw refused('text-too-long', `${length} characters, and LinkedIn takes ${longestText}`)
  return commentary
}

const pollDurations: Readonly<Record<string, string>> = {
  '1': 'ONE_DAY',
  '3': 'THREE_DAYS',
  '7': 'SEVEN_DAYS',
  '14': 'FOURTEEN_DAYS',
}

export function pollOf({ options }: DeliveryContent): JsonObject {
  const answers = Array.isArray(options['answers']) ? options['answers'].map(String) : []
  return {
    question: textIn(options, 'question'),
    options: answers.map((text) => ({ text })),
    settings: {
      duration: pollDurations[String(options['pollDays'] ?? '3')] ?? 'THREE_DAYS',
      voteSelectionType: 'SINGLE_VOTE',
      isVoterVisibleToAuthor: false,
    },
  }
}

/** LinkedIn does not read the page: what the card says is what is sent. */
export function articleOf({ title }: DeliveryContent, link: string, thumbnail: string | null): JsonObject {
  return {
    source: link,
    title: title?.trim() || (URL.parse(link)?.hostname ?? link),
    ...(thumbnail && { thumbnail }),
  }
}

export function textIn(options: JsonObject, name: string): string {
  const value = options[name]
  return typeof value === 'string' ? value.trim() : ''
}

export function refused(problem: RejectedProblem, detail: string): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem, detail })
}
