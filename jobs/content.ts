import type { ContentMedia, DeliveryContent } from '../connectors/contract.ts'
import { type Capabilities, formOf, optionsFor } from '../connectors/rules/capabilities.ts'
import type { ResolvedContent } from '../server/domain/content-hash.ts'

/** The files of a variant in the order asked for, described in its language. */
export type ReadMedia = (
  delivery: { readonly organizationId: string; readonly deliveryId: string },
  ids: readonly string[],
  language: string,
) => Promise<readonly ContentMedia[]>

/**
 * What a connector is handed: the content with its files at hand and its form named.
 * @throws ConnectorError `rejected` `media-missing`
 */
export async function deliveryContent(
  delivery: { readonly organizationId: string; readonly deliveryId: string; readonly revision: number },
  { parts, media, ...rest }: ResolvedContent,
  capabilities: Capabilities,
  contentMedia: ReadMedia,
): Promise<DeliveryContent> {
  const { deliveryId, revision } = delivery
  const read = async (wanted: readonly string[]) =>
    wanted.length === 0 ? [] : await contentMedia(delivery, wanted, rest.language)
  const files = await read(media.map((medium) => medium.id))
  const attached = optionsFor(capabilities, { options: rest.options, media }).flatMap(({ kind, name }) => {
    const id = rest.options[name]
    return kind === 'image' && typeof id === 'string' ? [{ name, id }] : []
  })
  const attachedFiles = await read(attached.map(({ id }) => id))
  const form = formOf(capabilities, { options: rest.options, media })
  return {
    ...rest,
    options: form ? { ...rest.options, form: form.name } : rest.options,
    deliveryId,
    revision,
    parts: parts.map((text, position) => ({ text, media: position === 0 ? files : [] })),
    attached: Object.fromEntries(attachedFiles.map((file, index) => [attached[index]?.name, file])),
  }
}
