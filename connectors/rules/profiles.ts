import type { Capabilities, DeliveryCapabilities, SendLimit } from './capabilities.ts'
import type { Platform } from './platforms.ts'

/**
 * What an ordinary account of each platform may post when nothing more is known of it: connectors start from these and
 * ask the account's own server where it can tell; practice channels wear them as their platform's look.
 */

const KB = 1_000
const MB = 1_000_000
const MIB = 1_048_576
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Uploads and transcoding before a video can be published. */
const videoLead = 15 * MINUTE

function sending(given: Partial<DeliveryCapabilities> = {}): DeliveryCapabilities {
  return {
    prepareLeadMs: 2 * MINUTE,
    commitTimeoutMs: 30_000,
    visibilityLagMs: 2 * MINUTE,
    commitIsRepeatable: false,
    confirmation: 'likely',
    ...given,
  }
}

function account(max: number, windowMs: number): SendLimit {
  return { of: 'account', max, windowMs }
}

function app(max: number, windowMs: number): SendLimit {
  return { of: 'app', max, windowMs }
}

const telegramFiles = [
  'application/pdf',
  'application/zip',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
]

const linkedinFiles = [
  'application/pdf',
  'application/msword',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
]

const instagramFilm = {
  types: ['video/mp4', 'video/quicktime'],
  minDurationMs: 3_000,
  ratio: { min: 0.01, max: 10 },
} as const

/** Pictures on TikTok carry a headline and a longer text. */
const tiktokPhotos = {
  video: null,
  text: { max: 4_000, unit: 'utf16', requiredWithoutMedia: false },
  title: { max: 90, required: false },
} as const

export const profiles: Readonly<Record<Platform, Capabilities>> = {
  facebook: {
    text: { max: 63_206, unit: 'utf16', requiredWithoutMedia: true },
    images: { max: 10, maxBytes: 4 * MB, types: ['image/jpeg', 'image/png', 'image/gif'], maxAltLength: 1_000 },
    video: { max: 1, maxBytes: 10_000 * MB, types: ['video/mp4', 'video/quicktime'], maxDurationMs: 240 * MINUTE },
    linkCard: 'server',
    forms: [
      { name: 'post', but: {} },
      {
        name: 'reel',
        but: {
          images: null,
          video: {
            ...{ max: 1, maxBytes: 1_000 * MB, types: ['video/mp4', 'video/quicktime'] },
            ...{ minDurationMs: 3_000, maxDurationMs: 90_000, minSide: 540, ratio: { min: 0.55, max: 0.58 } },
          },
          mediaRequired: true,
        },
      },
      {
        name: 'story',
        but: {
          // Neither words nor a link stand on it.
          text: { max: 0, unit: 'utf16', requiredWithoutMedia: false },
          images: { max: 1, maxBytes: 4 * MB, types: ['image/jpeg', 'image/png'] },
          video: {
            ...{ max: 1, maxBytes: 1_000 * MB, types: ['video/mp4', 'video/quicktime'] },
            ...{ minDurationMs: 3_000, maxDurationMs: MINUTE, minSide: 540, ratio: { min: 0.55, max: 0.58 } },
          },
          editing: null,
          mediaRequired: true,
        },
      },
    ],
    options: [
      { name: 'firstComment', kind: 'text', max: 8_000, lines: 'many', forms: ['post', 'reel'] },
      { name: 'countries', kind: 'list', min: 0, max: 25, maxLength: 2, forms: ['post'] },
    ],
    // The words of what this application posted.
    editing: {},
    delivery: sending({ prepareLeadMs: videoLead, commitTimeoutMs: 75_000 }),
    // No number is documented for posts; bursts set off the protection against spam. Reels: 30 a day.
    limits: [account(25, HOUR)],
    sources: [
      'https://developers.facebook.com/docs/pages-api/posts',
      'https://developers.facebook.com/docs/graph-api/reference/page/photos/',
      'https://developers.facebook.com/docs/video-api/guides/reels-publishing',
      'https://developers.facebook.com/docs/page-stories-api',
      'https://developers.facebook.com/docs/graph-api/reference/page-post/',
    ],
  },
  youtube: {
    text: { max: 5_000, unit: 'codepoint', maxBytes: 5_000, requiredWithoutMedia: false },
    title: { max: 100, required: true },
    video: {
      max: 1,
      maxBytes: 256_000 * MB,
      types: ['video/mp4', 'video/quicktime', 'video/webm'],
      maxDurationMs: 720 * MINUTE,
    },
    mediaRequired: true,
    forms: [
      { name: 'video', but: {} },
      {
        // YouTube makes one of any upright or square film of at most three minutes.
        name: 'short',
        but: {
          video: {
            max: 1,
            maxBytes: 256_000 * MB,
            types: ['video/mp4', 'video/quicktime', 'video/webm'],
            maxDurationMs: 3 * MINUTE,
            ratio: { min: 0.3, max: 1 },
          },
        },
      },
    ],
    options: [
      { name: 'privacy', kind: 'choice', choices: ['public', 'unlisted', 'private'], initial: 'public' },
      // A legal duty: a person says it for each film.
      { name: 'madeForKids', kind: 'choice', choices: ['no', 'yes'], initial: null },
      {
        name: 'category',
        kind: 'choice',
        choices: ['22', '25', '27', '28', '29', '19', '17', '10', '24', '26', '1', '2', '15', '20', '23'],
        initial: '22',
      },
      { name: 'tags', kind: 'list', min: 0, max: 40, maxLength: 60 },
      { name: 'playlist', kind: 'text', max: 60, lines: 'one' },
      { name: 'thumbnail', kind: 'image', types: ['image/jpeg', 'image/png'], maxBytes: 2 * MB, forms: ['video'] },
      { name: 'captions', kind: 'captions', maxBytes: 1 * MB },
      { name: 'firstComment', kind: 'text', max: 10_000, lines: 'many' },
      { name: 'licence', kind: 'choice', choices: ['youtube', 'creativeCommon'], initial: 'youtube' },
      { name: 'notifySubscribers', kind: 'flag', initial: true },
      { name: 'paidPartnership', kind: 'flag', initial: false },
    ],
    editing: { title: true },
    languages: { max: 1 },
    // The film itself could be published twice and asked for with certainty; a comment under it could not.
    delivery: sending({ prepareLeadMs: 60 * MINUTE, visibilityLagMs: MINUTE }),
    limits: [app(100, DAY)],
    sources: [
      'https://developers.google.com/youtube/v3/docs/videos',
      'https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol',
      'https://developers.google.com/youtube/v3/determine_quota_cost',
      'https://developers.google.com/youtube/v3/docs/videos/update',
    ],
  },
  tiktok: {
    text: { max: 2_200, unit: 'utf16', requiredWithoutMedia: false },
    images: { max: 35, maxBytes: 20 * MB, types: ['image/jpeg', 'image/webp'], maxPixels: 1_920 * 1_080 },
    video: {
      max: 1,
      maxBytes: 4_000 * MB,
      types: ['video/mp4', 'video/quicktime', 'video/webm'],
      maxDurationMs: 10 * MINUTE,
      minDurationMs: 3_000,
      minSide: 360,
    },
    mediaRequired: true,
    forms: [
      { name: 'video', but: { images: null } },
      { name: 'photos', but: tiktokPhotos },
      // Lies in the account's inbox until somebody finishes it in the app.
      { name: 'videoDraft', but: { images: null } },
      { name: 'photosDraft', but: tiktokPhotos },
    ],
    options: [
      // TikTok's audit: chosen each time, by a person, with nothing set beforehand; everything else off.
      {
        name: 'privacy',
        kind: 'choice',
        choices: ['everyone', 'friends', 'followers', 'self'],
        initial: null,
        forms: ['video', 'photos'],
      },
      { name: 'allowComment', kind: 'flag', initial: false, forms: ['video', 'photos'] },
      { name: 'allowDuet', kind: 'flag', initial: false, forms: ['video'] },
      { name: 'allowStitch', kind: 'flag', initial: false, forms: ['video'] },
      { name: 'ownBusiness', kind: 'flag', initial: false, forms: ['video', 'photos'] },
      { name: 'paidPartnership', kind: 'flag', initial: false, forms: ['video', 'photos'] },
      { name: 'coverSecond', kind: 'number', min: 0, max: 600, initial: 0, forms: ['video'] },
      { name: 'photoCover', kind: 'number', min: 1, max: 35, initial: 1, forms: ['photos', 'photosDraft'] },
      { name: 'autoMusic', kind: 'flag', initial: false, forms: ['photos'] },
    ],
    // A film's id is known before its last piece leaves, so its absence is sure; of pictures an absence is never claimed.
    delivery: sending({
      prepareLeadMs: videoLead,
      commitTimeoutMs: 2 * MINUTE,
      visibilityLagMs: MINUTE,
      confirmation: 'certain',
    }),
    limits: [account(6, MINUTE), account(15, DAY)],
    sources: [
      'https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide',
      'https://developers.tiktok.com/doc/content-posting-api-reference-direct-post',
      'https://developers.tiktok.com/doc/content-posting-api-reference-photo-post',
      'https://developers.tiktok.com/doc/content-sharing-guidelines',
    ],
  },
  zalo: {
    // Neither length nor number of blocks is documented; one block of this length is taken.
    text: { max: 10_000, unit: 'utf16', requiredWithoutMedia: true },
    // 150 are documented, and 150 were refused.
    title: { max: 140, required: true },
    images: { max: 20, maxBytes: 1 * MB, types: ['image/jpeg', 'image/png'] },
    video: { max: 1, maxBytes: 50 * MB, types: ['video/mp4', 'video/x-msvideo'] },
    mixesMedia: true,
    // Every article has a cover.
    mediaRequired: true,
    forms: [
      { name: 'article', but: {} },
      {
        name: 'video',
        but: { text: { max: 250, unit: 'utf16', requiredWithoutMedia: true }, images: null, mixesMedia: false },
      },
      { name: 'broadcast', but: {} },
    ],
    options: [
      { name: 'description', kind: 'text', max: 250, lines: 'many', forms: ['article', 'broadcast'] },
      { name: 'author', kind: 'text', max: 50, lines: 'one', forms: ['article', 'broadcast'] },
      {
        name: 'cover',
        kind: 'image',
        types: ['image/jpeg', 'image/png'],
        maxBytes: 1 * MB,
        forms: ['article', 'broadcast'],
      },
      {
        name: 'avatar',
        kind: 'image',
        types: ['image/jpeg', 'image/png'],
        maxBytes: 1 * MB,
        required: true,
        forms: ['video'],
      },
      { name: 'comments', kind: 'flag', initial: true },
      {
        name: 'region',
        kind: 'choice',
        choices: ['all', 'north', 'centre', 'south'],
        initial: 'all',
        forms: ['broadcast'],
      },
      {
        name: 'age',
        kind: 'choice',
        choices: ['all', 'under-18', '18-34', '35-54', '55-and-over'],
        initial: 'all',
        forms: ['broadcast'],
      },
    ],
    // What a broadcast leads to changes; the message itself was delivered.
    editing: { title: true, whole: true },
    // An article is asked for by its id; of a broadcast nothing is told, and it is left to a person.
    delivery: sending({ prepareLeadMs: videoLead, commitTimeoutMs: 90_000, confirmation: 'certain' }),
    limits: [account(2, 1_000)],
    sources: [
      'https://developers.zalo.me/docs/official-account/bai-viet',
      'https://developers.zalo.me/docs/official-account/tin-truyen-thong',
    ],
  },
  x: {
    // One that pays writes 25,000, and longer films: the account itself is asked. Links count 23, as X's measure says.
    text: { max: 280, unit: 'weighted', requiredWithoutMedia: true },
    images: { max: 4, maxBytes: 5 * MB, types: ['image/jpeg', 'image/png', 'image/webp'], maxAltLength: 1_000 },
    video: {
      max: 1,
      maxBytes: 8_000 * MB,
      types: ['video/mp4', 'video/quicktime'],
      maxDurationMs: 20 * MINUTE,
      minDurationMs: 500,
      minSide: 32,
      ratio: { min: 1 / 3, max: 3 },
    },
    linkCard: 'server',
    thread: { maxParts: 25 },
    forms: [
      { name: 'post', but: { video: null } },
      { name: 'video', but: { images: null, mediaRequired: true } },
      {
        name: 'gif',
        but: {
          images: { max: 1, maxBytes: 15 * MB, types: ['image/gif'], maxPixels: 1_280 * 1_080, maxAltLength: 1_000 },
          video: null,
          mediaRequired: true,
        },
      },
      { name: 'poll', but: { images: null, video: null, thread: null } },
    ],
    options: [
      { name: 'answers', kind: 'list', min: 2, max: 4, maxLength: 25, forms: ['poll'] },
      { name: 'pollMinutes', kind: 'number', min: 5, max: 10_080, initial: 1_440, forms: ['poll'] },
      {
        name: 'replies',
        kind: 'choice',
        choices: ['everyone', 'following', 'mentionedUsers', 'subscribers', 'verified'],
        initial: 'everyone',
      },
      { name: 'firstComment', kind: 'text', max: 280, lines: 'many' },
      { name: 'paidPartnership', kind: 'flag', initial: false },
      { name: 'community', kind: 'text', max: 30, lines: 'one' },
      { name: 'cover', kind: 'image', types: ['image/jpeg', 'image/png'], maxBytes: 5 * MB, forms: ['video'] },
      { name: 'captions', kind: 'captions', maxBytes: 1 * MB, forms: ['video'] },
    ],
    // What was found is certain; what is not listed yet may be a moment later.
    delivery: sending({ prepareLeadMs: videoLead }),
    limits: [account(100, 15 * MINUTE), account(300, 3 * HOUR), account(2_400, DAY), app(10_000, DAY)],
    sources: [
      'https://docs.x.com/x-api/posts/create-post',
      'https://docs.x.com/x-api/media/introduction',
      'https://docs.x.com/fundamentals/counting-characters',
      'https://docs.x.com/x-api/fundamentals/rate-limits',
    ],
  },
  instagram: {
    text: { max: 2_200, unit: 'utf16', requiredWithoutMedia: false },
    images: { max: 10, maxBytes: 8 * MB, types: ['image/jpeg'], ratio: { min: 0.8, max: 1.91 }, maxAltLength: 1_000 },
    // A film that stands alone is a reel.
    video: { max: 1, ...instagramFilm, maxBytes: 300 * MB, maxDurationMs: 15 * MINUTE },
    mediaRequired: true,
    forms: [
      { name: 'post', but: {} },
      {
        name: 'carousel',
        but: {
          video: { max: 10, ...instagramFilm, maxBytes: 300 * MB, maxDurationMs: MINUTE },
          mixesMedia: true,
          maxMedia: 10,
        },
      },
      { name: 'reel', but: { images: null } },
      {
        name: 'story',
        but: {
          text: { max: 0, unit: 'utf16', requiredWithoutMedia: false },
          images: { max: 1, maxBytes: 8 * MB, types: ['image/jpeg'] },
          video: { max: 1, ...instagramFilm, ratio: { min: 0.1, max: 10 }, maxBytes: 100 * MB, maxDurationMs: MINUTE },
        },
      },
    ],
    options: [
      { name: 'firstComment', kind: 'text', max: 300, lines: 'many', forms: ['post', 'carousel', 'reel'] },
      {
        ...{ name: 'collaborators', kind: 'list', min: 0, max: 3, maxLength: 31 },
        forms: ['post', 'carousel', 'reel'],
      },
      { name: 'tagged', kind: 'list', min: 0, max: 20, maxLength: 31 },
      { name: 'location', kind: 'text', max: 30, lines: 'one', forms: ['post', 'carousel', 'reel'] },
      { name: 'shareToFeed', kind: 'flag', initial: true, forms: ['reel'] },
      { name: 'cover', kind: 'image', types: ['image/jpeg'], maxBytes: 8 * MB, forms: ['reel'] },
      { name: 'coverSecond', kind: 'number', min: 0, max: 900, initial: 0, forms: ['reel'] },
      { name: 'audioName', kind: 'text', max: 100, lines: 'one', forms: ['reel'] },
      { name: 'trial', kind: 'choice', choices: ['no', 'manual', 'performance'], initial: 'no', forms: ['reel'] },
      { name: 'paidPartnership', kind: 'flag', initial: false, forms: ['post', 'carousel', 'reel'] },
      { name: 'sponsors', kind: 'list', min: 0, max: 2, maxLength: 30, forms: ['post', 'carousel', 'reel'] },
    ],
    // A container that answered FINISHED just after the call may be published a moment later.
    delivery: sending({ prepareLeadMs: videoLead, commitTimeoutMs: 90_000, visibilityLagMs: MINUTE }),
    // Accounts report 50 or 100; the smaller one holds until the account itself was asked.
    limits: [account(50, DAY)],
    sources: [
      'https://developers.facebook.com/docs/instagram-platform/content-publishing',
      'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media',
    ],
  },
  threads: {
    text: { max: 500, unit: 'emoji-bytes', requiredWithoutMedia: true },
    images: {
      ...{ max: 20, maxBytes: 8 * MB, types: ['image/jpeg', 'image/png'] },
      ...{ ratio: { min: 0.1, max: 10 }, maxAltLength: 1_000 },
    },
    video: {
      ...{ max: 20, maxBytes: 1_000 * MB, types: ['video/mp4', 'video/quicktime'] },
      ...{ maxDurationMs: 5 * MINUTE, ratio: { min: 0.01, max: 10 } },
    },
    mixesMedia: true,
    maxMedia: 20,
    linkCard: 'server',
    thread: { maxParts: 25 },
    forms: [
      { name: 'post', but: {} },
      { name: 'poll', but: { images: null, video: null } },
      { name: 'longText', but: { images: null, video: null } },
      // Archived after a day; takes no answers, so no thread either.
      { name: 'ghost', but: { images: null, video: null, thread: null } },
    ],
    options: [
      { name: 'topic', kind: 'text', max: 50, lines: 'one', forms: ['post', 'poll', 'longText'] },
      {
        ...{ name: 'replies', kind: 'choice', initial: 'everyone' },
        choices: ['everyone', 'accounts_you_follow', 'followers_only', 'mentioned_only'],
        forms: ['post', 'poll', 'longText'],
      },
      { name: 'replyApprovals', kind: 'flag', initial: false, forms: ['post', 'poll', 'longText'] },
      { name: 'answers', kind: 'list', min: 2, max: 4, maxLength: 25, forms: ['poll'] },
      { name: 'attachedText', kind: 'text', max: 10_000, lines: 'many', required: true, forms: ['longText'] },
      { name: 'spoiler', kind: 'flag', initial: false, forms: ['post'] },
      { name: 'firstComment', kind: 'text', max: 500, lines: 'many', forms: ['post', 'poll', 'longText'] },
    ],
    // Parts of a thread are looked for in a list that may be late.
    delivery: sending({ prepareLeadMs: videoLead, commitTimeoutMs: 120_000, visibilityLagMs: MINUTE }),
    limits: [account(250, DAY)],
    sources: [
      'https://developers.facebook.com/docs/threads/posts',
      'https://developers.facebook.com/docs/threads/overview#rate-limiting',
    ],
  },
  linkedin: {
    // Without the backslashes that LinkedIn wants before some characters.
    text: { max: 3_000, unit: 'utf16', requiredWithoutMedia: true },
    // Of a link's card, of a film.
    title: { max: 400, required: false },
    images: {
      max: 20,
      maxBytes: 8 * MB,
      types: ['image/jpeg', 'image/png', 'image/gif'],
      maxPixels: 36_152_319,
      maxAltLength: 4_086,
    },
    video: {
      ...{ max: 1, maxBytes: 500 * MB, types: ['video/mp4'] },
      ...{ minDurationMs: 3_000, maxDurationMs: 30 * MINUTE },
    },
    linkCard: 'client',
    forms: [
      { name: 'post', but: {} },
      {
        name: 'document',
        but: {
          title: { max: 400, required: true },
          images: null,
          video: null,
          documents: { max: 1, maxBytes: 100 * MB, types: linkedinFiles },
          mediaRequired: true,
        },
      },
      { name: 'poll', but: { title: null, images: null, video: null } },
    ],
    options: [
      { name: 'question', kind: 'text', max: 140, lines: 'one', required: true, forms: ['poll'] },
      { name: 'answers', kind: 'list', min: 2, max: 4, maxLength: 30, forms: ['poll'] },
      { name: 'pollDays', kind: 'choice', choices: ['1', '3', '7', '14'], initial: '3', forms: ['poll'] },
      { name: 'thumbnail', kind: 'image', types: ['image/jpeg', 'image/png'], maxBytes: 8 * MB, forms: ['post'] },
      { name: 'captions', kind: 'captions', maxBytes: MB, forms: ['post'] },
      { name: 'firstComment', kind: 'text', max: 1_250, lines: 'many' },
      { name: 'noReshare', kind: 'flag', initial: false },
    ],
    // Not the card's or the document's headline, nor a poll.
    editing: {},
    delivery: sending({ prepareLeadMs: videoLead }),
    // The development tier's 100 calls a day for a person and 500 for the application; a post with a picture takes four.
    limits: [account(25, DAY), app(125, DAY)],
    sources: [
      'https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api',
      'https://learn.microsoft.com/linkedin/marketing/community-management/shares/videos-api',
      'https://learn.microsoft.com/linkedin/marketing/community-management/shares/documents-api',
      'https://learn.microsoft.com/linkedin/marketing/community-management/shares/poll-post-api',
    ],
  },
  telegram: {
    // Counted without the marks of its formatting.
    text: { max: 4_096, maxBesideMedia: 1_024, unit: 'utf16', requiredWithoutMedia: true },
    images: {
      max: 10,
      maxBytes: 10 * MB,
      types: ['image/jpeg', 'image/png', 'image/webp'],
      // Width and height together may have 10,000.
      maxPixels: 25_000_000,
      ratio: { min: 1 / 20, max: 20 },
    },
    video: { max: 10, maxBytes: 50 * MB, types: ['video/mp4'] },
    mixesMedia: true,
    maxMedia: 10,
    linkCard: 'server',
    // There are none: each part answers the one before.
    thread: { maxParts: 10 },
    forms: [
      { name: 'post', but: {} },
      {
        name: 'file',
        but: {
          images: { max: 10, maxBytes: 50 * MB, types: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] },
          video: { max: 10, maxBytes: 50 * MB, types: ['video/mp4', 'video/quicktime', 'video/webm'] },
          documents: { max: 10, maxBytes: 50 * MB, types: telegramFiles },
          mediaRequired: true,
        },
      },
      {
        name: 'audio',
        but: {
          images: null,
          video: null,
          audio: { max: 10, maxBytes: 50 * MB, types: ['audio/mpeg', 'audio/mp4', 'audio/x-m4a'] },
          mediaRequired: true,
        },
      },
      {
        name: 'poll',
        but: {
          text: { max: 300, unit: 'utf16', requiredWithoutMedia: true },
          images: null,
          video: null,
          editing: null,
          thread: null,
        },
      },
    ],
    options: [
      { name: 'answers', kind: 'list', min: 2, max: 12, maxLength: 100, forms: ['poll'] },
      { name: 'severalAnswers', kind: 'flag', initial: false, forms: ['poll'] },
      { name: 'silent', kind: 'flag', initial: false },
      { name: 'protect', kind: 'flag', initial: false },
      { name: 'formatted', kind: 'flag', initial: false, forms: ['post', 'file', 'audio'] },
      {
        name: 'linkPreview',
        kind: 'choice',
        choices: ['auto', 'large', 'above', 'none'],
        initial: 'auto',
        forms: ['post'],
      },
      { name: 'textAbove', kind: 'flag', initial: false, forms: ['post'] },
      { name: 'spoiler', kind: 'flag', initial: false, forms: ['post'] },
      { name: 'cover', kind: 'image', types: ['image/jpeg', 'image/png'], maxBytes: 5 * MB, forms: ['post'] },
      { name: 'thumbnail', kind: 'image', types: ['image/jpeg'], maxBytes: 200 * KB, forms: ['file', 'audio'] },
    ],
    // What a bot posted in a channel has no last moment.
    editing: {},
    // Files travel with the call, and no message can be read back: with a private chat for the bot both are better.
    delivery: sending({ commitTimeoutMs: 180_000, confirmation: 'none' }),
    limits: [account(1, 1_000), account(20, MINUTE), app(30, 1_000)],
    sources: [
      'https://core.telegram.org/bots/api#sendmessage',
      'https://core.telegram.org/bots/api#sending-files',
      'https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this',
      'https://core.telegram.org/bots/api#editmessagetext',
    ],
  },
  bluesky: {
    text: { max: 300, unit: 'grapheme', maxBytes: 3_000, requiredWithoutMedia: true },
    // Newer servers take 2,000,000; the account's own server decides, so the smaller one is safe.
    images: { max: 4, maxBytes: 1 * MB, types: ['image/jpeg', 'image/png', 'image/webp'], maxAltLength: 2_000 },
    // The schema takes 300 MB; a film is sent in one piece. Longer ones are refused by the service that converts them.
    video: { max: 1, maxBytes: 100 * MB, types: ['video/mp4'], maxDurationMs: 3 * MINUTE },
    linkCard: 'client',
    thread: { maxParts: 25 },
    languages: { max: 3 },
    forms: [
      { name: 'post', but: { video: null } },
      { name: 'video', but: { images: null, mediaRequired: true } },
    ],
    options: [
      {
        name: 'replies',
        kind: 'choice',
        choices: ['everyone', 'followers', 'following', 'mentioned', 'nobody'],
        initial: 'everyone',
      },
      // 20,000 bytes as WebVTT, with the head that SubRip lacks.
      { name: 'captions', kind: 'captions', maxBytes: 19_990, forms: ['video'] },
      { name: 'presentation', kind: 'choice', choices: ['default', 'gif'], initial: 'default', forms: ['video'] },
    ],
    // The record key is ours: the same record under the same key is one post, however often it is put.
    delivery: sending({ visibilityLagMs: 0, commitIsRepeatable: true, confirmation: 'certain' }),
    // 5,000 points an hour and 35,000 a day; a post costs three.
    limits: [account(1_666, HOUR), account(11_666, DAY)],
    sources: [
      'https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json',
      'https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/embed/video.json',
      'https://docs.bsky.app/docs/tutorials/video',
      'https://docs.bsky.app/docs/advanced-guides/rate-limits',
    ],
  },
  mastodon: {
    text: { max: 500, unit: 'grapheme', urlCountsAs: 23, shortMentions: true, requiredWithoutMedia: true },
    images: {
      max: 4,
      maxBytes: 16 * MIB,
      types: ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'],
      maxPixels: 33_177_600,
      maxAltLength: 1_500,
    },
    video: { max: 1, maxBytes: 103_809_024, types: ['video/mp4', 'video/quicktime', 'video/webm'] },
    linkCard: 'server',
    thread: { maxParts: 25 },
    languages: { max: 1 },
    contentWarning: { counted: true },
    visibility: ['public', 'unlisted', 'private'],
    forms: [
      { name: 'post', but: {} },
      { name: 'poll', but: { images: null, video: null, thread: null } },
    ],
    options: [
      { name: 'answers', kind: 'list', min: 2, max: 4, maxLength: 50, forms: ['poll'] },
      { name: 'pollMinutes', kind: 'number', min: 5, max: 43_800, initial: 1_440, forms: ['poll'] },
      { name: 'severalAnswers', kind: 'flag', initial: false, forms: ['poll'] },
    ],
    editing: {},
    delivery: sending({ visibilityLagMs: 30_000 }),
    limits: [account(300, 3 * HOUR)],
    sources: [
      'https://docs.joinmastodon.org/user/posting/',
      'https://docs.joinmastodon.org/entities/Instance/',
      'https://docs.joinmastodon.org/methods/statuses/#edit',
    ],
  },
  wordpress: {
    text: { max: 1 * MB, unit: 'utf16', requiredWithoutMedia: true },
    title: { max: 160, required: true },
    images: {
      max: 20,
      maxBytes: 16 * MIB,
      types: ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'],
      maxAltLength: 2_000,
    },
    creditField: true,
    linkCard: 'server',
    editing: { title: true },
    delivery: sending({ visibilityLagMs: 0, commitIsRepeatable: true, confirmation: 'certain' }),
    // WordPress itself has none; hosts and their protections do.
    limits: [account(60, MINUTE)],
    sources: [
      'https://developer.wordpress.org/rest-api/reference/posts/',
      'https://developer.wordpress.org/rest-api/reference/media/',
      'https://developer.wordpress.org/rest-api/reference/posts/#update-a-post',
    ],
  },
  email: {
    // Gmail cuts messages at about 102 kB; the frame around the text takes some of it.
    text: { max: 60_000, unit: 'utf16', maxBytes: 90 * KB, requiredWithoutMedia: true },
    title: { max: 150, required: true },
    images: { max: 10, maxBytes: 2 * MB, types: ['image/jpeg', 'image/png', 'image/gif'], maxAltLength: 500 },
    linkCard: 'client',
    creditField: true,
    languages: { max: 1 },
    forms: [
      { name: 'letter', but: {} },
      {
        name: 'podcast',
        but: {
          // Heard from the feed; the mail leads to it.
          audio: { max: 1, maxBytes: 500 * MB, types: ['audio/mpeg', 'audio/mp4'] },
          images: { max: 1, maxBytes: 2 * MB, types: ['image/jpeg', 'image/png'], maxAltLength: 500 },
          mediaRequired: true,
        },
      },
    ],
    options: [
      { name: 'preheader', kind: 'text', max: 150, lines: 'one' },
      { name: 'episode', kind: 'number', min: 1, max: 9_999, initial: null, forms: ['podcast'] },
      { name: 'season', kind: 'number', min: 1, max: 999, initial: null, forms: ['podcast'] },
      {
        name: 'episodeType',
        kind: 'choice',
        choices: ['full', 'trailer', 'bonus'],
        initial: 'full',
        forms: ['podcast'],
      },
      { name: 'explicit', kind: 'flag', initial: false, forms: ['podcast'] },
    ],
    // In the archive, in the feeds and in what has not been mailed yet.
    editing: { title: true, whole: true },
    // An issue is handed over in the office's own database, in one transaction.
    delivery: sending({ visibilityLagMs: 0, commitIsRepeatable: true, confirmation: 'certain' }),
    sources: [
      'https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1',
      'https://www.rfc-editor.org/rfc/rfc8058',
      'https://podcasters.apple.com/support/823-podcast-requirements',
    ],
  },
}
