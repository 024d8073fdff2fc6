import { createHash } from 'node:crypto'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import type { MediaFacts, VariantDraft } from '../../connectors/rules/check.ts'
import { placeCredit } from '../../connectors/rules/credit.ts'
import { placeLink } from '../../connectors/rules/link.ts'
import { machineMarkNames } from '../../connectors/rules/machine-marks.ts'
import { wordsOf } from '../../connectors/rules/same-text.ts'
import { canonical } from '../canonical.ts'
import type { MachineMarks, SourceText } from '../contract/content.ts'

/** What a variant and its post say, before one follows the other. */
export interface VariantFacts {
  readonly channelId: string
  readonly language: string
  /** Of the channel: where it wants the link and the source. */
  readonly capabilities: Pick<Capabilities, 'linkCard' | 'creditField'>
  /** The variant's own words; null follows the source. */
  readonly title: string | null
  readonly parts: readonly string[] | null
  readonly options: JsonObject
  /** The post in the variant's language; null when nobody wrote it. */
  readonly sourceText: SourceText | null
  /** Credit line of a partner unit's content. */
  readonly credit: string | null
  /** What a machine helped with. */
  readonly machineMarks: MachineMarks
  /** In the order they are shown. */
  readonly media: readonly MediumFacts[]
}

interface MediumFacts extends MediaFacts {
  readonly id: string
  /** SHA-256 of the file. */
  readonly hash: string
}

/** Everything that will be sent. The media stand with the first part of a thread. */
export interface ResolvedContent {
  readonly title: string | null
  readonly parts: readonly string[]
  readonly language: string
  readonly link: string | null
  readonly source: string | null
  readonly options: JsonObject
  readonly machineMarks: MachineMarks
  readonly media: readonly MediumFacts[]
}

/** When it was meant to go out, as its author meant it: a change of a zone's rules moves the instant, not the intent. */
export interface Intent {
  readonly localTime: string | null
  readonly zone: string | null
}

/** What goes out for a variant. A language nobody wrote stays empty: another language is never sent in its place. */
export function resolveContent(facts: VariantFacts): ResolvedContent {
  const { sourceText, media, capabilities, credit, language } = facts
  const isWritten = facts.parts !== null || sourceText !== null
  const link = sourceText?.link || null
  const parts = placeLink(facts.parts ?? [sourceText?.text ?? ''], link, capabilities, media.length > 0)
  return {
    title: (facts.title ?? sourceText?.title) || null,
    parts: placeCredit(parts, isWritten ? credit : null, language, capabilities, media.length > 0),
    language,
    link,
    source: credit,
    options: facts.options,
    machineMarks: facts.machineMarks,
    media,
  }
}

/** The content as `connectors/rules/check.ts` reads it. */
export function draftOf({ title, parts, language, media, options }: ResolvedContent): VariantDraft {
  return { title, parts, language, media, options }
}

/**
 * What a release covers, as one SHA-256 in hexadecimal: texts, title, link, credit, language, options, what a machine
 * helped with, every file with its description, the channel, and the time the author meant. Nothing goes out when it
 * differs from the hash that a person released.
 */
export function contentHash(content: ResolvedContent, channelId: string, intent: Intent): string {
  const { title, parts, language, link, source, options } = content
  const media = content.media.map(({ hash, alt }) => [hash, alt])
  const { localTime, zone } = intent
  const marks = machineMarkNames.filter((mark) => content.machineMarks[mark])
  // Left out where there are none: what was released before marks counted stays released.
  const machine = marks.length > 0 ? { machine: marks } : {}
  return sha256(
    canonical({ title, parts, language, link, source, options, media, channelId, localTime, zone, ...machine }),
  )
}

/**
 * The text in a form that two accounts of one platform may not share (rule of trust 4): case, spaces, punctuation and
 * invisible characters make no difference. null when there are no words.
 */
export function textHash({ parts }: Pick<ResolvedContent, 'parts'>): string | null {
  const words = wordsOf(parts)
  return words === null ? null : sha256(words)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** SHA-256 of a value as JSON with sorted keys, in hexadecimal. */
export function sha256Of(value: unknown): string {
  return sha256(canonical(value))
}
