import type { Capabilities } from '../rules/capabilities.ts'
import { profiles } from '../rules/profiles.ts'
import type { ZaloSettings } from './settings.ts'

/** What an official account may publish; two of the numbers are settings, as what is documented was refused. */
export function capabilitiesOf({ titleMax, descriptionMax }: ZaloSettings): Capabilities {
  const known = profiles.zalo
  const { title, forms = [], options = [] } = known
  return {
    ...known,
    ...(title && { title: { ...title, max: titleMax } }),
    forms: forms.map((form) => {
      const { text } = form.but
      return text ? { ...form, but: { ...form.but, text: { ...text, max: descriptionMax } } } : form
    }),
    options: options.map((field) =>
      field.name === 'description' && field.kind === 'text' ? { ...field, max: descriptionMax } : field,
    ),
  }
}
