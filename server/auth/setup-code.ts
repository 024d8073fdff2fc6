import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The one-time code that proves, even from loopback, that whoever sets up can read the terminal or the data folder. */
export interface SetUpCode {
  /** For the printed address; null once there is an office. */
  readonly code: string | null
  matches(given: string): boolean
  /** After the first office is created: the file goes, and nothing matches any more. */
  spend(): Promise<void>
}

/**
 * Opens `setup-code` in the data folder (mode 0600): the one of an earlier start, or a new one.
 * @param needed false when there is an office already: a file left behind is removed, and nothing matches
 */
export async function openSetUpCode({ dataDir, needed }: { dataDir: string; needed: boolean }): Promise<SetUpCode> {
  const path = join(dataDir, 'setup-code')
  if (!needed) await rm(path, { force: true })
  let code = needed ? await readOrCreate(dataDir, path) : null
  return {
    get code() {
      return code
    },
    matches: (given) => code !== null && timingSafeEqual(digest(given), digest(code)),
    async spend() {
      code = null
      await rm(path, { force: true })
    },
  }
}

/** A link appears whole or not at all, so two processes starting together agree on one code. */
async function readOrCreate(dataDir: string, path: string): Promise<string> {
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${createCode()}\n`, { mode: 0o600, flag: 'wx' })
  try {
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
  await chmod(path, 0o600)
  return (await readFile(path, 'utf8')).trim()
}

// Without 0, 1, I and O, which people mistake for each other; 32 letters, so that a byte's low bits pick one evenly.
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** 100 random bits as `7KQF2-…`, five letters four times. */
function createCode(): string {
  const picked = [...randomBytes(20)].map((byte) => letters[byte & 31])
  return [0, 5, 10, 15].map((start) => picked.slice(start, start + 5).join('')).join('-')
}

/** Case, spaces and dashes are how people copy; they do not count. */
const digest = (code: string) => createHash('sha256').update(code.toUpperCase().replace(/[\s-]/g, '')).digest()
