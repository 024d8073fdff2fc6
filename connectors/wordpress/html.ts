import { findLinks } from '../rules/text.ts'

/** A picture that stands in the site's library. */
export interface SitePicture {
  readonly id: number
  readonly url: string
  readonly alt: string
}

/**
 * A plain text as WordPress blocks: paragraphs with their links, then the pictures, then the source. Everything is
 * escaped; nothing a person typed becomes markup or a shortcode.
 * @param pictures as blocks: made here, or those that stand in a post already
 */
export function blocksOf(
  text: string,
  pictures: readonly string[],
  { source, language }: { source: string | null; language: string },
): string {
  const paragraphs = text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '')
  return [
    ...paragraphs.map((paragraph) => paragraphBlock(linked(paragraph.trim()), language)),
    ...pictures,
    ...(source
      ? [paragraphBlock(`<em>${language.startsWith('vi') ? 'Nguồn' : 'Source'}: ${escapeHtml(source)}</em>`, language)]
      : []),
  ].join('\n\n')
}

function paragraphBlock(html: string, language: string): string {
  // On the text, not on the paragraph: there the block editor would call the block invalid.
  const direction = isRightToLeft(language) ? ' dir="rtl"' : ''
  const marked = `<span lang="${escapeHtml(language)}"${direction}>${html}</span>`
  return `<!-- wp:paragraph -->\n<p>${marked}</p>\n<!-- /wp:paragraph -->`
}

/** The pictures of a post as they stand there. */
export function pictureBlocksIn(raw: string): readonly string[] {
  return raw.match(/<!-- wp:image [\s\S]*?<!-- \/wp:image -->/g) ?? []
}

export function imageBlock({ id, url, alt }: SitePicture): string {
  return `<!-- wp:image {"id":${id},"sizeSlug":"large"} -->\n<figure class="wp-block-image size-large"><img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}" class="wp-image-${id}"/></figure>\n<!-- /wp:image -->`
}

function linked(text: string): string {
  let html = ''
  let at = 0
  for (const { start, end, url } of findLinks(text)) {
    html += escapeHtml(text.slice(at, start))
    html += `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`
    at = end
  }
  return (html + escapeHtml(text.slice(at))).replaceAll('\n', '<br>')
}

/** Text as HTML. Square brackets too: WordPress runs shortcodes wherever it finds them. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'[\]]/g, (character) => `&#${character.charCodeAt(0)};`)
}

const isRightToLeft = (language: string) => /^(ar|fa|he|ps|ur|yi)\b/i.test(language)
