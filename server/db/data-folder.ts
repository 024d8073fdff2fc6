import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes the data folder for its owner only. Folders above it stay passable: another user may have to reach what is inside. */
export async function makeDataFolder(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await mkdir(path, { recursive: true, mode: 0o700 })
}
