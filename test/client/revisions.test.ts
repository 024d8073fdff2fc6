import { describe, expect, it } from 'vitest'
import { sittingsOf } from '../../client/features/composer/revisions.ts'
import type { PostRevision } from '../../server/contract/post-history.ts'

const savedAt = (revision: number, time: string, byId = 'lan', restoredFrom: number | null = null): PostRevision => ({
  ...{ revision, at: `2026-05-12T${time}Z`, byId, by: byId, restoredFrom },
})
const numbers = (revisions: readonly PostRevision[]) =>
  sittingsOf(revisions).map((sitting) => sitting.map(({ revision }) => revision))

describe('the saves of a post', () => {
  it('are one line for what one person wrote in one sitting', () => {
    expect(numbers([savedAt(3, '08:04:00'), savedAt(2, '08:02:00'), savedAt(1, '08:00:00')])).toEqual([[3, 2, 1]])
  })

  it('stand apart after a rest, when another person saved, and after half an hour without rest', () => {
    expect(numbers([savedAt(2, '08:06:00'), savedAt(1, '08:00:00')])).toEqual([[2], [1]])
    expect(numbers([savedAt(3, '08:02:00'), savedAt(2, '08:01:00', 'minh'), savedAt(1, '08:00:00')])).toEqual([
      [3],
      [2],
      [1],
    ])
    const steady = Array.from({ length: 12 }, (_, at) =>
      savedAt(12 - at, `08:${String(4 * (11 - at)).padStart(2, '0')}:00`),
    )
    expect(numbers(steady).map(({ length }) => length)).toEqual([8, 4])
  })

  it('show what was brought back by itself', () => {
    expect(numbers([savedAt(3, '08:02:00'), savedAt(2, '08:01:00', 'lan', 1), savedAt(1, '08:00:00')])).toEqual([
      [3],
      [2],
      [1],
    ])
  })
})
