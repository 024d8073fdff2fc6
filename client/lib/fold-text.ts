import { foldText } from '../../connectors/rules/fold-text.ts'

/** Whether every word that was typed begins a word of the text, in any order. */
export function matchesWords(text: string, typed: string): boolean {
  const words = foldText(text).split(/[^\p{L}\p{N}]+/u)
  return foldText(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((wanted) => words.some((word) => word.startsWith(wanted)))
}
