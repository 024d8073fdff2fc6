import { plainCaptions } from '../rules/captions.ts'

/** Captions as WebVTT, the one kind Bluesky takes: SubRip differs in its head and its decimal sign.
 *  @see https://www.w3.org/TR/webvtt1/ */
export function toWebVtt(captions: string): string {
  const text = plainCaptions(captions).trim()
  if (text.startsWith('WEBVTT')) return `${text}\n`
  const cues = text.replace(/^(\d{2,}:\d{2}:\d{2}),(\d{3} --> \d{2,}:\d{2}:\d{2}),(\d{3})/gm, '$1.$2.$3')
  return `WEBVTT\n\n${cues}\n`
}
