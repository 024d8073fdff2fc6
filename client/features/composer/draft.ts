import type { CreatePost, Media, SourceText, VariantInput } from '../../../server/contract/content.ts'
import type { Post } from '../../../server/contract/deliveries.ts'

/** What stands on one channel in one language. A field that is null follows the source. */
export type DraftVariant = VariantInput

/** A post while it is being written: the whole media instead of their ids, everything else as it is saved. */
export interface PostDraft extends Omit<CreatePost, 'mediaIds' | 'variants' | 'title'> {
  /** Name of a post whose source has no headline yet. */
  readonly title: string
  readonly media: readonly Media[]
  /** Files that stand in variants only: pictures made to fit one channel. */
  readonly ownMedia: readonly Media[]
  readonly variants: readonly DraftVariant[]
}

export const noText: SourceText = { title: '', text: '', link: '' }

export function emptyDraft(language: string): PostDraft {
  return {
    title: '',
    campaignId: null,
    kind: 'news',
    tone: 'neutral',
    sourceLanguage: language,
    content: { [language]: noText },
    media: [],
    ownMedia: [],
    source: null,
    machineMarks: {},
    urgent: false,
    exemptFromPause: false,
    latePolicy: null,
    lateLimitMinutes: null,
    variants: [],
  }
}

export function draftOfPost(post: Post): PostDraft {
  return {
    title: post.title,
    unitId: post.unitId,
    campaignId: post.campaignId,
    kind: post.kind,
    tone: post.tone,
    sourceLanguage: post.sourceLanguage,
    content: Object.keys(post.content).length > 0 ? post.content : { [post.sourceLanguage]: noText },
    media: post.media,
    ownMedia: post.ownMedia,
    source: post.source,
    machineMarks: post.machineMarks,
    urgent: post.urgent,
    exemptFromPause: post.exemptFromPause,
    latePolicy: post.latePolicy,
    lateLimitMinutes: post.lateLimitMinutes,
    variants: post.variants.map(({ id: _id, ...variant }) => variant),
  }
}

/**
 * What is sent to the server. The post is called after its headline in the source language, else after its first
 * words.
 * @param untitled the name of a post without a single word
 */
export function inputOfDraft(draft: PostDraft, untitled: string): CreatePost {
  const { media, ownMedia: _own, title: _title, ...fields } = draft
  return {
    ...fields,
    title: titleOfDraft(draft) || untitled,
    source: draft.source?.trim() || null,
    mediaIds: media.map(({ id }) => id),
    variants: [...draft.variants],
  }
}

export function titleOfDraft(draft: PostDraft): string {
  const source = draft.content[draft.sourceLanguage] ?? noText
  return oneLine(source.title) || oneLine(source.text).slice(0, 120).trim().toWellFormed() || draft.title
}

/** The source language first. */
export function languagesOf({ content, sourceLanguage }: Pick<PostDraft, 'content' | 'sourceLanguage'>): string[] {
  return [sourceLanguage, ...Object.keys(content).filter((language) => language !== sourceLanguage)]
}

/** Whether two drafts would be saved as the same post; descriptions belong to the media, not to the post. */
export function isSameDraft(one: PostDraft, other: PostDraft): boolean {
  return one === other || JSON.stringify(inputOfDraft(one, '')) === JSON.stringify(inputOfDraft(other, ''))
}

const oneLine = (text: string) => text.split(/[\r\n]/, 1)[0]?.trim() ?? ''

export const variantKey = ({ channelId, language }: Pick<DraftVariant, 'channelId' | 'language'>) =>
  `${channelId} ${language}`
