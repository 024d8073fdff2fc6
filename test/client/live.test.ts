import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { followEvents } from '../../client/lib/live.ts'

/** The browser's EventSource, driven by the test. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static opened: Stream[] = []
  readyState = 0
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  constructor() {
    super()
    Stream.opened.push(this)
  }
  open() {
    this.readyState = 1
    this.onopen?.()
  }
  change(event: object) {
    this.dispatchEvent(new MessageEvent('change', { data: JSON.stringify(event) }))
  }
  fail(isClosed: boolean) {
    this.readyState = isClosed ? Stream.CLOSED : 0
    this.onerror?.()
  }
  close() {
    this.readyState = Stream.CLOSED
  }
}

let cache: QueryClient
let refetched: string[]
let lost: number
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  Stream.opened = []
  vi.stubGlobal('EventSource', Stream)
  // Locks are the browser's; without them every page holds a stream of its own.
  vi.stubGlobal('navigator', {})
  cache = new QueryClient()
  refetched = []
  lost = 0
  vi.spyOn(cache, 'invalidateQueries').mockImplementation(async ({ queryKey } = {}) => {
    refetched.push(String(queryKey?.[0]))
  })
  stop = followEvents(cache, () => {
    lost += 1
  })
})

afterEach(() => {
  stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const [everySecond, threeSeconds, fortyFiveSeconds] = [1_000, 3_000, 45_000]

describe('live events', () => {
  it('fetch again what a change touches, once for many', async () => {
    Stream.opened[0]?.open()
    for (let count = 0; count < 50; count += 1) Stream.opened[0]?.change({ type: 'channel', changes: null })
    await vi.advanceTimersByTimeAsync(everySecond)
    expect(refetched.sort()).toEqual(['attention', 'channels', 'outlook'])
  })

  it('fetch nothing again when the first stream opens, and everything after a gap', async () => {
    Stream.opened[0]?.open()
    await vi.advanceTimersByTimeAsync(everySecond)
    expect(refetched).toEqual([])
    Stream.opened[0]?.fail(false)
    Stream.opened[0]?.open()
    await vi.advanceTimersByTimeAsync(everySecond)
    expect(refetched.sort()).toEqual([
      'attention',
      'channels',
      'comments',
      'deliveries',
      'outlook',
      'pauses',
      'posts',
      'presence',
      'tasks',
    ])
  })

  it('look whether the session still stands when the stream is refused, and come back', async () => {
    Stream.opened[0]?.fail(true)
    await vi.advanceTimersByTimeAsync(threeSeconds)
    expect(lost).toBe(1)
    expect(Stream.opened).toHaveLength(2)
  })

  it('take a stream that has fallen silent for dead', async () => {
    Stream.opened[0]?.open()
    await vi.advanceTimersByTimeAsync(fortyFiveSeconds + threeSeconds)
    expect(Stream.opened).toHaveLength(2)
    Stream.opened[1]?.open()
    await vi.advanceTimersByTimeAsync(everySecond)
    expect(refetched).toContain('deliveries')
    expect(lost).toBe(0)
  })

  it('hold a quiet stream for alive while it pings', async () => {
    Stream.opened[0]?.open()
    for (let count = 0; count < 10; count += 1) {
      await vi.advanceTimersByTimeAsync(15_000)
      Stream.opened[0]?.dispatchEvent(new MessageEvent('ping', { data: '{}' }))
    }
    expect(Stream.opened).toHaveLength(1)
  })

  it('end when the person leaves', async () => {
    stop()
    await vi.advanceTimersByTimeAsync(fortyFiveSeconds)
    expect(Stream.opened).toHaveLength(1)
    expect(Stream.opened[0]?.readyState).toBe(Stream.CLOSED)
  })
})
