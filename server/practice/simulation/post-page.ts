import type { RequestHandler } from 'express'
import { type Html, html } from '../../html.ts'

/** A post as its readers see it. */
interface ShownPost {
  readonly platform: string
  readonly author: string
  readonly text: string
  readonly at: Date
  /** How many pictures and films go with it. */
  readonly files: number
}

/** A page of a simulated platform, which says that it is one. */
export function simulatedPage(platform: string, content: Html): Html {
  return html`<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><title>${platform} (practice)</title>
<style>:root{color-scheme:light dark;font:16px/1.5 system-ui}body{max-width:40rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.25rem}p{white-space:pre-wrap;overflow-wrap:anywhere}button{font:inherit;padding:.5rem 1rem}</style>
<h1>${platform} (practice)</h1>${content}</html>`
}

/** Where a post's link leads. @param read finds the post; null leaves the address to what comes after */
export function postPage(
  read: (params: Readonly<Record<string, string>>, query: Readonly<Record<string, unknown>>) => ShownPost | null,
): RequestHandler<Record<string, string>> {
  return (req, res, next) => {
    const post = read(req.params, req.query)
    if (!post) return next()
    const { platform, author, text, at, files } = post
    const content = html`<p><strong>${author}</strong> <time>${at.toISOString()}</time></p><p>${text}</p>
${files > 0 ? html`<p>Files: ${String(files)}</p>` : ''}`
    res.type('html').send(simulatedPage(platform, content).html)
  }
}
