import type { Media } from '../../../server/contract/content.ts'
import type { VariantCheck } from './checks.ts'
import { languagesOf, noText, type PostDraft } from './draft.ts'

/** What a post has in another language, or cannot do without, and not in this one. */
export interface Missing {
  readonly title: boolean
  readonly text: boolean
  readonly link: boolean
  /** Pictures without a description in this language. */
  readonly alts: number
}

const fields = ['title', 'text', 'link'] as const

/** The languages of the post, and those its channels ask for and nobody has written yet. */
export function languagesInUse(draft: PostDraft): string[] {
  return [...new Set([...languagesOf(draft), ...draft.variants.map(({ language }) => language)])]
}

/** Channels that get the post in a language, by name. */
export function channelsIn(checks: readonly VariantCheck[], language: string): string[] {
  return checks.filter(({ resolved }) => resolved.language === language).map(({ channel }) => channel.name)
}

/** Nothing is missing in a language that is the only one and still empty: there is nothing to compare it with. */
export function missingIn(
  { content, media }: Pick<PostDraft, 'content'> & { readonly media: readonly Pick<Media, 'kind' | 'alt'>[] },
  language: string,
): Missing {
  const own = content[language] ?? noText
  const isMissing = (field: (typeof fields)[number]) =>
    own[field].trim() === '' && Object.values(content).some((other) => other[field].trim() !== '')
  return {
    title: isMissing('title'),
    text: isMissing('text'),
    link: isMissing('link'),
    alts: media.filter(({ kind, alt }) => kind === 'image' && !alt[language]?.trim()).length,
  }
}

export function countMissing(missing: Missing): number {
  return fields.filter((field) => missing[field]).length + missing.alts
}
