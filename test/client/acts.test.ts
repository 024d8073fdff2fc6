import { describe, expect, it } from 'vitest'
import { lastDone, lastUndone, recordAct, turnAct } from '../../client/lib/acts.ts'

/** A number that acts change. */
function counter() {
  let value = 0
  return {
    get value() {
      return value
    },
    add: (by: number, refuses = false) => {
      value += by
      return recordAct(`${by}`, {
        undo: async () => {
          if (refuses) throw new Error('too late')
          value -= by
        },
        redo: async () => {
          value += by
        },
      })
    },
  }
}

describe('what a person did', () => {
  it('is taken back newest first and done again in the order it was done', async () => {
    const count = counter()
    const ids = [1, 10, 100].map((by) => count.add(by))
    for (const id of ids.toReversed()) {
      expect(lastDone()?.id).toBe(id)
      await turnAct(id)
    }
    expect(count.value).toBe(0)
    for (const id of ids) {
      expect(lastUndone()?.id).toBe(id)
      await turnAct(id)
    }
    expect(count.value).toBe(111)
    expect(lastUndone()).toBeNull()
  })

  it('that was taken back before something new was done is not done again by the key', async () => {
    const count = counter()
    await turnAct(count.add(1))
    count.add(10)
    expect(lastUndone()).toBeNull()
  })

  it('stands as it was when the server refuses, with the reason', async () => {
    const count = counter()
    const id = count.add(5, true)
    expect(await turnAct(id)).toMatchObject({ message: 'too late' })
    expect(lastDone()).toMatchObject({ id, state: 'done', refusal: { message: 'too late' } })
    expect(count.value).toBe(5)
  })

  it('is turned once, however often it is asked for', async () => {
    const count = counter()
    const id = count.add(7)
    await Promise.all([turnAct(id), turnAct(id), turnAct(id)])
    expect(count.value).toBe(0)
  })
})
