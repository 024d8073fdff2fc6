import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentHash, resolveContent, textHash, type VariantFacts } from '../../server/domain/content-hash.ts'
import { plannedTime } from '../../server/domain/delivery-time.ts'

const facts: VariantFacts = {
  channelId: 'c1',
  language: 'vi',
  capabilities: { linkCard: 'client' },
  title: null,
  parts: null,
  options: { visibility: 'public', contentWarning: '' },
  sourceText: { title: 'Lễ hội Hoa Phượng Đỏ', text: 'Khai mạc lúc 20:00', link: 'https://haiphong.gov.vn/' },
  credit: 'Sở Du lịch',
  machineMarks: {},
  media: [
    {
      ...{ id: 'm1', hash: 'aa', kind: 'image', mimeType: 'image/png', bytes: 1, width: 1, height: 1 },
      ...{ durationMs: null, alt: 'Sân khấu' },
    },
  ],
}
const intent = { localTime: '2026-05-18T09:00', zone: 'Asia/Ho_Chi_Minh' }
const hash = (change: Partial<VariantFacts> = {}, when = intent, channelId = 'c1') =>
  contentHash(resolveContent({ ...facts, ...change }), channelId, when)

describe('what will be sent', () => {
  it('follows the source where the variant says nothing of its own', () => {
    expect(resolveContent(facts)).toMatchObject({
      title: 'Lễ hội Hoa Phượng Đỏ',
      parts: ['Khai mạc lúc 20:00\n\nhttps://haiphong.gov.vn/\n\nNguồn: Sở Du lịch'],
    })
    expect(resolveContent({ ...facts, parts: ['một', 'hai'], title: 'Riêng', media: [] })).toMatchObject({
      title: 'Riêng',
      parts: ['một\n\nNguồn: Sở Du lịch', 'hai'],
    })
  })

  it('is empty in a language that nobody wrote, never another language', () => {
    expect(resolveContent({ ...facts, sourceText: null })).toMatchObject({ title: null, parts: [''], link: null })
  })
})

describe('the hash of a release', () => {
  it('is the same for the same content, however it is stored', () => {
    expect(hash()).toMatch(/^[0-9a-f]{64}$/)
    expect(hash({ options: { contentWarning: '', visibility: 'public' } })).toBe(hash())
    expect(hash({ machineMarks: { written: false } })).toBe(hash())
  })

  const [medium] = facts.media
  const changes: [string, () => string][] = [
    ['the text', () => hash({ parts: ['Khai mạc lúc 21:00'] })],
    ['the title', () => hash({ title: 'Khác' })],
    ['the link', () => hash({ sourceText: { title: 'Lễ hội Hoa Phượng Đỏ', text: 'Khai mạc lúc 20:00', link: '' } })],
    ['the credit', () => hash({ credit: null })],
    ['what a machine helped with', () => hash({ machineMarks: { translated: true } })],
    ['the language', () => hash({ language: 'en' })],
    ['an option', () => hash({ options: { visibility: 'unlisted', contentWarning: '' } })],
    ['a file', () => hash({ media: [{ ...facts.media[0], hash: 'bb' } as NonNullable<typeof medium>] })],
    ['a description', () => hash({ media: [{ ...facts.media[0], alt: 'Khác' } as NonNullable<typeof medium>] })],
    ['the channel', () => hash({}, intent, 'c2')],
    ['the time', () => hash({}, { ...intent, localTime: '2026-05-18T10:00' })],
    ['the zone', () => hash({}, { ...intent, zone: 'Europe/Paris' })],
  ]
  it.each(changes)('changes with %s', (_what, changed) => {
    expect(changed()).not.toBe(hash())
  })

  it('does not confuse a thread with one text', () => {
    expect(hash({ parts: ['a', 'b'] })).not.toBe(hash({ parts: ['ab'] }))
    expect(hash({ parts: ['a,b'] })).not.toBe(hash({ parts: ['a', 'b'] }))
  })
})

describe('the same text', () => {
  it('is seen through case, spaces, punctuation and invisible characters', () => {
    const text = textHash({ parts: ['Hải Phòng: mời bạn đến!'] })
    expect(textHash({ parts: ['HẢI PHÒNG   mời\u200B bạn đến'] })).toBe(text)
    expect(textHash({ parts: ['Hải Phòng mời', 'bạn đến'] })).toBe(text)
    expect(textHash({ parts: ['Hải Phòng mời anh đến'] })).not.toBe(text)
  })

  it('is not what has no words', () => {
    expect(textHash({ parts: ['', '  …!'] })).toBeNull()
  })

  it('never depends on how its characters are composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(textHash({ parts: [text.normalize('NFD')] })).toBe(textHash({ parts: [text.normalize('NFC')] }))
      }),
    )
  })
})

describe('a planned time', () => {
  const now = new Date('2026-05-18T02:00:40Z')
  const zone = 'Asia/Ho_Chi_Minh'
  const refusal = (localTime: string, where = zone) => {
    try {
      plannedTime(localTime, where, now, 'deliveries.0.')
      return null
    } catch (error) {
      return error as { code: string; errors: { path: string; code: string }[] }
    }
  }

  it('is the instant its wall time means in its zone', () => {
    expect(plannedTime('2026-05-18T20:00', zone, now).dueAt).toEqual(new Date('2026-05-18T13:00:00Z'))
    expect(plannedTime('2026-07-01T09:00', 'Europe/Paris', now).dueAt).toEqual(new Date('2026-07-01T07:00:00Z'))
  })

  it('is now when none is given', () => {
    expect(plannedTime(null, zone, now)).toEqual({ localTime: '2026-05-18T09:00', zone, dueAt: now })
  })

  it('may be the minute that is running, and is refused before it', () => {
    expect(refusal('2026-05-18T09:00')).toBeNull()
    expect(refusal('2026-05-18T08:59')).toMatchObject({ code: 'past', errors: [{ path: 'deliveries.0.localTime' }] })
  })

  it('is refused in the hour that clocks jump over', () => {
    expect(refusal('2027-03-28T02:30', 'Europe/Paris')).toMatchObject({ code: 'time-gap' })
  })

  it('is the earlier one of the hour that comes twice', () => {
    const { dueAt } = plannedTime('2026-10-25T02:30', 'Europe/Paris', now)
    expect(dueAt).toEqual(new Date('2026-10-25T00:30:00Z'))
  })

  it('is refused in the year 9999', () => {
    expect(refusal('9999-01-01T00:00')).toMatchObject({ code: 'validation', errors: [{ code: 'too-far' }] })
  })
})
