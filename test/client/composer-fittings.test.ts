import { describe, expect, it } from 'vitest'
import { emptyDraft } from '../../client/features/composer/draft.ts'
import { replaceEverywhere, replaceInVariant } from '../../client/features/composer/fittings.ts'
import { mediaOfVariant, newVariant, withoutMedium } from '../../client/features/composer/variants.ts'
import { harbourPicture } from './support.ts'

const fitted = {
  ...harbourPicture,
  id: 'fitted',
  fitted: { from: harbourPicture.id, fileName: 'ben-cang.jpg', steps: [] },
}
const [onInstagram, onX] = [newVariant('instagram', 'vi', null), newVariant('x', 'vi', null)]
const draft = { ...emptyDraft('vi'), media: [harbourPicture], variants: [onInstagram, onX] }

describe('a fitted picture in a draft', () => {
  it('stands on one channel; the others keep the original', () => {
    const after = replaceInVariant(draft, 'instagram vi', harbourPicture.id, fitted)
    expect(after.variants.map((variant) => mediaOfVariant(after, variant)[0]?.id)).toEqual([
      'fitted',
      harbourPicture.id,
    ])
    expect(after.media).toEqual([harbourPicture])
  })

  it('leads back to the original with nothing left behind', () => {
    const after = replaceInVariant(draft, 'instagram vi', harbourPicture.id, fitted)
    expect(replaceInVariant(after, 'instagram vi', 'fitted', harbourPicture)).toEqual(draft)
    expect(replaceEverywhere(replaceEverywhere(draft, harbourPicture.id, fitted), 'fitted', harbourPicture)).toEqual(
      draft,
    )
  })

  it('stands everywhere, also where a channel has files of its own', () => {
    const own = {
      ...draft,
      variants: [
        { ...onInstagram, mediaIds: [] },
        { ...onX, mediaIds: [harbourPicture.id] },
      ],
    }
    const after = replaceEverywhere(own, harbourPicture.id, fitted)
    expect(after.media).toEqual([fitted])
    expect(after.variants.map(({ mediaIds }) => mediaIds)).toEqual([[], null])
    expect(after.ownMedia).toEqual([])
  })

  it('goes with its original', () => {
    const after = withoutMedium(replaceInVariant(draft, 'instagram vi', harbourPicture.id, fitted), harbourPicture.id)
    expect(after).toMatchObject({ media: [], ownMedia: [], variants: [{ mediaIds: [] }, { mediaIds: null }] })
  })
})
