import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { platforms } from '../../connectors/rules/platforms.ts'
import { absentOn, offeredBy, practiceFigures, practiceFollowers, seedOf } from '../../server/practice/figures.ts'

const subject = fc.record({ platform: fc.constantFrom(...platforms), seed: fc.integer(), hasMedia: fc.boolean() })
const age = fc.nat(400 * 86_400_000)

describe('practice figures', () => {
  it('never go down', () => {
    fc.assert(
      fc.property(subject, age, age, (of, one, other) => {
        const earlier = practiceFigures(of, Math.min(one, other))
        const later = practiceFigures(of, Math.max(one, other))
        for (const name of offeredBy(of.platform)) expect(later[name]).toBeGreaterThanOrEqual(earlier[name] ?? 0)
      }),
    )
  })

  it('are the same at every reading, and others for another item', () => {
    const of = { platform: 'facebook', seed: seedOf('facebook', 'office', 'one'), hasMedia: true } as const
    expect(practiceFigures(of, 7_200_000)).toEqual(practiceFigures({ ...of }, 7_200_000))
    const other = { ...of, seed: seedOf('facebook', 'office', 'two') }
    expect(practiceFigures(other, 7_200_000)).not.toEqual(practiceFigures(of, 7_200_000))
  })

  it('reach fewer people than there are views, and no figure is below zero', () => {
    fc.assert(
      fc.property(subject, age, (of, ageMs) => {
        const { reach, views, impressions, ...others } = practiceFigures(of, ageMs)
        if (reach !== undefined) expect(reach).toBeLessThanOrEqual(views ?? impressions ?? 0)
        for (const value of Object.values(others)) expect(value).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('tell of each platform what it tells, and the rest as not offered', () => {
    for (const platform of platforms) {
      const told = Object.keys(practiceFigures({ platform, seed: 1, hasMedia: false }, 3_600_000))
      expect(told).toEqual([...offeredBy(platform)])
      for (const name of told) expect(absentOn(platform)).not.toHaveProperty(name)
      expect(told.length + Object.keys(absentOn(platform)).length).toBe(11)
    }
  })

  it('let an account grow slowly, each at its own pace', () => {
    const since = new Date('2026-01-01T00:00:00Z')
    const at = (days: number) => new Date(since.getTime() + days * 86_400_000)
    const grown = practiceFollowers('x', 'one', since, at(365))
    expect(grown).toBeGreaterThan(practiceFollowers('x', 'one', since, at(30)))
    expect(grown).not.toBe(practiceFollowers('x', 'two', since, at(365)))
  })
})
