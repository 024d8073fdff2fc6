import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Run, wordDiff } from '../../client/lib/word-diff.ts'

const textOf = (runs: readonly Run[], without: Run['kind']) =>
  runs
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('')

describe('what changed between two texts', () => {
  it('is told word by word', () => {
    expect(wordDiff('Mở cửa lúc 8 giờ sáng.', 'Mở cửa lúc 9 giờ sáng.')).toEqual([
      { kind: 'same', text: 'Mở cửa lúc ' },
      { kind: 'removed', text: '8 ' },
      { kind: 'added', text: '9 ' },
      { kind: 'same', text: 'giờ sáng.' },
    ])
  })

  it('is nothing where nothing changed, and everything where nothing stayed', () => {
    expect(wordDiff('như cũ', 'như cũ')).toEqual([{ kind: 'same', text: 'như cũ' }])
    expect(wordDiff('', 'mới')).toEqual([{ kind: 'added', text: 'mới' }])
    expect(wordDiff('cũ', '')).toEqual([{ kind: 'removed', text: 'cũ' }])
  })

  it('loses nothing of either text', () => {
    const text = fc
      .array(fc.constantFrom('cảng ', 'biển', ' ', '\n\n', 'Hải Phòng ', '8 ', '9.'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const runs = wordDiff(before, after)
        expect(textOf(runs, 'added')).toBe(before)
        expect(textOf(runs, 'removed')).toBe(after)
      }),
    )
  })
})
