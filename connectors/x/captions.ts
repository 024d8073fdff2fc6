import { plainCaptions } from '../rules/captions.ts'

/** Captions as SubRip, the only kind X takes: WebVTT differs in its head, its decimal sign and its settings. */
export function toSubRip(captions: string): string {
  const text = plainCaptions(captions).trim()
  if (!text.startsWith('WEBVTT')) return `${text}\n`
  const cues = text.split(/\n{2,}/).flatMap((block) => {
    const lines = block.split('\n')
    const at = lines.findIndex((line) => line.includes('-->'))
    const times = [...(lines[at] ?? '').matchAll(/(?:(\d+):)?(\d{2}):(\d{2})\.(\d{3})/g)].slice(0, 2)
    if (times.length < 2) return []
    const [from, to] = times.map(
      ([, hours = '0', minutes, seconds, thousandths]) =>
        `${hours.padStart(2, '0')}:${minutes}:${seconds},${thousandths}`,
    )
    return [`${from} --> ${to}\n${lines.slice(at + 1).join('\n')}`]
  })
  return cues.map((cue, index) => `${index + 1}\n${cue}\n`).join('\n')
}
