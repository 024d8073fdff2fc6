import { plainCaptions } from '../../connectors/rules/captions.ts'

/** What a captions file holds; `line` is where it goes wrong, from 1. */
export type Captions =
  | { readonly kind: 'good'; readonly text: string; readonly cues: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'bad-time'; readonly line: number }

const time = '(?:(\\d{1,3}):)?([0-5]\\d):([0-5]\\d)[.,](\\d{3})'
const timing = new RegExp(`^\\s*${time}\\s+-->\\s+${time}(?:\\s.*)?$`)

/** Reads SubRip or WebVTT. The text comes back with plain line ends and without a byte order mark, else as it was. */
export function readCaptions(given: string): Captions {
  const text = plainCaptions(given)
  let cues = 0
  let before = 0
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.includes('-->')) continue
    const found = timing.exec(line)
    const start = found ? msOf(found.slice(1, 5)) : 0
    if (!found || start < before || msOf(found.slice(5, 9)) <= start) return { kind: 'bad-time', line: index + 1 }
    before = start
    cues += 1
  }
  return cues === 0 ? { kind: 'empty' } : { kind: 'good', text, cues }
}

function msOf([hours, minutes, seconds, ms]: readonly (string | undefined)[]): number {
  return ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms)
}
