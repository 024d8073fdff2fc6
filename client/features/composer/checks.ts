import { besideMedia, capabilitiesFor } from '../../../connectors/rules/capabilities.ts'
import { check, type FindingCode, type VariantDraft, withOfficeRules } from '../../../connectors/rules/check.ts'
import { wordsOf } from '../../../connectors/rules/same-text.ts'
import { findLinks, measureText, type TextMeasure } from '../../../connectors/rules/text.ts'
import type { Channel } from '../../../server/contract/channels.ts'
import type { Media } from '../../../server/contract/content.ts'
import type { Pause } from '../../../server/contract/deliveries.ts'
import { type DraftVariant, type PostDraft, variantKey } from './draft.ts'
import { follows, mediaOfVariant, resolveVariant } from './variants.ts'

type ProblemCode =
  | FindingCode
  | 'same-text'
  | 'channel-disconnected'
  | 'channel-needs-reconnect'
  | 'channel-not-attested'
  | 'channel-paused'

/** One thing to put right or to know before a variant goes out. `index` is the thread part or the medium it is about. */
export interface ComposerProblem {
  readonly level: 'error' | 'warning'
  readonly code: ProblemCode
  readonly index?: number
  readonly values: Readonly<Record<string, number | string>>
}

export type Verdict = 'ok' | 'warning' | 'error'

export interface VariantCheck {
  readonly key: string
  readonly channel: Channel
  readonly resolved: VariantDraft
  /** Its text is the source's. */
  readonly follows: boolean
  readonly media: readonly Media[]
  /** What the platform's link card will lead to; "" where there is none. */
  readonly link: string
  /** Per part, as the platform counts. */
  readonly measures: readonly TextMeasure[]
  readonly problems: readonly ComposerProblem[]
  readonly verdict: Verdict
}

/** What a check depends on besides the draft. */
export interface Surroundings {
  readonly channels: readonly Channel[]
  readonly pauses: readonly Pause[]
  /** The office releases no picture without its description. */
  readonly altRequired: boolean
}

/**
 * Checks every variant, again only where something it depends on has changed: with thirteen channels, typing into one
 * text must not measure the others.
 */
export function createChecker(): (draft: PostDraft, surroundings: Surroundings) => VariantCheck[] {
  const known = new Map<string, { readonly reasons: readonly unknown[]; readonly result: VariantCheck }>()
  return (draft, { channels, pauses, altRequired }) => {
    const checks = draft.variants.flatMap((variant) => {
      const channel = channels.find(({ id }) => id === variant.channelId)
      if (!channel) return []
      const key = variantKey(variant)
      const paused = isPausedFor(draft, channel, pauses)
      const reasons = [
        variant,
        draft.content[variant.language],
        draft.media,
        draft.ownMedia,
        draft.source,
        channel,
        paused,
        altRequired,
      ]
      const before = known.get(key)
      if (before && reasons.every((reason, at) => reason === before.reasons[at])) return before.result
      const result = checkVariant(draft, variant, channel, { paused, altRequired })
      known.set(key, { reasons, result })
      return result
    })
    return withSameText(checks)
  }
}

interface Rules {
  readonly paused: boolean
  readonly altRequired: boolean
}

function checkVariant(draft: PostDraft, variant: DraftVariant, channel: Channel, rules: Rules): VariantCheck {
  const { capabilities } = channel
  const resolved = resolveVariant(draft, variant, capabilities)
  const inForm = capabilitiesFor(capabilities, resolved)
  const warning = String(variant.options['contentWarning'] ?? '')
  const link = draft.content[variant.language]?.link ?? ''
  const problems = [...channelProblems(channel, rules.paused), ...withOfficeRules(check(resolved, capabilities), rules)]
  return {
    key: variantKey(variant),
    channel,
    resolved,
    follows: follows(variant, 'parts'),
    media: mediaOfVariant(draft, variant),
    link: cardLink(link, resolved, channel),
    measures: resolved.parts.map((part, at) =>
      measureText(part, at === 0 && resolved.media.length > 0 ? besideMedia(inForm) : inForm, warning),
    ),
    problems,
    verdict: verdictOf(problems),
  }
}

function channelProblems(channel: Channel, paused: boolean): ComposerProblem[] {
  const problems: ComposerProblem[] = []
  if (channel.state === 'disconnected') problems.push({ level: 'error', code: 'channel-disconnected', values: {} })
  if (channel.state === 'needs-reconnect')
    problems.push({ level: 'error', code: 'channel-needs-reconnect', values: {} })
  if (!channel.attested && !channel.practice)
    problems.push({ level: 'error', code: 'channel-not-attested', values: {} })
  if (paused) problems.push({ level: 'warning', code: 'channel-paused', values: {} })
  return problems
}

/** A card that we make shows the post's link; one that the platform makes, the first link in the text. */
function cardLink(link: string, { parts }: VariantDraft, { capabilities }: Channel): string {
  if (capabilities.linkCard === 'client') return link
  return capabilities.linkCard === 'server' ? (findLinks(parts.join('\n'))[0]?.url ?? '') : ''
}

/** Rule of trust 4: no identical text on two accounts of one platform. */
function withSameText(checks: VariantCheck[]): VariantCheck[] {
  // Most follow the source, so that few texts are looked at.
  const known = new Map<string, string | null>()
  const words = checks.map(({ resolved: { parts } }) => {
    const text = parts.join(' ')
    if (!known.has(text)) known.set(text, wordsOf(parts))
    return known.get(text) ?? null
  })
  return checks.map((own, at) => {
    if (words[at] === null) return own
    const twin = checks.find(
      (other, index) =>
        words[index] === words[at] && other.channel.id !== own.channel.id && isSamePlatform(other.channel, own.channel),
    )
    if (!twin) return own
    const problem: ComposerProblem = { level: 'error', code: 'same-text', values: { channel: twin.channel.name } }
    return { ...own, problems: [problem, ...own.problems], verdict: 'error' }
  })
}

const isSamePlatform = (one: Channel, other: Channel) =>
  one.platform === other.platform && one.practice === other.practice

function isPausedFor(draft: PostDraft, channel: Channel, pauses: readonly Pause[]): boolean {
  return !draft.exemptFromPause && pauses.some((pause) => holds(pause, draft, channel))
}

function holds({ scope, scopeId }: Pause, draft: PostDraft, channel: Channel): boolean {
  switch (scope) {
    case 'organization':
      return true
    case 'platform':
      return scopeId === channel.platform
    case 'channel':
      return scopeId === channel.id
    case 'campaign':
      return scopeId === draft.campaignId
    case 'unit':
      return scopeId === draft.unitId
  }
}

function verdictOf(problems: readonly ComposerProblem[]): Verdict {
  if (problems.some(({ level }) => level === 'error')) return 'error'
  return problems.length > 0 ? 'warning' : 'ok'
}

/** How many variants stand at each verdict. */
export function countVerdicts(checks: readonly VariantCheck[]): Record<Verdict, number> {
  const counts = { ok: 0, warning: 0, error: 0 }
  for (const { verdict } of checks) counts[verdict] += 1
  return counts
}
