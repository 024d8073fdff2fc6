import type { Capabilities, Form } from '../rules/capabilities.ts'
import { profiles } from '../rules/profiles.ts'
import type { TelegramSettings } from './settings.ts'

/**
 * What a channel may post. With a private chat to keep files in, the bot uploads them there beforehand, so that the call
 * readers see is short, and it can look up what became of a message.
 */
export function capabilitiesOf(
  { uploadBytes, pollAnswers }: Pick<TelegramSettings, 'uploadBytes' | 'pollAnswers'>,
  { hasStaging }: { readonly hasStaging: boolean },
): Capabilities {
  const known = profiles.telegram
  const { video, forms = [], options = [], delivery } = known
  const sized = <L extends { readonly maxBytes: number }>(limit: L): L => ({ ...limit, maxBytes: uploadBytes })
  return {
    ...known,
    ...(video && { video: sized(video) }),
    forms: forms.map((form): Form => {
      const { images, video: films, documents, audio } = form.but
      const but = {
        ...form.but,
        ...(images && { images: sized(images) }),
        ...(films && { video: sized(films) }),
        ...(documents && { documents: sized(documents) }),
        ...(audio && { audio: sized(audio) }),
      }
      return { ...form, but }
    }),
    options: options.map((field) =>
      field.name === 'answers' && field.kind === 'list' ? { ...field, max: pollAnswers } : field,
    ),
    ...(hasStaging && { delivery: { ...delivery, commitTimeoutMs: 90_000, confirmation: 'likely' } }),
  }
}
