import { describe, expect, it } from 'vitest'
import { waitAskedFor } from '../../server/net/limit-headers.ts'

const now = new Date('2026-05-12T02:00:00Z')
const wait = (headers: Record<string, string>) => waitAskedFor({ headers }, now)

describe('what an answer says about a limit', () => {
  it('asks for no wait while something is left, or when it says nothing', () => {
    expect(wait({})).toBe(0)
    expect(wait({ 'ratelimit-remaining': '1', 'ratelimit-reset': '1778551300' })).toBe(0)
    expect(wait({ 'ratelimit-remaining': '', 'ratelimit-reset': '60' })).toBe(0)
  })

  it('asks to wait for the reset, told as an instant, as seconds since 1970, or as seconds from now', () => {
    expect(wait({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-05-12T02:05:00.000000Z' })).toBe(300_000)
    const inAMinute = String(now.getTime() / 1_000 + 60)
    expect(wait({ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': inAMinute })).toBe(60_000)
    expect(wait({ 'ratelimit-remaining': '0', 'ratelimit-reset': '45' })).toBe(45_000)
  })

  it('takes the longest of several limits, and no wait from a reset that is over or cannot be read', () => {
    const day = { 'x-user-limit-24hour-remaining': '0', 'x-user-limit-24hour-reset': String(now.getTime() / 1_000 + 9) }
    expect(wait({ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '2', ...day })).toBe(9_000)
    expect(wait({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-05-12T01:00:00Z' })).toBe(0)
    expect(wait({ 'ratelimit-remaining': '0', 'ratelimit-reset': 'soon' })).toBe(0)
    expect(wait({ 'ratelimit-remaining': '0' })).toBe(0)
  })
})
