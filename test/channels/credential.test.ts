import { DateTime, type DurationLike } from 'luxon'
import { describe, expect, it } from 'vitest'
import { type CredentialLife, isEnding, isLongLived, upkeepOf } from '../../server/domain/credential.ts'

const now = DateTime.fromISO('2026-05-18T09:00:00Z')
const at = (time: DateTime) => time.toJSDate()
const life = (lived: DurationLike, left: DurationLike | null, refreshable: boolean): CredentialLife => ({
  storedAt: at(now.minus(lived)),
  expiresAt: left === null ? null : at(now.plus(left)),
  refreshable,
})

describe('credentials', () => {
  it('are refreshed before use from ten minutes before their end', () => {
    expect(isEnding(at(now.plus({ minutes: 10, seconds: 1 })), at(now))).toBe(false)
    expect(isEnding(at(now.plus({ minutes: 10 })), at(now))).toBe(true)
    expect(isEnding(at(now.minus({ days: 1 })), at(now))).toBe(true)
    expect(isEnding(null, at(now))).toBe(false)
  })

  it.each([
    ['that never end need nothing', life({ years: 1 }, null, true), 'nothing'],
    ['of 60 days are refreshed a week ahead', life({ days: 53 }, { days: 7 }, true), 'refresh'],
    ['of 60 days are left alone before that', life({ days: 52 }, { days: 8 }, true), 'nothing'],
    ['of two hours are refreshed after one', life({ minutes: 60 }, { minutes: 60 }, true), 'refresh'],
    ['of two hours are left alone in the first', life({ minutes: 50 }, { minutes: 70 }, true), 'nothing'],
    ['that ended while nothing ran are still tried', life({ days: 2 }, { days: -1 }, true), 'refresh'],
    ['that only a person can renew warn a week ahead', life({ days: 53 }, { days: 7 }, false), 'warn'],
    ['that only a person can renew say nothing before', life({ days: 52 }, { days: 8 }, false), 'nothing'],
    ['that only a person can renew ask for it at their end', life({ days: 60 }, { days: 0 }, false), 'reconnect'],
  ])('%s', (_name, given, expected) => {
    expect(upkeepOf(given, at(now))).toBe(expected)
  })

  it('are long-lived from a week on', () => {
    expect(isLongLived(life({ days: 1 }, { days: 6 }, true))).toBe(true)
    expect(isLongLived(life({ minutes: 1 }, { hours: 2 }, true))).toBe(false)
  })
})
