import { createWordPressConnector } from '../../connectors/wordpress/index.ts'
import { describePeer } from '../peers/require.ts'
import { missingWordPress, startWordPress } from '../peers/wordpress.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type SeenItem, type Stage } from './contract.ts'

const connector = createWordPressConnector()

describePeer('WordPress on its own server', missingWordPress, () => {
  describeConnector('keeps the rules', {
    connector,
    start,
    isCommit: ({ method, path, body }) =>
      method === 'POST' && /^\/wp-json\/wp\/v2\/posts\/\d+$/.test(path) && body.includes('"status":"publish"'),
    isUpload: ({ method, path }) => method === 'POST' && path === '/wp-json/wp/v2/media',
    tooMany: (until) => ({
      status: 429,
      headers: { 'content-type': 'text/html', 'retry-after': String(Math.ceil((until.getTime() - Date.now()) / 1000)) },
      body: '<html>Too many requests</html>',
    }),
    cannot: {
      'is told why a text one longer is refused, and publishes nothing':
        'a site takes any length; the limit is ours and is checked before',
    },
  })
})

interface SitePost {
  readonly status: string
  readonly content: { readonly raw: string }
  readonly featured_media: number
}

async function start(): Promise<Stage> {
  const peer = await startWordPress()
  const proxy = await startFaultyProxy(peer.url)
  const ask = (path: string, init: RequestInit = {}, authorization = peer.authorization('editor')) =>
    fetch(`${peer.url}/wp-json/wp/v2/${path}`, { ...init, headers: { ...init.headers, authorization } })
  const own = 'users/me/application-passwords'

  async function altOf(mediaId: number): Promise<string> {
    return ((await (await ask(`media/${mediaId}`)).json()) as { alt_text: string }).alt_text
  }

  return {
    proxy,
    connect: async (context) => {
      if (connector.connect.kind !== 'form') throw new Error('WordPress is connected by a form')
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ name: `Hải Đăng ${Math.random()}` })
      const { password } = (await (await ask(own, { method: 'POST', headers, body })).json()) as { password: string }
      const [account] = await connector.connect.accounts({ host: proxy.url, user: 'editor', password }, context)
      if (!account) throw new Error('No account was found')
      return account
    },
    read: async (remoteId) => {
      const answer = await ask(`posts/${remoteId}?context=edit`)
      const post = answer.ok ? ((await answer.json()) as SitePost) : null
      if (post?.status !== 'publish') return null
      const featured = post.featured_media === 0 ? [] : [await altOf(post.featured_media)]
      const { alts, ...said } = readBlocks(post.content.raw)
      return { ...said, alts: [...featured, ...alts], replyTo: null, warning: '', visibility: null }
    },
    countItems: async () => Number((await ask('posts?per_page=1')).headers.get('x-wp-total')),
    revoke: async ({ credentials: { fields } }) => {
      const mine = `Basic ${Buffer.from(`${fields['user']}:${fields['password']}`).toString('base64')}`
      const { uuid } = (await (await ask(`${own}/introspect`, {}, mine)).json()) as { uuid: string }
      await ask(`${own}/${uuid}`, { method: 'DELETE' }, mine)
    },
    stop: async () => {
      await proxy.stop()
      await peer.stop()
    },
  }
}

/** Paragraphs and pictures of a post made of blocks, as a reader's browser would show them. */
function readBlocks(html: string): Pick<SeenItem, 'text' | 'language' | 'alts'> {
  const paragraphs = [...html.matchAll(/<p>(.*?)<\/p>/gs)].map(([, inner = '']) => inner)
  return {
    text: paragraphs.map((inner) => unescaped(inner.replaceAll('<br>', '\n').replace(/<[^>]+>/g, ''))).join('\n\n'),
    language: /<span lang="([^"]+)"/.exec(html)?.[1] ?? null,
    alts: [...html.matchAll(/<img [^>]*alt="([^"]*)"/g)].map(([, alt = '']) => unescaped(alt)),
  }
}

function unescaped(html: string): string {
  return html.replace(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code))).replaceAll('&amp;', '&')
}
