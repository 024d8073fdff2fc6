import { describe, expect, it } from 'vitest'
import { emptyDraft, type PostDraft } from '../../client/features/composer/draft.ts'
import { countMissing, languagesInUse, missingIn } from '../../client/features/composer/languages.ts'
import { newVariant, withSource } from '../../client/features/composer/variants.ts'

const vietnamese = withSource(emptyDraft('vi'), 'vi', { title: 'Lễ hội', text: 'Ba ngày', link: 'https://a.vn/' })

describe('languages of a post', () => {
  it('are those written and those its channels ask for, the source first', () => {
    const draft: PostDraft = {
      ...withSource(vietnamese, 'ja', {}),
      variants: [newVariant('a', 'en', null), newVariant('b', 'vi', null)],
    }
    expect(languagesInUse(draft)).toEqual(['vi', 'ja', 'en'])
  })

  it('lack what another language has, and descriptions of pictures', () => {
    const { content } = vietnamese
    const media = [{ kind: 'image' as const, alt: { vi: 'Cầu cảng', en: ' ' } }]
    expect(missingIn({ content, media }, 'en')).toEqual({ title: true, text: true, link: true, alts: 1 })
    const half = { ...withSource(vietnamese, 'en', { title: 'Festival', text: 'Three days' }), media }
    expect(missingIn(half, 'en')).toEqual({ title: false, text: false, link: true, alts: 1 })
    expect(countMissing(missingIn(half, 'vi'))).toBe(0)
  })

  it('lack nothing when the only one is still empty', () => {
    expect(countMissing(missingIn(emptyDraft('vi'), 'vi'))).toBe(0)
  })
})
