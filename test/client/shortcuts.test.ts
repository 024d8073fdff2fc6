import { describe, expect, it } from 'vitest'
import { matchesWords } from '../../client/lib/fold-text.ts'
import { combinationsOf, shortcutIds, shortcutOf } from '../../client/lib/shortcuts.ts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  shortcutOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

describe('shortcuts', () => {
  it('are found by their keys, whether Caps Lock is on or not', () => {
    expect(press('c')).toBe('create')
    expect(press('C')).toBe('create')
    expect(press('?')).toBe('help')
  })

  it('take Command for Ctrl, and nothing else for it', () => {
    expect(press('k', { ctrlKey: true })).toBe('palette')
    expect(press('k', { metaKey: true })).toBe('palette')
    expect(press('c', { ctrlKey: true })).toBeNull()
    expect(press('c', { altKey: true })).toBeNull()
  })

  it('tell a letter with Shift from one without, and a sign from neither', () => {
    expect(press('z')).toBe('undo')
    expect(press('Z', { shiftKey: true })).toBe('redo')
    expect(press('?', { shiftKey: true })).toBe('help')
    expect(press('Delete')).toBe('cancel')
  })

  it('may have several combinations of keys: Z undoes, and so does Ctrl and Z', () => {
    expect(press('z')).toBe('undo')
    expect(press('z', { ctrlKey: true })).toBe('undo')
  })

  it('never share their keys', () => {
    const keys = shortcutIds
      .flatMap(combinationsOf)
      .map(({ key, ctrl, shift }) => JSON.stringify([key, ctrl ?? false, shift ?? false]))
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('words that are typed to find something', () => {
  it('need no marks, no capitals and no order', () => {
    expect(matchesWords('Đường phượng đỏ 2026', 'phuong duong')).toBe(true)
    expect(matchesWords('Đường phượng đỏ 2026', 'PHƯỢNG 20')).toBe(true)
  })

  it('begin words, each of them', () => {
    expect(matchesWords('Thư viện', 'ien')).toBe(false)
    expect(matchesWords('Thư viện', 'thu kênh')).toBe(false)
  })
})
