import { describe, expect, it } from 'vitest'
import { growTree, idsWithin } from '../../client/features/settings/tree.ts'

const unit = (id: string, parentId: string | null, name = id) => ({ id, parentId, name, nameEn: null })
const units = [
  unit('city', null),
  unit('b', 'city', 'Sở Y tế'),
  unit('a', 'city', 'Sở Du lịch'),
  unit('ward', 'a'),
  unit('lost', 'nowhere'),
]

describe('the tree of units', () => {
  it('stands by name below each parent, and shows at the top whoever has lost theirs', () => {
    const tree = growTree(units, 'vi')
    expect(tree.map(({ unit }) => unit.id)).toEqual(['city', 'lost'])
    expect(tree[0]?.children.map(({ unit }) => unit.name)).toEqual(['Sở Du lịch', 'Sở Y tế'])
    expect(tree[0]?.children[0]?.children[0]?.unit.id).toBe('ward')
  })

  it('knows under whom a unit cannot be put: itself and all below it', () => {
    const tree = growTree(units, 'vi')
    expect([...idsWithin(tree, 'city')].sort()).toEqual(['a', 'b', 'city', 'ward'])
    expect([...idsWithin(tree, 'a')].sort()).toEqual(['a', 'ward'])
    expect([...idsWithin(tree, 'gone')]).toEqual([])
  })
})
