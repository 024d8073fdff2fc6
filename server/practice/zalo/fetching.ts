import { fileTypeFromBuffer } from 'file-type'
import type { World } from './world.ts'

const largest = 1_000_000
const fetchTimeoutMs = 10_000
/** An address that failed this often is left alone for some minutes. */
const triesBeforePause = 2
const pauseMs = 5 * 60_000

/** @returns what went wrong with the first file that could not be taken, or null */
export async function fetchFiles(article: Readonly<Record<string, unknown>>, world: World): Promise<string | null> {
  for (const url of addressesIn(article)) {
    const failed = await fetchFile(url, world)
    if (failed !== null) return failed
  }
  return null
}

function addressesIn(article: Readonly<Record<string, unknown>>): string[] {
  const cover = (article['cover'] ?? {}) as Readonly<Record<string, unknown>>
  const body = (article['body'] ?? []) as readonly Readonly<Record<string, unknown>>[]
  const given = [cover['photo_url'], article['avatar'], ...body.map(({ url }) => url)]
  return given.filter((url): url is string => typeof url === 'string')
}

async function fetchFile(url: string, { failures, now }: World): Promise<string | null> {
  const known = failures.get(url)
  if (known && known.times >= triesBeforePause && known.until > now())
    return 'Upload media failed: Too many failed attempts'
  if (await isPicture(url)) {
    failures.delete(url)
    return null
  }
  failures.set(url, { times: (known?.times ?? 0) + 1, until: new Date(now().getTime() + pauseMs) })
  return 'Upload media failed'
}

async function isPicture(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs) })
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const found = await fileTypeFromBuffer(bytes)
    return answer.ok && bytes.length <= largest && ['image/jpeg', 'image/png'].includes(found?.mime ?? '')
  } catch {
    return false
  }
}
