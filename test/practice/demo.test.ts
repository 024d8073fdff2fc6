import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillDemoOffice } from '../../server/practice/demo/fill.ts'
import { openPracticeRoom, type PracticeRoom } from './support.ts'

let room: PracticeRoom
let seconds = 0
beforeAll(async () => {
  room = await openPracticeRoom()
  const start = performance.now()
  await fillDemoOffice({ ...room, practiceMediaDir: room.mediaDir })
  seconds = (performance.now() - start) / 1000
  console.log('filled in', seconds)
}, 120_000)
afterAll(() => room.close())

describe('the demo office', () => {
  it('is filled', async () => {
    expect(seconds).toBeGreaterThan(0)
    const rows = await room.db.selectFrom('delivery').select(['platform','state', room.db.fn.countAll<number>().as('count')]).groupBy(['platform','state']).orderBy('platform').execute()
    console.log(rows.map(r=>`${r.platform} ${r.state} ${r.count}`).join('\n'))
  })
})
