import type { TestClient } from './client.ts'

/** An event stream as a page holds it. */
export interface Stream {
  readonly status: number
  readonly headers: Headers
  /** Whatever came so far. */
  text(): string
  /** `change` events, parsed. */
  changes(): unknown[]
  isOpen(): boolean
  close(): void
}

/** @param app the process that is listened to */
export async function listen(app: { readonly url: string }, client: Pick<TestClient, 'cookie'>): Promise<Stream> {
  const abort = new AbortController()
  const answer = await fetch(`${app.url}/api/v1/events`, { headers: { cookie: client.cookie }, signal: abort.signal })
  let text = ''
  let open = true
  const reading = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk as Uint8Array)
  }
  void reading()
    .catch(() => {})
    .finally(() => {
      open = false
    })
  return {
    status: answer.status,
    headers: answer.headers,
    text: () => text,
    changes: () => [...text.matchAll(/event: change\ndata: (.*)\n/g)].map((found) => JSON.parse(found[1] ?? '')),
    isOpen: () => open,
    close: () => abort.abort(),
  }
}
