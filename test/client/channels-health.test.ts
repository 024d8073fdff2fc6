import { describe, expect, it } from 'vitest'
import { healthOf, pauseOf } from '../../client/features/channels/health.ts'
import type { Pause } from '../../server/contract/deliveries.ts'
import { channel } from './support.ts'

const earlier = '2026-05-12T01:00:00.000Z'
const later = '2026-05-12T02:00:00.000Z'
const pause: Pause = {
  id: 'pause',
  scope: 'channel',
  scopeId: 'one',
  reason: 'chờ xác minh',
  createdBy: 'Tâm',
  createdAt: earlier,
  endedAt: null,
  held: 0,
}

describe('how a channel is doing', () => {
  it('is well when it was reached last', () => {
    expect(healthOf(channel('one', { lastSuccessAt: later, lastFaultAt: earlier }), null)).toEqual({
      tone: 'ok',
      kind: 'well',
      step: null,
    })
  })

  it('is ready when nothing was sent yet', () => {
    expect(healthOf(channel('one'), null)).toMatchObject({ tone: 'ok', kind: 'new' })
  })

  it('asks to check it when the last contact failed', () => {
    const failed = channel('one', { lastSuccessAt: earlier, lastFaultAt: later })
    expect(healthOf(failed, null)).toMatchObject({ tone: 'warn', kind: 'last-failed', step: 'check' })
  })

  it('asks to reconnect when the account lets us do less than is needed', () => {
    const checkup = { missingPermissions: ['publish_posts'], quota: null, notices: [] }
    const lacking = channel('one', { lastSuccessAt: later, checkup })
    expect(healthOf(lacking, null)).toEqual({ tone: 'warn', kind: 'missing-permissions', step: 'reconnect' })
  })

  it('tells what the platform announces, and that its allowance is used up', () => {
    const checkup = { missingPermissions: [], quota: { left: 0, max: 25, resetsAt: null }, notices: ['app-in-review'] }
    expect(healthOf(channel('one', { lastSuccessAt: later, checkup }), null)).toMatchObject({ kind: 'quota-used' })
    const noticed = { ...checkup, quota: null }
    expect(healthOf(channel('one', { lastSuccessAt: later, checkup: noticed }), null)).toMatchObject({ kind: 'notice' })
  })

  it('waits by itself while its platform takes no more, and asks nobody for anything', () => {
    const resting = channel('one', { restsUntil: later, lastSuccessAt: earlier, lastFaultAt: later })
    expect(healthOf(resting, null)).toEqual({ tone: 'warn', kind: 'resting', step: null })
  })

  it('asks to attest before anything else that can be done, except for practice', () => {
    expect(healthOf(channel('one', { attested: false }), null)).toMatchObject({ step: 'attest' })
    expect(healthOf(channel('one', { attested: false, practice: true }), null)).toMatchObject({ step: null })
  })

  it('names the worst first: a lost permission before a pause, a pause before one that runs out', () => {
    expect(healthOf(channel('one', { state: 'needs-reconnect' }), pause)).toMatchObject({ step: 'reconnect' })
    expect(healthOf(channel('one', { state: 'expiring' }), pause)).toMatchObject({ step: 'resume' })
    expect(healthOf(channel('one', { state: 'expiring' }), null)).toMatchObject({ tone: 'warn', step: 'reconnect' })
    expect(healthOf(channel('one', { state: 'disconnected' }), pause)).toMatchObject({ tone: 'off' })
  })

  it('counts only the pause of this very channel; wider ones stand in the banner', () => {
    expect(pauseOf({ id: 'one' }, [pause])).toBe(pause)
    expect(pauseOf({ id: 'two' }, [pause, { ...pause, scope: 'organization', scopeId: null }])).toBeNull()
  })
})
