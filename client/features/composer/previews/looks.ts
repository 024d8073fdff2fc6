import type { Platform } from '../../../../connectors/rules/platforms.ts'
import type { Fold } from './fold.ts'

interface Palette {
  readonly page: string
  readonly words: string
  readonly quiet: string
  readonly edge: string
  readonly fill: string
  readonly link: string
}

/** How a platform's app draws an official account's post. Sizes in CSS pixels, on a phone's width. */
export interface Look {
  /** `media-first`: the text under the picture; `article`: headline and picture first; `chat`: a bubble on a page. */
  readonly layout: 'feed' | 'media-first' | 'article' | 'chat'
  readonly font: string
  readonly size: number
  /** Rounded corners of pictures and cards. */
  readonly corner: number
  /** Where the text is cut; null where all of it shows. */
  readonly fold: Fold | null
  /** What the platform makes something to press of. `bare`: links without a scheme too. */
  readonly marks: {
    readonly links: 'none' | 'http' | 'bare'
    readonly tags: boolean
    readonly mentions: 'none' | 'name' | 'domain'
  }
  /** Several pictures: at once up to `most`, the rest as +N; or one at a time. */
  readonly gallery: { readonly kind: 'mosaic'; readonly most: 4 | 5 } | { readonly kind: 'turned' }
  /** Width over height within which one picture is shown whole; outside it is cropped. */
  readonly ratio: { readonly min: number; readonly max: number }
  readonly light: Palette
  readonly dark: Palette
}

const system = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
const arial = '"Helvetica Neue", Helvetica, Arial, "Noto Sans", sans-serif'

const palette = (page: string, words: string, quiet: string, edge: string, fill: string, link: string): Palette => ({
  page,
  words,
  quiet,
  edge,
  fill,
  link,
})

const everything = { links: 'http', tags: true, mentions: 'name' } as const
const anyRatio = { min: 0.5, max: 2 }
const mosaic = (most: 4 | 5) => ({ kind: 'mosaic', most }) as const
const turned = { kind: 'turned' } as const

/**
 * One record a platform. Colours, sizes and most folds are read off the apps and their sites, so they are near, not
 * exact: a fold whose `basis` is `documented` rests on what the platform or its open code states.
 */
export const looks: Readonly<Record<Platform, Look>> = {
  facebook: {
    ...{ layout: 'feed', font: system, size: 15, corner: 0, gallery: mosaic(5), ratio: { min: 0.8, max: 1.91 } },
    fold: { lines: 5, perLine: 46, basis: 'approximate' },
    // A page is named only with a permission of its own; `@name` stays letters.
    marks: { links: 'http', tags: true, mentions: 'none' },
    light: palette('#ffffff', '#080809', '#65676b', '#ced0d4', '#f0f2f5', '#0064d1'),
    dark: palette('#252728', '#e2e5e9', '#b0b3b8', '#3e4042', '#3b3d3e', '#5aa7ff'),
  },
  youtube: {
    ...{ layout: 'media-first', font: 'Roboto, Arial, "Noto Sans", sans-serif', size: 14, corner: 0 },
    ...{ gallery: turned, ratio: { min: 9 / 16, max: 16 / 9 } },
    fold: { lines: 2, perLine: 50, basis: 'approximate' },
    marks: everything,
    light: palette('#ffffff', '#0f0f0f', '#606060', '#e5e5e5', '#f2f2f2', '#065fd4'),
    dark: palette('#0f0f0f', '#f1f1f1', '#aaaaaa', '#3f3f3f', '#272727', '#3ea6ff'),
  },
  tiktok: {
    ...{ layout: 'media-first', font: arial, size: 15, corner: 0, gallery: turned, ratio: { min: 9 / 16, max: 1.78 } },
    fold: { lines: 2, perLine: 38, basis: 'approximate' },
    marks: { links: 'none', tags: true, mentions: 'name' },
    // The feed is dark whatever the phone is set to.
    light: palette('#000000', '#ffffff', '#c8c8c8', '#3a3a3a', '#222222', '#ffffff'),
    dark: palette('#000000', '#ffffff', '#c8c8c8', '#3a3a3a', '#222222', '#ffffff'),
  },
  zalo: {
    ...{ layout: 'article', font: system, size: 15, corner: 8, gallery: turned, ratio: { min: 0.75, max: 1.91 } },
    fold: { lines: 4, perLine: 44, basis: 'approximate' },
    marks: { links: 'none', tags: false, mentions: 'none' },
    light: palette('#ffffff', '#081c36', '#5a6d85', '#d6dbe1', '#eef0f1', '#005ae0'),
    dark: palette('#22262b', '#dfe2e7', '#a7b1bd', '#3f4650', '#2f353d', '#6aa8ff'),
  },
  x: {
    ...{ layout: 'feed', font: system, size: 15, corner: 16, gallery: mosaic(4), ratio: { min: 0.75, max: 1.91 } },
    // Posts of paying accounts may be longer; the timeline shows about as much as others may write.
    fold: { characters: 280, basis: 'approximate' },
    marks: { ...everything, links: 'bare' },
    light: palette('#ffffff', '#0f1419', '#536471', '#cfd9de', '#f7f9f9', '#0b75b8'),
    dark: palette('#000000', '#e7e9ea', '#8b9198', '#2f3336', '#16181c', '#1d9bf0'),
  },
  instagram: {
    ...{ layout: 'media-first', font: system, size: 14, corner: 0, gallery: turned, ratio: { min: 0.8, max: 1.91 } },
    fold: { characters: 125, lines: 2, perLine: 52, basis: 'approximate' },
    marks: { links: 'none', tags: true, mentions: 'name' },
    light: palette('#ffffff', '#0c1014', '#6a717a', '#dbdfe4', '#f0f2f5', '#00376b'),
    dark: palette('#0c1014', '#f5f5f5', '#a8a8a8', '#25292e', '#25292e', '#b5d4ff'),
  },
  threads: {
    ...{ layout: 'feed', font: system, size: 15, corner: 8, gallery: turned, ratio: { min: 0.75, max: 1.91 } },
    fold: null,
    marks: everything,
    light: palette('#ffffff', '#000000', '#6e6e6e', '#d9d9d9', '#f5f5f5', '#0073cc'),
    dark: palette('#181818', '#f3f5f7', '#a0a0a0', '#383939', '#2a2a2a', '#5cb8ff'),
  },
  linkedin: {
    ...{ layout: 'feed', font: system, size: 14, corner: 0, gallery: mosaic(5), ratio: { min: 0.8, max: 1.91 } },
    fold: { lines: 3, perLine: 50, basis: 'approximate' },
    // People and pages are named by their identity, never by `@name`.
    marks: { links: 'http', tags: true, mentions: 'none' },
    light: palette('#ffffff', '#1b1b1b', '#636363', '#dfdeda', '#f4f2ee', '#0a66c2'),
    dark: palette('#1b1f23', '#e9e9ea', '#a9abad', '#383b3f', '#2a2e32', '#71b7fb'),
  },
  telegram: {
    ...{ layout: 'chat', font: system, size: 15, corner: 12, gallery: mosaic(5), ratio: { min: 0.6, max: 2 } },
    fold: null,
    marks: { ...everything, links: 'bare' },
    light: palette('#ffffff', '#000000', '#686c72', '#d9dee3', '#dfe7dc', '#1f74b8'),
    dark: palette('#212121', '#ffffff', '#aaaaaa', '#3a3a3a', '#0f0f0f', '#7ab8f5'),
  },
  bluesky: {
    ...{ layout: 'feed', font: system, size: 15, corner: 12, gallery: mosaic(4), ratio: anyRatio },
    fold: null,
    marks: { links: 'http', tags: true, mentions: 'domain' },
    light: palette('#ffffff', '#0b0f14', '#42576c', '#d4dbe2', '#eff2f6', '#0a66cc'),
    dark: palette('#000000', '#ffffff', '#abb8c9', '#232e3e', '#111822', '#4ba3ff'),
  },
  mastodon: {
    ...{ layout: 'feed', font: system, size: 15, corner: 8, gallery: mosaic(4), ratio: anyRatio },
    // Its web folds what is higher than 32 lines of 22 px (MAX_HEIGHT in app/javascript/mastodon, StatusContent) and
    // leaves 330 px; how wide a line is differs.
    fold: { lines: 32, keeps: 15, perLine: 46, basis: 'documented' },
    marks: everything,
    light: palette('#ffffff', '#1f232b', '#595f7a', '#d6d6e0', '#f1f1f7', '#563acc'),
    dark: palette('#191b22', '#ffffff', '#9baec8', '#393f4f', '#282c37', '#a9aaff'),
  },
  wordpress: {
    ...{ layout: 'article', font: system, size: 16, corner: 0, gallery: turned, ratio: { min: 0.5, max: 2 } },
    // Lists show an excerpt; where nobody writes one, the first 55 words (wp_trim_excerpt).
    fold: { words: 55, basis: 'documented' },
    marks: { links: 'http', tags: false, mentions: 'none' },
    light: palette('#ffffff', '#1e1e1e', '#5c5c5c', '#dddddd', '#f4f4f4', '#0a58ca'),
    dark: palette('#1c1c1c', '#eeeeee', '#b0b0b0', '#3a3a3a', '#2a2a2a', '#8ab8ff'),
  },
  email: {
    ...{ layout: 'article', font: 'Arial, "Noto Sans", sans-serif', size: 16, corner: 6 },
    ...{ gallery: turned, ratio: { min: 0.5, max: 2 } },
    fold: null,
    marks: { links: 'http', tags: false, mentions: 'none' },
    light: palette('#ffffff', '#10232f', '#3a505e', '#d6e0e6', '#f1f5f7', '#0d3b5c'),
    dark: palette('#1f2327', '#e6edf1', '#a9b7c0', '#3a444b', '#2a3137', '#8cc4ef'),
  },
}
