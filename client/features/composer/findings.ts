import type { ComposerProblem, VariantCheck } from './checks.ts'

/** The same problem on one or more channels, told once. */
export interface Finding {
  readonly problem: ComposerProblem
  /** Where it was found; the first is the one to go to. */
  readonly checks: readonly [VariantCheck, ...VariantCheck[]]
}

/** Everything to put right or to know, worst first, each with the channels it concerns. */
export function findingsOf(checks: readonly VariantCheck[]): Finding[] {
  const found = new Map<string, { problem: ComposerProblem; checks: [VariantCheck, ...VariantCheck[]] }>()
  for (const check of checks)
    for (const problem of check.problems) {
      const { level, code, index, values } = problem
      const key = JSON.stringify([level, code, index, values, check.resolved.language])
      const known = found.get(key)
      if (known) known.checks.push(check)
      else found.set(key, { problem, checks: [check] })
    }
  return [...found.values()].sort(
    (one, other) => Number(one.problem.level === 'warning') - Number(other.problem.level === 'warning'),
  )
}

/** What a finding is about: where a click on it leads. */
export type Subject = 'text' | 'title' | 'alt' | 'media' | 'option' | 'channel'

export function subjectOf({ code }: ComposerProblem): Subject {
  switch (code) {
    case 'text-too-long':
    case 'text-too-many-bytes':
    case 'text-required':
    case 'too-many-parts':
    case 'same-text':
      return 'text'
    case 'title-required':
    case 'title-too-long':
      return 'title'
    case 'alt-missing':
    case 'alt-too-long':
      return 'alt'
    case 'media-required':
    case 'too-many-images':
    case 'too-many-videos':
    case 'mixed-media':
    case 'media-not-offered':
    case 'media-type':
    case 'media-too-large':
    case 'media-too-many-pixels':
    case 'video-too-long':
    case 'video-too-short':
    case 'media-ratio':
    case 'media-too-small':
    case 'too-many-files':
      return 'media'
    case 'option-required':
    case 'option-too-long':
    case 'option-too-few':
    case 'option-too-many':
    case 'option-not-offered':
      return 'option'
    case 'channel-disconnected':
    case 'channel-needs-reconnect':
    case 'channel-not-attested':
    case 'channel-paused':
      return 'channel'
  }
}
