import type { ComposerProblem, VariantCheck } from './checks.ts'
import { subjectOf } from './findings.ts'
import { fieldId, focusField } from './places.ts'

/** Where the cursor goes for a finding. */
export function goTo(problem: ComposerProblem, { resolved, media, measures, follows }: VariantCheck): void {
  const index = problem.index ?? 0
  const medium = media[index]
  switch (subjectOf(problem)) {
    case 'text':
      focusField(
        follows ? fieldId.sourceText(resolved.language) : fieldId.part(index),
        measures[index]?.overflowAt ?? null,
      )
      break
    case 'title':
      focusField(fieldId.variantTitle)
      break
    case 'option':
      focusField(fieldId.option(String(problem.values['option'] ?? '')))
      break
    case 'alt':
      focusField(medium ? fieldId.medium(medium.id) : fieldId.files)
      break
    case 'media':
    case 'channel':
      focusField(fieldId.files)
      break
  }
}
