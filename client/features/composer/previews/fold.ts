/** Where a platform cuts a text: at whichever of its measures is reached first. */
export interface Fold {
  /** Lines on a phone, each about `perLine` letters wide. */
  readonly lines?: number
  readonly perLine?: number
  /** How many lines are left of a text that is cut, where fewer than `lines`. */
  readonly keeps?: number
  /** Characters that people see. */
  readonly characters?: number
  readonly words?: number
  readonly basis: 'documented' | 'approximate'
}

const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' })
const wide = /\p{Extended_Pictographic}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u

/**
 * Reads only as far as the fold, so a long text costs no more than a short one.
 * @returns the UTF-16 index where the text is cut, never inside a character that people see; null when all of it shows
 */
export function foldAt(text: string, fold: Fold | null): number | null {
  if (fold === null) return null
  const { lines = Infinity, perLine = Infinity, characters = Infinity, words = Infinity } = fold
  let [line, column, count, word, afterSpace] = [1, 0, 0, 0, 0]
  let inWord = false
  for (const { segment, index } of segmenter.segment(text)) {
    const isBreak = segment === '\n' || segment === '\r\n'
    const isSpace = isBreak || segment.trim() === ''
    if (!isSpace && !inWord) {
      afterSpace = index
      word += 1
    }
    inWord = !isSpace
    count += 1
    const width = wide.test(segment) ? 2 : 1
    if (isBreak) [line, column] = [line + 1, 0]
    else if (column + width > perLine) [line, column] = [line + 1, width]
    else column += width
    if (line <= lines && count <= characters && word <= words) continue
    const { keeps, ...kept } = fold
    return keeps === undefined ? cutBefore(text, index, afterSpace) : foldAt(text, { ...kept, lines: keeps })
  }
  return null
}

/** At the last word that fits whole, unless it began far back: an address of a hundred letters is cut inside. */
function cutBefore(text: string, index: number, afterSpace: number): number | null {
  if (text.slice(index).trim() === '') return null
  const isShortWord = afterSpace > 0 && index - afterSpace < 20 && /\S/.test(text.slice(index, index + 1))
  return isShortWord ? afterSpace : index
}
