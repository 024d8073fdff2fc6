import type { Platform } from '../../../../connectors/rules/platforms.ts'
import type { Look } from './looks.ts'

interface Sized {
  readonly kind: string
  readonly width: number | null
  readonly height: number | null
}

/** Ways of publishing that fill a phone's whole height, with the platform's buttons over it. */
const upright: Readonly<Partial<Record<Platform, readonly string[]>>> = {
  facebook: ['reel', 'story'],
  instagram: ['reel', 'story'],
  youtube: ['short'],
  tiktok: ['video', 'photos', 'videoDraft', 'photosDraft'],
}

export const isUpright = (platform: Platform, form: string | null) =>
  form !== null && (upright[platform]?.includes(form) ?? false)

/** @returns width over height of the box in which the platform shows the first file, and whether it cuts something off */
export function boxOf(
  media: readonly Sized[],
  platform: Platform,
  form: string | null,
  { ratio }: Pick<Look, 'ratio'>,
): { readonly ratio: number; readonly cuts: boolean } {
  const [first] = media
  const own = first?.width && first.height ? first.width / first.height : null
  const shown = isUpright(platform, form)
    ? 9 / 16
    : platform === 'youtube'
      ? 16 / 9
      : Math.min(Math.max(own ?? 16 / 9, ratio.min), ratio.max)
  return { ratio: shown, cuts: own !== null && Math.abs(own - shown) > 0.02 }
}

/** How many of `count` files show at once, and how many the last one stands for beside itself. */
export function shownAtOnce(count: number, { gallery }: Pick<Look, 'gallery'>): { shown: number; rest: number } {
  const most = gallery.kind === 'mosaic' ? gallery.most : 1
  const shown = Math.min(count, most)
  return { shown, rest: count - shown }
}
