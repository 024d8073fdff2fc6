/** Names of the fields that a finding can point at; one click on the finding puts the cursor there. */
export const fieldId = {
  sourceTitle: (language: string) => `source-title-${language}`,
  sourceText: (language: string) => `source-text-${language}`,
  part: (index: number) => `variant-part-${index}`,
  variantTitle: 'variant-title',
  option: (name: string) => `variant-option-${name}`,
  medium: (id: string) => `medium-${id}`,
  files: 'post-files',
}

/** Puts the cursor into a field once it is drawn, and marks what is too long in it. */
export function focusField(id: string, overflowAt: number | null = null): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const field = document.getElementById(id)
      field?.focus({ preventScroll: true })
      field?.scrollIntoView({ block: 'center' })
      if (field instanceof HTMLTextAreaElement && overflowAt !== null)
        field.setSelectionRange(overflowAt, field.value.length)
    }),
  )
}
