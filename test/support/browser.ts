import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const program = '/usr/bin/chromium'
const screenshots = 'test/output/screenshots'

/** What is not installed and the command that installs it; null when all is there. */
export function missingChromium(): string | null {
  return existsSync(program) ? null : 'Chromium is not installed: run `npm run setup:peers`'
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  })
}

/** A page, and what went wrong on it that a person would not see. */
export interface WatchedPage {
  readonly page: Page
  /** Exceptions and refused resources; the 401 of somebody not signed in yet is no problem. */
  readonly problems: string[]
}

export async function openPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 401/.test(message.text()))
      problems.push(`${message.text()} ${message.location().url}`)
  })
  return { page, problems }
}

export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true })
  await page.screenshot({ path: `${screenshots}/${name}.png` })
}

/**
 * What axe finds wrong on the page, one line each with the place; empty when nothing.
 * @param further rules that are not asked for by themselves
 */
export async function violationsOn(page: Page, further: readonly string[] = []): Promise<string[]> {
  // What fades in has its final colours only afterwards.
  await page.waitForTimeout(400)
  const { violations } = await new AxeBuilder({ page })
    .options({ rules: Object.fromEntries(further.map((rule) => [rule, { enabled: true }])) })
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}
