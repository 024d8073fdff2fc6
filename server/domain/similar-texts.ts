/** Words that stand together in both texts, of all that stand together in either: from here on they say the same. */
const leastShared = 0.6
/** Words that are compared as one. */
const shingleWords = 3
/** Shorter ones are alike by chance: "Chúc mừng năm mới". */
const leastWords = 8

/**
 * Pairs of texts that say nearly the same, without regard to marks, capitals and signs. Texts that share nothing are
 * never held against each other, so thousands can be asked about.
 * @param mayPair leaves out pairs that do not matter
 */
export function similarPairs<T extends { readonly text: string }>(
  items: readonly T[],
  mayPair: (one: T, other: T) => boolean,
): (readonly [T, T])[] {
  const pairs: (readonly [T, T])[] = []
  const seen = new Map<string, number[]>()
  const sizes: number[] = []
  for (const [at, item] of items.entries()) {
    const shingles = shinglesOf(item.text)
    sizes.push(shingles.size)
    const shared = new Map<number, number>()
    for (const shingle of shingles) {
      const before = seen.get(shingle) ?? []
      for (const other of before) shared.set(other, (shared.get(other) ?? 0) + 1)
      seen.set(shingle, [...before, at])
    }
    for (const [other, common] of shared) {
      const earlier = items[other]
      if (!earlier || common / (shingles.size + (sizes[other] ?? 0) - common) < leastShared) continue
      if (mayPair(earlier, item)) pairs.push([earlier, item])
    }
  }
  return pairs
}

function shinglesOf(text: string): Set<string> {
  const words = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  if (words.length < leastWords) return new Set()
  return new Set(words.slice(shingleWords - 1).map((_, at) => words.slice(at, at + shingleWords).join(' ')))
}
