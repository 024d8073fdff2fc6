import { type Account, ConnectorError, type ContentMedia, type DeliveryContent } from '../contract.ts'
import type { Item } from './containers.ts'

/** What will stand where: one container, or a carousel's items and the container around them. */
export interface Plan {
  readonly product: 'FEED' | 'REELS' | 'STORY'
  /** As it will be sent. */
  readonly caption: string
  /** One stands alone, with `params` beside its own; several stand in a carousel that has `params`. */
  readonly items: readonly Item[]
  readonly params: Readonly<Record<string, string>>
  /** Written under the post; "" for none. */
  readonly comment: string
}

const mostItems = 10

/** @throws ConnectorError `rejected` for media that no form takes */
export async function planOf(content: DeliveryContent, account: Account): Promise<Plan> {
  const { text: caption = '', media = [] } = content.parts[0] ?? {}
  const [first] = media
  if (!first) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
  if (media.length > mostItems) throw new ConnectorError({ code: 'rejected', problem: 'media-count' })
  const isStory = content.options['form'] === 'story'
  if (isStory && media.length > 1) throw new ConnectorError({ code: 'rejected', problem: 'media-count' })
  if (isStory)
    return {
      ...{ product: 'STORY', caption: '', comment: '' },
      items: [{ params: tagsOf(content, null), file: first }],
      params: { media_type: 'STORIES', ...labelOf(content) },
    }
  const isCarousel = media.length > 1
  const isReel = !isCarousel && first.kind === 'video'
  return {
    product: isReel ? 'REELS' : 'FEED',
    caption,
    comment: textIn(content, 'firstComment'),
    items: media.map((file, index) => ({
      params: {
        ...(isCarousel && { is_carousel_item: 'true' }),
        ...(isCarousel && file.kind === 'video' && { media_type: 'VIDEO' }),
        ...describing(file),
        ...(index === 0 && tagsOf(content, file)),
      },
      file,
    })),
    params: {
      ...(isCarousel && { media_type: 'CAROUSEL' }),
      ...(isReel && (await reelOf(content))),
      ...(caption !== '' && { caption }),
      ...labelOf(content),
      ...sharedOf(content),
      ...(account.settings['login'] === 'facebook' && partnershipOf(content)),
    },
  }
}

function describing({ kind, alt }: ContentMedia): Record<string, string> {
  return kind === 'image' && alt !== '' ? { alt_text: alt } : {}
}

/** The label is about pictures, films and sound: a translated caption makes no picture a machine's. */
function labelOf({ machineMarks }: DeliveryContent): Record<string, string> {
  return machineMarks.drawn ? { is_ai_generated: 'true' } : {}
}

async function reelOf(content: DeliveryContent): Promise<Record<string, string>> {
  const { options, attached } = content
  const { cover } = attached
  const coverSecond = Number(options['coverSecond'] ?? 0)
  const strategy = { manual: 'MANUAL', performance: 'SS_PERFORMANCE' }[String(options['trial'])]
  const audioName = textIn(content, 'audioName')
  return {
    media_type: 'REELS',
    share_to_feed: options['shareToFeed'] === false ? 'false' : 'true',
    ...(cover && { cover_url: await cover.publicUrl() }),
    ...(!cover && coverSecond > 0 && { thumb_offset: String(Math.round(coverSecond * 1000)) }),
    ...(audioName !== '' && { audio_name: audioName }),
    ...(strategy && { trial_params: JSON.stringify({ graduation_strategy: strategy }) }),
  }
}

function sharedOf(content: DeliveryContent): Record<string, string> {
  const collaborators = namesIn(content, 'collaborators')
  const location = textIn(content, 'location')
  return {
    ...(collaborators.length > 0 && { collaborators: JSON.stringify(collaborators) }),
    ...(location !== '' && { location_id: location }),
  }
}

function partnershipOf(content: DeliveryContent): Record<string, string> {
  if (content.options['paidPartnership'] !== true) return {}
  const sponsors = namesIn(content, 'sponsors')
  return {
    is_paid_partnership: 'true',
    ...(sponsors.length > 0 && { branded_content_sponsor_ids: JSON.stringify(sponsors) }),
  }
}

/** Accounts shown in a picture need a place in it: side by side near its lower edge. */
function tagsOf(content: DeliveryContent, file: ContentMedia | null): Record<string, string> {
  const names = namesIn(content, 'tagged')
  if (names.length === 0) return {}
  const place = (index: number) => Math.round(((index + 1) / (names.length + 1)) * 100) / 100
  const tags = names.map((username, index) =>
    file?.kind === 'image' ? { username, x: place(index), y: 0.9 } : { username },
  )
  return { user_tags: JSON.stringify(tags) }
}

function textIn({ options }: DeliveryContent, name: string): string {
  const value = options[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** Account names, without the `@` that people type. */
function namesIn({ options }: DeliveryContent, name: string): string[] {
  const value = options[name]
  return Array.isArray(value) ? value.map((item) => String(item).trim().replace(/^@/, '')).filter(Boolean) : []
}
