import { besideMedia, type Capabilities, capabilitiesFor } from '../../connectors/rules/capabilities.ts'
import { check, type Finding } from '../../connectors/rules/check.ts'
import { measureText, type TextMeasure } from '../../connectors/rules/text.ts'
import type { DeliveryDetail } from '../../server/contract/deliveries.ts'

interface CheckedEdit {
  /** Per part, as the platform counts. */
  readonly measures: readonly TextMeasure[]
  /** What the server would refuse, too. */
  readonly problems: readonly Finding[]
}

/** New words for what is out, with the pictures and options it went out with. */
export function checkEdit(
  { parts: shown, language }: Pick<DeliveryDetail, 'parts' | 'language'>,
  { options }: Pick<NonNullable<DeliveryDetail['editing']>, 'options'>,
  { title, parts }: { readonly title: string; readonly parts: readonly string[] },
  capabilities: Capabilities,
): CheckedEdit {
  const media = (shown[0]?.media ?? []).map(({ alt, ...file }) => ({ ...file, alt: alt[language] ?? '' }))
  const draft = { title, parts, language, media, options }
  const inForm = capabilitiesFor(capabilities, draft)
  const warning = String(options['contentWarning'] ?? '')
  return {
    measures: parts.map((text, at) =>
      measureText(text, at === 0 && media.length > 0 ? besideMedia(inForm) : inForm, warning),
    ),
    problems: check(draft, capabilities).filter(({ level }) => level === 'error'),
  }
}
