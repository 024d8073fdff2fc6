import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip, constants as zlib } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The client. `npm run build` makes dist/client; `npx vite` serves it while one works, with the API of a running server. */
export default defineConfig({
  root: 'client',
  plugins: [react(), precompress()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2023',
    // A font as a data: address would be refused by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Hundreds of these names stand in the first script, and a hash does not pack.
        chunkFileNames: 'assets/[name]-[hash:7].js',
        // What the first page needs travels as a few files: fifty small ones cost more in headers and pack worse.
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /\/node_modules\/(react|react-dom|scheduler|react-router|@tanstack|i18next|react-i18next)\//,
            },
            // What no first page needs stays out of it: dialogs and their fields come with the first one that a person opens.
            {
              name: 'shell',
              test: /\/client\/(lib|ui)\/(?!Dialog|ConfirmDialog|ZoneSelect|WallTimeField)/,
              minShareCount: 6,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: process.env['HAIDANG_SERVER'] ?? 'http://127.0.0.1:3000' },
      '/practice': { target: process.env['HAIDANG_SERVER'] ?? 'http://127.0.0.1:3000' },
    },
  },
})

const compressible = new Set(['.html', '.js', '.css', '.svg', '.json'])
const smallest = 512

/** Writes `.br` and `.gz` beside every text file, so that the server only has to send them. */
function precompress(): Plugin {
  let outDir = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir)
    },
    async writeBundle() {
      const entries = await readdir(outDir, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile() && compressible.has(extname(entry.name)))
      await Promise.all(files.map((file) => compress(join(file.parentPath, file.name))))
    },
  }
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path)
  if (bytes.length < smallest) return
  const quality = { params: { [zlib.BROTLI_PARAM_QUALITY]: 11, [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length } }
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, quality))
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
}
