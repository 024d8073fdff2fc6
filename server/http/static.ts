import { readdir } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import express, { type RequestHandler, Router } from 'express'

const encodings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const

/**
 * The client's files. What the build named by its content (`/assets/`) is kept by browsers for good, everything else is
 * asked for again; the compressed copies made by the build are sent to whoever takes them. An address that is no file is
 * one of the client's pages, so it gets index.html.
 * @param dir the build's folder; its files are listed once, at start
 */
export async function serveClient(dir: string): Promise<RequestHandler> {
  const files = await listFiles(dir)
  const serve = express.static(dir, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: (res, path) => {
      const asset = path.startsWith(join(dir, 'assets') + sep)
      res.setHeader('Cache-Control', asset ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  const router = Router()
  router.use((req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next()
    const path = files.has(req.path) ? req.path : isPage(req.path) ? '/index.html' : null
    if (path === null || !files.has(path)) return next()
    res.vary('Accept-Encoding')
    const encoding = encodings.find(({ name, suffix }) => files.has(path + suffix) && req.acceptsEncodings(name))
    if (encoding) {
      res.type(extname(path))
      res.set('Content-Encoding', encoding.name)
    }
    req.url = path + (encoding?.suffix ?? '')
    serve(req, res, next)
  })
  return router
}

/** Pages have no extension; a missing script must be a 404, not a page. */
const isPage = (path: string) => !path.startsWith('/assets/') && extname(path) === ''

async function listFiles(dir: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length).split(sep).join('/'))
  return new Set(paths)
}
