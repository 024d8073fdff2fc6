import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  emptyDraft,
  inputOfDraft,
  isSameDraft,
  titleOfDraft,
  variantKey,
} from '../../client/features/composer/draft.ts'
import { dropKeptDraft, keepDraft, keptKey, readKeptDraft } from '../../client/features/composer/kept.ts'
import { mergeDrafts } from '../../client/features/composer/merge.ts'
import {
  joinVariant,
  newVariant,
  resolveVariant,
  splitVariant,
  withoutLanguage,
  withoutMedium,
  withoutPart,
  withSource,
  withVariant,
} from '../../client/features/composer/variants.ts'
import { draftOf, resolveContent } from '../../server/domain/content-hash.ts'
import { capabilities, harbourPicture, memoryStorage } from './support.ts'

const blank = emptyDraft('vi')
const written = withSource(blank, 'vi', { title: 'Lễ hội', text: 'Mời bạn đến xem.' })
const onX = newVariant('x-channel', 'vi', null)

describe('a variant', () => {
  it('follows the source until it is given words of its own, and again when they are taken back', () => {
    const following = { ...written, variants: [onX] }
    expect(resolveVariant(following, onX, capabilities())).toMatchObject({
      title: 'Lễ hội',
      parts: ['Mời bạn đến xem.'],
    })

    const own = withVariant(following, variantKey(onX), { parts: ['Riêng cho X'] })
    expect(resolveVariant(own, own.variants[0] ?? onX, capabilities())).toMatchObject({
      title: 'Lễ hội',
      parts: ['Riêng cho X'],
    })

    const back = withVariant(own, variantKey(onX), { parts: null })
    expect(resolveVariant(back, back.variants[0] ?? onX, capabilities()).parts).toEqual(['Mời bạn đến xem.'])
  })

  it('stays empty in a language nobody wrote, and never borrows another one', () => {
    expect(resolveVariant(written, newVariant('x-channel', 'en', null), capabilities()).parts).toEqual([''])
  })

  it('carries the descriptions of its own language', () => {
    const draft = { ...written, media: [harbourPicture] }
    expect(resolveVariant(draft, onX, capabilities()).media[0]?.alt).toBe('Bến cảng')
    expect(resolveVariant(draft, newVariant('x-channel', 'en', null), capabilities()).media[0]?.alt).toBe('')
  })

  it('loses a picture that is taken out of the post', () => {
    const draft = { ...written, media: [harbourPicture], variants: [{ ...onX, mediaIds: [harbourPicture.id] }] }
    expect(withoutMedium(draft, harbourPicture.id)).toMatchObject({ media: [], variants: [{ mediaIds: [] }] })
  })

  it('goes with its language, while the source language cannot be taken out', () => {
    const english = newVariant('x-channel', 'en', null)
    const draft = { ...withSource(written, 'en', { text: 'Come' }), variants: [onX, english] }
    expect(withoutLanguage(draft, 'en')).toMatchObject({ content: written.content, variants: [onX] })
    expect(withoutLanguage(draft, 'vi')).toBe(draft)
  })

  it('says in the composer exactly what the server will send', () => {
    const words = fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }))
    fc.assert(
      fc.property(
        words,
        words,
        fc.option(fc.array(fc.string(), { minLength: 1, maxLength: 3 })),
        fc.boolean(),
        fc.constantFrom('', 'https://example.vn/lich'),
        fc.constantFrom(null, 'Sở Du lịch'),
        (headline, title, parts, translated, link, credit) => {
          const source = { title: headline ?? '', text: 'Nguồn', link }
          const draft = { ...blank, content: translated ? { vi: source } : {}, media: [harbourPicture], source: credit }
          const variant = { ...onX, title, parts, options: { visibility: 'unlisted' } }
          const facts = { ...harbourPicture, alt: harbourPicture.alt['vi'] ?? '', hash: 'ab' }
          const sent = draftOf(
            resolveContent({
              ...variant,
              capabilities: capabilities(),
              sourceText: draft.content['vi'] ?? null,
              credit,
              machineMarks: {},
              media: [facts],
            }),
          )
          const { media: shownMedia, ...shown } = resolveVariant(draft, variant, capabilities())
          const { media: sentMedia, ...sentWords } = sent
          expect(shown).toEqual(sentWords)
          expect(shownMedia.map(({ alt }) => alt)).toEqual(sentMedia.map(({ alt }) => alt))
        },
      ),
    )
  })
})

describe('a post without a headline', () => {
  it('is called after its first words', () => {
    expect(titleOfDraft(withSource(blank, 'vi', { text: '\n' }))).toBe('')
    expect(titleOfDraft(withSource(blank, 'vi', { text: 'Dòng đầu\nDòng sau' }))).toBe('Dòng đầu')
  })

  it('never cuts a surrogate pair in two', () => {
    const title = titleOfDraft(withSource(blank, 'vi', { text: `${'a'.repeat(119)}🚢🚢` }))
    expect(title.isWellFormed()).toBe(true)
  })

  it('gets a name when there is not one word', () => {
    expect(inputOfDraft(blank, 'Bài chưa đặt tên').title).toBe('Bài chưa đặt tên')
  })
})

describe('a text cut into a thread', () => {
  const cut = (change: object) => splitVariant(written, { ...onX, ...change }, twenty, false)
  const twenty = { ...capabilities({ max: 20 }), thread: { maxParts: 25 } }

  it('cuts each part that is too long and leaves the others', () => {
    const parts = ['Một câu đầu đây. Hai câu sau đó.', 'Ngắn thôi.']
    expect(cut({ parts })).toEqual(['Một câu đầu đây.', 'Hai câu sau đó.', 'Ngắn thôi.'])
  })

  it('leaves room for the warning before it', () => {
    const options = { contentWarning: 'Cảnh báo' }
    const warned = { ...twenty, contentWarning: { counted: true } }
    expect(splitVariant(written, { ...onX, parts: ['Một câu đầu đây.'], options }, warned, false)).not.toHaveLength(1)
  })

  it('leaves the first part shorter where a text beside a picture has to be', () => {
    const beside = { ...twenty, text: { ...twenty.text, maxBesideMedia: 10 } }
    const draft = { ...written, media: [harbourPicture] }
    expect(splitVariant(draft, { ...onX, parts: ['Một hai ba bốn năm.'] }, beside, false)).toEqual([
      'Một hai ba',
      'bốn năm.',
    ])
  })

  it('holds the link and the source once, numbered or not, however often it is cut', () => {
    const draft = {
      ...withSource(written, 'vi', { text: 'Một câu đầu đây nhé. Hai câu sau đó nữa.', link: 'https://a.vn' }),
      source: 'Cảng',
    }
    const wide = { ...twenty, text: { ...twenty.text, max: 30 } }
    const first = splitVariant(draft, onX, wide, true)
    expect(first.filter((part) => part.includes('https://a.vn'))).toHaveLength(1)
    const again = splitVariant(draft, { ...onX, parts: first }, wide, true)
    expect(again).toEqual(first)
    const shorn = first.slice(1)
    expect(splitVariant(draft, { ...onX, parts: shorn }, wide, true)[0]).toMatch(new RegExp(`\\(1/${shorn.length}\\)$`))
  })

  it('loses its numbers with its last part but one', () => {
    const parts = ['Một. (1/3)', 'Hai. (2/3)', 'Ba. (3/3)']
    expect(withoutPart(parts, 0)).toEqual(['Hai. (2/3)', 'Ba. (3/3)'])
    expect(withoutPart(parts.slice(1), 0)).toEqual(['Ba.'])
  })

  it('is put together again to the letter of the source', () => {
    const draft = withSource(blank, 'vi', { text: 'Một câu đầu đây.\n\nHai câu sau đó. Ba.' })
    const parts = splitVariant(draft, onX, twenty, true)
    expect(parts.length).toBeGreaterThan(1)
    expect(joinVariant(draft, { ...onX, parts }, twenty)).toBe('Một câu đầu đây.\n\nHai câu sau đó. Ba.')
  })

  it('never becomes more parts than a post may hold, and loses no word', () => {
    const text = 'mười hai ba bốn '.repeat(200)
    for (const numbered of [false, true]) {
      const parts = splitVariant(written, { ...onX, parts: [text] }, twenty, numbered)
      expect(parts).toHaveLength(50)
      expect(parts.join(' ').split(/\s+/)).toEqual(text.trim().split(/\s+/))
    }
  })
})

describe('a post that somebody else saved in the meantime', () => {
  it('keeps what I changed and takes what they changed', () => {
    const base = { ...withSource(written, 'en', { text: 'Come and see.' }), variants: [onX] }
    const mine = withVariant(withSource(base, 'vi', { text: 'Tôi sửa.' }), variantKey(onX), { parts: ['Riêng'] })
    const theirs = { ...withSource(base, 'en', { text: 'They edited.' }), tone: 'positive' as const }
    const merged = mergeDrafts(base, mine, theirs)
    expect(merged.content['vi']?.text).toBe('Tôi sửa.')
    expect(merged.content['en']?.text).toBe('They edited.')
    expect(merged.tone).toBe('positive')
    expect(merged.variants[0]?.parts).toEqual(['Riêng'])
  })

  it('keeps mine where both changed the same words', () => {
    const mine = withSource(written, 'vi', { text: 'Của tôi' })
    const theirs = withSource(written, 'vi', { text: 'Của họ' })
    expect(mergeDrafts(written, mine, theirs).content['vi']?.text).toBe('Của tôi')
  })

  it('lets go of what one side took out and the other left alone', () => {
    const base = { ...withSource(written, 'en', { text: 'Come' }), variants: [onX] }
    const without = { ...withoutLanguage(base, 'en'), variants: [] }
    for (const merged of [mergeDrafts(base, without, base), mergeDrafts(base, base, without)]) {
      expect(Object.keys(merged.content)).toEqual(['vi'])
      expect(merged.variants).toEqual([])
    }
  })

  it('brings back what one side took out and the other changed', () => {
    const base = { ...written, variants: [onX] }
    const changed = withVariant(base, variantKey(onX), { parts: ['Riêng'] })
    expect(mergeDrafts(base, { ...base, variants: [] }, changed).variants).toHaveLength(1)
  })

  it('is their post when I changed nothing, and mine when they changed nothing', () => {
    const other = withSource(written, 'vi', { text: 'Khác' })
    expect(isSameDraft(mergeDrafts(written, written, other), other)).toBe(true)
    expect(isSameDraft(mergeDrafts(written, other, written), other)).toBe(true)
  })
})

describe('a draft kept on the device', () => {
  const kept = { draft: written, base: null, revision: null, keptAt: '2026-05-12T02:42:00.000Z' }

  it('comes back as it was', () => {
    const storage = memoryStorage()
    expect(keepDraft(storage, keptKey('me', null), kept)).toBe(true)
    expect(readKeptDraft(storage, keptKey('me', null))).toEqual(kept)
    dropKeptDraft(storage, keptKey('me', null))
    expect(readKeptDraft(storage, keptKey('me', null))).toBeNull()
  })

  it('belongs to one person and one post', () => {
    const storage = memoryStorage()
    keepDraft(storage, keptKey('me', 'one'), kept)
    expect(readKeptDraft(storage, keptKey('you', 'one'))).toBeNull()
    expect(readKeptDraft(storage, keptKey('me', 'two'))).toBeNull()
  })

  it('is passed over when it cannot be read', () => {
    const storage = memoryStorage()
    for (const text of ['{', 'null', '[]', '{"shape":99,"draft":{}}', '"words"']) {
      storage.setItem('k', text)
      expect(readKeptDraft(storage, 'k')).toBeNull()
    }
  })

  it('says so when the device has no room', () => {
    const full = {
      ...memoryStorage(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError')
      },
    }
    expect(keepDraft(full, 'k', kept)).toBe(false)
  })
})
