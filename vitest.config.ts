import { defineConfig } from 'vitest/config'

/** Suites by what they need; `npm run test:quick` leaves out the ones with outside servers and a browser. */
export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'test/peers/.cache/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'test/output/report.json' }]] : ['default'],
  },
})
