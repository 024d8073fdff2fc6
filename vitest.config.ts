import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', 'test/peers/.cache/**']
/** Rooms whose tests need no database of the shared kind. */
const plain = ['structure', 'client', 'connectors', 'peers', 'net']

/** `database` shares one real PostgreSQL; `plain` starts nothing; `browser` needs the built client and Chromium. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'plain',
          include: plain.map((room) => `test/${room}/**/*.test.{ts,tsx}`),
          exclude,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'database',
          include: ['test/**/*.test.ts'],
          exclude: [...exclude, ...plain.map((room) => `test/${room}/**`), 'test/browser/**'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude,
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'test/output/report.json' }]] : ['default'],
  },
})
