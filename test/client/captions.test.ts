import { describe, expect, it } from 'vitest'
import { readCaptions } from '../../client/lib/captions.ts'

const srt =
  '\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\nXin chào\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nHải Phòng\r\n'
const vtt = 'WEBVTT\n\n00:01.000 --> 00:02.500 align:start\nXin chào\n'

describe('a captions file', () => {
  it('is taken as SubRip and as WebVTT, with plain line ends', () => {
    expect(readCaptions(srt)).toMatchObject({ kind: 'good', cues: 2 })
    expect(readCaptions(srt)).toHaveProperty('text', srt.slice(1).replaceAll('\r', ''))
    expect(readCaptions(vtt)).toEqual({ kind: 'good', cues: 1, text: vtt })
  })

  it('is refused when there is nothing in it, or another file was chosen', () => {
    expect(readCaptions('')).toEqual({ kind: 'empty' })
    expect(readCaptions('%PDF-1.7')).toEqual({ kind: 'empty' })
  })

  it('tells the line at which a time cannot be read, ends before it begins, or goes back', () => {
    expect(readCaptions('WEBVTT\n\n00:01.0 --> 00:02.000\nx')).toEqual({ kind: 'bad-time', line: 3 })
    expect(readCaptions('WEBVTT\n\n00:02.000 --> 00:01.000\nx')).toEqual({ kind: 'bad-time', line: 3 })
    const back = 'WEBVTT\n\n00:05.000 --> 00:06.000\nx\n\n00:01.000 --> 00:02.000\ny'
    expect(readCaptions(back)).toEqual({ kind: 'bad-time', line: 6 })
  })
})
