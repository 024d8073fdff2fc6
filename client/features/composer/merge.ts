import { bothOf, type Hunk, threeWay } from '../../lib/three-way.ts'
import { noText, type PostDraft, variantKey } from './draft.ts'

export type Side = 'mine' | 'theirs' | 'both'

/** What both changed, each in another way. */
export interface Conflict {
  /** `content.vi.text`, `tone`, `variants.<channel> <language>.parts.0`. */
  readonly path: string
  /** A text in its runs; null: a value that is taken whole. */
  readonly hunks: readonly Hunk[] | null
  /** Both can stand, one after the other. */
  readonly joinable: boolean
}

/** By path; for one run of a text by `choiceKey`. */
export type Choices = ReadonlyMap<string, Side>

export const choiceKey = (path: string, hunk: number) => `${path}#${hunk}`

/** Every choice that has to be made before two versions are one. */
export const choicesIn = ({ path, hunks }: Conflict): string[] =>
  hunks === null ? [path] : hunks.flatMap(({ kind }, at) => (kind === 'conflict' ? [choiceKey(path, at)] : []))

/**
 * My changes carried over onto what somebody else saved in the meantime: whatever I did not touch since `base` takes
 * their words, whatever they did not keeps mine. Texts are put together word by word. What both changed follows
 * `choices`, and is mine where there is none.
 */
export function mergeDrafts(
  base: PostDraft,
  mine: PostDraft,
  theirs: PostDraft,
  choices: Choices = new Map(),
): PostDraft {
  return merge(base, mine, theirs, choices).draft
}

/** What both changed in another way since `base`. */
export function conflictsOf(base: PostDraft, mine: PostDraft, theirs: PostDraft): readonly Conflict[] {
  return merge(base, mine, theirs, new Map()).conflicts
}

interface Merging {
  readonly choices: Choices
  readonly conflicts: Conflict[]
}

function merge(base: PostDraft, mine: PostDraft, theirs: PostDraft, choices: Choices) {
  const merging: Merging = { choices, conflicts: [] }
  const lists = {
    content: mergeContent(merging, base.content, mine.content, theirs.content),
    variants: mergeVariants(merging, base.variants, mine.variants, theirs.variants),
    ownMedia: withAll(mine.ownMedia, theirs.ownMedia),
    // It follows from the headline, which is put together by itself.
    title: mine.title,
  }
  const draft: PostDraft = {
    ...mergeFields(merging, '', { ...base, ...lists }, { ...mine, ...lists }, { ...theirs, ...lists }),
  }
  return { draft, conflicts: merging.conflicts }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
const isText = (path: string) => /\.(title|text)$|\.parts\.\d+$|^source$/.test(path)

function mergeFields<T extends object>(merging: Merging, path: string, base: T, mine: T, theirs: T): T {
  const merged: T = { ...theirs, ...mine }
  for (const key of Object.keys(merged) as (keyof T & string)[])
    merged[key] = mergeValue(merging, `${path}${key}`, base[key], mine[key], theirs[key])
  return merged
}

function mergeValue<V>(merging: Merging, path: string, was: V, own: V, other: V): V {
  if (isSame(own, other) || isSame(was, other)) return own
  if (isSame(was, own)) return other
  if (typeof own === 'string' && typeof other === 'string' && isText(path))
    return mergeText(merging, path, typeof was === 'string' ? was : '', own, other) as V
  if (Array.isArray(own) && Array.isArray(other)) {
    if (path.endsWith('.parts') && Array.isArray(was) && was.length === own.length && own.length === other.length)
      return own.map((part, at) => mergeValue(merging, `${path}.${at}`, was[at], part, other[at])) as V
    const joinable = !path.endsWith('.parts')
    const side = sideOf(merging, { path, hunks: null, joinable })
    return side === 'theirs' ? other : side === 'both' ? (withAll(own, other) as V) : own
  }
  if (isRecord(own) && isRecord(other))
    return mergeFields(merging, `${path}.`, isRecord(was) ? was : ({} as V & object), own, other)
  return sideOf(merging, { path, hunks: null, joinable: false }) === 'theirs' ? other : own
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function sideOf({ choices, conflicts }: Merging, conflict: Conflict): Side {
  conflicts.push(conflict)
  return choices.get(conflict.path) ?? 'mine'
}

function mergeText({ choices, conflicts }: Merging, path: string, was: string, own: string, other: string): string {
  const hunks = threeWay(was, own, other)
  if (hunks.some(({ kind }) => kind === 'conflict')) conflicts.push({ path, hunks, joinable: true })
  return hunks
    .map((hunk, at) => {
      if (hunk.kind === 'agreed') return hunk.text
      const side = choices.get(choiceKey(path, at)) ?? 'mine'
      return side === 'both' ? bothOf(hunk.mine, hunk.theirs) : hunk[side]
    })
    .join('')
}

function withAll<T>(own: readonly T[], other: readonly T[]): readonly T[] {
  return [...own, ...other.filter((item) => !own.some((mine) => isSame(idOf(mine), idOf(item))))]
}

const idOf = (item: unknown): unknown => (isRecord(item) && 'id' in item ? item.id : item)

function mergeContent(
  merging: Merging,
  base: PostDraft['content'],
  mine: PostDraft['content'],
  theirs: PostDraft['content'],
): PostDraft['content'] {
  const merged: PostDraft['content'] = {}
  for (const language of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, own, other] = [base[language], mine[language], theirs[language]]
    // Taken out on one side and untouched on the other: it stays out.
    if ((!own && isSame(was, other)) || (!other && isSame(was, own))) continue
    merged[language] =
      own && other ? mergeFields(merging, `content.${language}.`, was ?? noText, own, other) : (own ?? other ?? noText)
  }
  return merged
}

function mergeVariants(
  merging: Merging,
  base: PostDraft['variants'],
  mine: PostDraft['variants'],
  theirs: PostDraft['variants'],
): PostDraft['variants'] {
  const find = (list: PostDraft['variants'], key: string) => list.find((variant) => variantKey(variant) === key)
  const keys = new Set([...theirs, ...mine].map(variantKey))
  return [...keys].flatMap((key) => {
    const [was, own, other] = [find(base, key), find(mine, key), find(theirs, key)]
    if ((!own && isSame(was, other)) || (!other && isSame(was, own))) return []
    if (own && other) return mergeFields(merging, `variants.${key}.`, was ?? other, own, other)
    return own ?? other ?? []
  })
}
