import type { Unit } from '../../../server/contract/people.ts'

export interface Branch {
  readonly unit: Unit
  readonly children: readonly Branch[]
}

/** The units as a tree, each level by name. A unit whose parent is not in the list stands at the top. */
export function growTree(units: readonly Unit[], language: string): Branch[] {
  const byName = new Intl.Collator(language).compare
  const known = new Set(units.map(({ id }) => id))
  const parentOf = ({ parentId }: Unit) => (parentId !== null && known.has(parentId) ? parentId : null)
  const below = (parent: string | null): Branch[] =>
    units
      .filter((unit) => parentOf(unit) === parent)
      .toSorted((one, other) => byName(one.name, other.name))
      .map((unit) => ({ unit, children: below(unit.id) }))
  return below(null)
}

/** A unit and everything below it: under none of these can it be put. */
export function idsWithin(branches: readonly Branch[], id: string): ReadonlySet<string> {
  const all = ({ unit, children }: Branch): string[] => [unit.id, ...children.flatMap(all)]
  const find = (list: readonly Branch[]): Branch | null => {
    for (const branch of list) {
      const found = branch.unit.id === id ? branch : find(branch.children)
      if (found) return found
    }
    return null
  }
  const own = find(branches)
  return new Set(own ? all(own) : [])
}
