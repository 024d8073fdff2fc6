import { describe, expect, it } from 'vitest'
import { createChecker } from '../../client/features/composer/checks.ts'
import { emptyDraft } from '../../client/features/composer/draft.ts'
import { findingsOf } from '../../client/features/composer/findings.ts'
import { canSchedule, commonTime, hasReleased, planOf } from '../../client/features/composer/plan.ts'
import { newVariant, withSource } from '../../client/features/composer/variants.ts'
import type { DeliveryState } from '../../server/contract/deliveries.ts'
import { capabilities, channel, delivery, harbourPicture } from './support.ts'

const variant = newVariant('a', 'vi', null)
const phaseIn = (state: DeliveryState) => planOf([variant], [delivery('one', { channelId: 'a', state })])[0]?.phase

describe('where a variant stands', () => {
  it('is new until it was put in line, and again after it was cancelled', () => {
    expect(planOf([variant], [])[0]?.phase).toBe('new')
    expect(phaseIn('draft')).toBe('new')
    expect(phaseIn('cancelled')).toBe('new')
  })

  it('is open while it can be put in line anew, and not while it is being sent or out', () => {
    expect((['scheduled', 'retrying', 'held', 'missed', 'failed'] as const).map(phaseIn)).toEqual(Array(5).fill('open'))
    expect((['sending', 'unconfirmed'] as const).map(phaseIn)).toEqual(['busy', 'busy'])
    expect((['published', 'removed'] as const).map(phaseIn)).toEqual(['done', 'done'])
  })

  it('is not told by the days of a series, which stand in line by themselves', () => {
    const day = delivery('day', { channelId: 'a', state: 'scheduled', seriesId: 'series' })
    expect(planOf([variant], [day])[0]).toMatchObject({ phase: 'new', localTime: null })
  })

  it('is told by the newest delivery of its own channel and language', () => {
    const deliveries = [
      delivery('first', { channelId: 'a', state: 'published' }),
      delivery('again', { channelId: 'a', state: 'scheduled' }),
      delivery('other language', { channelId: 'a', language: 'en', state: 'failed' }),
      delivery('other channel', { channelId: 'b', state: 'failed' }),
    ]
    expect(planOf([variant], deliveries)[0]?.delivery?.id).toBe('again')
  })

  it('takes the time written here, else the one it waits for', () => {
    const waiting = [delivery('one', { channelId: 'a', localTime: '2026-05-12T09:00' })]
    expect(planOf([variant], waiting)[0]?.localTime).toBe('2026-05-12T09:00')
    expect(planOf([{ ...variant, plannedFor: '2026-05-13T10:00' }], waiting)[0]?.localTime).toBe('2026-05-13T10:00')
  })

  it('keeps a post from saving itself while a release would be taken back', () => {
    expect(hasReleased(planOf([variant], [delivery('one', { channelId: 'a', state: 'scheduled' })]))).toBe(true)
    expect(hasReleased(planOf([variant], [delivery('one', { channelId: 'a', state: 'draft' })]))).toBe(false)
    expect(hasReleased(planOf([variant], [delivery('one', { channelId: 'a', state: 'published' })]))).toBe(false)
  })
})

describe('one time for all', () => {
  const at = (channelId: string, plannedFor: string | null) => newVariant(channelId, 'vi', plannedFor)

  it('is there when every open variant has it', () => {
    expect(commonTime(planOf([at('a', '2026-05-12T09:00'), at('b', '2026-05-12T09:00')], []))).toBe('2026-05-12T09:00')
    expect(commonTime(planOf([at('a', '2026-05-12T09:00'), at('b', null)], []))).toBeNull()
    expect(commonTime([])).toBeNull()
  })

  it('does not ask what is out already', () => {
    const out = [delivery('one', { channelId: 'b', state: 'published', localTime: '2026-05-01T08:00' })]
    const plan = planOf([at('a', '2026-05-12T09:00'), at('b', null)], out)
    expect(commonTime(plan)).toBe('2026-05-12T09:00')
    expect(plan.map(canSchedule)).toEqual([true, false])
  })
})

describe('findings', () => {
  it('name a problem once for all channels it concerns, errors first', () => {
    const channels = [
      channel('a'),
      channel('b', { platform: 'threads' }),
      channel('c', { platform: 'mastodon', capabilities: capabilities({ max: 3 }) }),
    ]
    const draft = {
      ...withSource(emptyDraft('vi'), 'vi', { text: 'Mở cửa' }),
      media: [{ ...harbourPicture, alt: {} }],
      variants: ['a', 'b', 'c'].map((id) => newVariant(id, 'vi', null)),
    }
    const findings = findingsOf(createChecker()(draft, { channels, pauses: [], altRequired: false }))
    expect(findings.map(({ problem, checks }) => [problem.code, checks.length])).toEqual([
      ['text-too-long', 1],
      ['alt-missing', 3],
    ])
  })
})
