import type { RequestHandler } from 'express'
import { html } from '../../html.ts'
import { simulatedPage } from './post-page.ts'

/** What a person is shown before they let an application in. */
export interface Visit {
  readonly platform: string
  readonly application: string
  readonly scopes: readonly string[]
}

/**
 * The page where a person lets an application in: everything in the query comes back by POST to the same address when
 * they agree.
 * @param read checks the query; throws Refusal as the platform words it
 */
export function visitPage(read: (query: Readonly<Record<string, unknown>>) => Visit): RequestHandler {
  return (req, res) => {
    const { platform, application, scopes } = read(req.query)
    const hidden = Object.entries(req.query).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`,
    )
    const asked = html`<p>${application} asks for:</p>
<ul>${scopes.map((scope) => html`<li>${scope}</li>`)}</ul>
<form method="post" action="${req.path}">${hidden}<button>Authorize</button></form>`
    res.type('html').send(simulatedPage(platform, asked).html)
  }
}

/** What that person does in the browser. @returns where the browser is sent back to @throws Error when there is no page */
export async function letIn(authorizeUrl: string | URL): Promise<URL> {
  const page = await fetch(authorizeUrl)
  if (!page.ok) throw new Error(`The platform shows no page: ${page.status} ${await page.text()}`)
  const { origin, pathname, search } = new URL(authorizeUrl)
  const body = new URLSearchParams(search)
  const answer = await fetch(origin + pathname, { method: 'POST', body, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '')
}
