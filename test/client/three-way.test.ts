import { describe, expect, it } from 'vitest'
import { emptyDraft, type PostDraft } from '../../client/features/composer/draft.ts'
import { conflictsOf, mergeDrafts } from '../../client/features/composer/merge.ts'
import { bothOf, threeWay } from '../../client/lib/three-way.ts'

const base = 'Lễ hội khai mạc lúc 20 giờ tại Nhà hát lớn.'

describe('two people changing one text', () => {
  it('are put together where they changed different words', () => {
    const mine = base.replace('20 giờ', '19 giờ')
    const theirs = base.replace('Nhà hát lớn', 'Quảng trường')
    expect(threeWay(base, mine, theirs)).toEqual([
      { kind: 'agreed', text: 'Lễ hội khai mạc lúc 19 giờ tại Quảng trường.' },
    ])
  })

  it('are asked where they changed the same words', () => {
    const hunks = threeWay(base, base.replace('20 giờ', '19 giờ'), base.replace('20 giờ', '21 giờ'))
    expect(hunks).toEqual([
      { kind: 'agreed', text: 'Lễ hội khai mạc lúc ' },
      { kind: 'conflict', base: '20 ', mine: '19 ', theirs: '21 ' },
      { kind: 'agreed', text: 'giờ tại Nhà hát lớn.' },
    ])
  })

  it('agree when both made the same change', () => {
    const changed = base.replace('20', '19')
    expect(threeWay(base, changed, changed)).toEqual([{ kind: 'agreed', text: changed }])
  })

  it('never lose a word of either, whatever they did', () => {
    const words = ['a ', 'b ', 'c ', 'd ', '\n']
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    const text = () => Array.from({ length: random(12) }, () => words[random(words.length)]).join('')
    for (let round = 0; round < 2_000; round += 1) {
      const [was, mine, theirs] = [text(), text(), text()]
      const hunks = threeWay(was, mine, theirs)
      const pick = (side: 'mine' | 'theirs') =>
        hunks.map((hunk) => (hunk.kind === 'agreed' ? hunk.text : hunk[side])).join('')
      if (mine === was) expect(pick('mine')).toBe(theirs)
      if (theirs === was) expect(pick('theirs')).toBe(mine)
      expect(
        threeWay(was, mine, was)
          .map((hunk) => hunk.kind === 'agreed' && hunk.text)
          .join(''),
      ).toBe(mine)
      expect(
        threeWay(was, was, theirs)
          .map((hunk) => hunk.kind === 'agreed' && hunk.text)
          .join(''),
      ).toBe(theirs)
    }
  })

  it('both stand one after the other, and do not run into each other', () => {
    expect(bothOf('một', 'hai')).toBe('một hai')
    expect(bothOf('một ', 'hai')).toBe('một hai')
  })
})

describe('two people changing one post', () => {
  const draft = (change: Partial<PostDraft>): PostDraft => ({
    ...emptyDraft('vi'),
    content: { vi: { title: '', text: base, link: '' } },
    ...change,
  })

  it('have nothing to decide when they changed different things', () => {
    expect(conflictsOf(draft({}), draft({ tone: 'positive' }), draft({ kind: 'video' }))).toEqual([])
  })

  it('decide field by field, and mine stands until they do', () => {
    const [mine, theirs] = [draft({ tone: 'positive' }), draft({ tone: 'critical' })]
    expect(conflictsOf(draft({}), mine, theirs)).toEqual([{ path: 'tone', hunks: null, joinable: false }])
    expect(mergeDrafts(draft({}), mine, theirs).tone).toBe('positive')
    expect(mergeDrafts(draft({}), mine, theirs, new Map([['tone', 'theirs']])).tone).toBe('critical')
  })

  it('decide run by run in a text: mine, theirs or both', () => {
    const say = (time: string) => draft({ content: { vi: { title: '', text: base.replace('20', time), link: '' } } })
    const merged = (side: 'mine' | 'theirs' | 'both') =>
      mergeDrafts(draft({}), say('19'), say('21'), new Map([['content.vi.text#1', side]])).content['vi']?.text
    expect(merged('mine')).toContain('lúc 19 giờ')
    expect(merged('theirs')).toContain('lúc 21 giờ')
    expect(merged('both')).toContain('lúc 19 21 giờ')
  })
})
