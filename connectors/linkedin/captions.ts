import { plainCaptions } from '../rules/captions.ts'

const timing = /^((?:\d{2,}:)?\d{2}:\d{2}\.\d{3})[ \t]+-->[ \t]+((?:\d{2,}:)?\d{2}:\d{2}\.\d{3})/

/**
 * Captions as SubRip, the one kind LinkedIn takes: WebVTT is written anew without its styles, notes and positions.
 * @see https://www.w3.org/TR/webvtt1/
 */
export function subRip(captions: string): string {
  const text = plainCaptions(captions)
  if (!text.startsWith('WEBVTT')) return text
  const cues = text.split(/\n{2,}/).flatMap((block) => {
    const lines = block.split('\n')
    const at = lines.findIndex((line) => timing.test(line))
    const [, from, to] = timing.exec(lines[at] ?? '') ?? []
    return from && to
      ? [
          `${stamp(from)} --> ${stamp(to)}\n${lines
            .slice(at + 1)
            .join('\n')
            .trim()}`,
        ]
      : []
  })
  return cues.map((cue, index) => `${index + 1}\n${cue}\n`).join('\n')
}

/** Hours are always written, and milliseconds stand after a comma. */
function stamp(time: string): string {
  return (time.split(':').length === 2 ? `00:${time}` : time).replace('.', ',')
}
