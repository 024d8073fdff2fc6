import { noText, type PostDraft, variantKey } from './draft.ts'

/**
 * My changes carried over onto what somebody else saved in the meantime: whatever I did not touch since `base` takes
 * their words, whatever I did keeps mine. Texts are compared by language and field, variants by channel and language.
 */
export function mergeDrafts(base: PostDraft, mine: PostDraft, theirs: PostDraft): PostDraft {
  return {
    ...mergeFields(base, mine, theirs),
    content: mergeContent(base.content, mine.content, theirs.content),
    variants: mergeVariants(base.variants, mine.variants, theirs.variants),
  }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

function mergeFields<T extends object>(base: T, mine: T, theirs: T): T {
  const merged: T = { ...theirs, ...mine }
  for (const key of Object.keys(merged) as (keyof T)[]) if (isSame(base[key], mine[key])) merged[key] = theirs[key]
  return merged
}

function mergeContent(
  base: PostDraft['content'],
  mine: PostDraft['content'],
  theirs: PostDraft['content'],
): PostDraft['content'] {
  const merged: PostDraft['content'] = {}
  for (const language of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, own, other] = [base[language], mine[language], theirs[language]]
    // Taken out on one side and untouched on the other: it stays out.
    if ((!own && isSame(was, other)) || (!other && isSame(was, own))) continue
    merged[language] = own && other ? mergeFields(was ?? noText, own, other) : (own ?? other ?? noText)
  }
  return merged
}

function mergeVariants(
  base: PostDraft['variants'],
  mine: PostDraft['variants'],
  theirs: PostDraft['variants'],
): PostDraft['variants'] {
  const find = (list: PostDraft['variants'], key: string) => list.find((variant) => variantKey(variant) === key)
  const keys = new Set([...theirs, ...mine].map(variantKey))
  return [...keys].flatMap((key) => {
    const [was, own, other] = [find(base, key), find(mine, key), find(theirs, key)]
    if ((!own && isSame(was, other)) || (!other && isSame(was, own))) return []
    if (own && other) return mergeFields(was ?? other, own, other)
    return own ?? other ?? []
  })
}
