import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { MediaStore } from '../../media/store.ts'
import { drawFilm, film } from './films.ts'
import {
  descriptionOf,
  drawPicture,
  drawPoster,
  picture,
  poster,
  type SceneName,
  scenes,
  variations,
} from './pictures/index.ts'
import { stableId } from './random.ts'

/** One file of the demo's library, kept and ready to be written into the database. */
export interface LibraryFile {
  readonly id: string
  readonly hash: string
  readonly kind: 'image' | 'video'
  readonly mimeType: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly durationMs: number | null
  readonly fileName: string
  readonly alt: { readonly vi: string; readonly en: string }
  readonly tags: string[]
}

export interface Library {
  readonly files: readonly LibraryFile[]
  picture(scene: SceneName, variation: number): LibraryFile
  /** A film of the scene, or of one close to it. */
  film(scene: SceneName): LibraryFile
  /** A picture larger than some platforms take. */
  readonly poster: LibraryFile
}

/** Scenes that move, and at which time of day. */
const filmed: Partial<Record<SceneName, number>> = {
  harbour: 1,
  cranes: 1,
  bridge: 1,
  food: 0,
  turbines: 0,
  beach: 0,
  lanterns: 2,
  lighthouse: 2,
}
/** Scenes that stand still: which film comes close. */
const standIns: Partial<Record<SceneName, SceneName>> = { market: 'food', garden: 'beach', flamboyant: 'lanterns' }

/** Draws every picture and film of the demo office and keeps them in the library and with the practice network. */
export async function drawLibrary(
  seed: string,
  { store, practiceMediaDir }: { readonly store: MediaStore; readonly practiceMediaDir: string },
): Promise<Library> {
  const keep = async (name: string, bytes: Buffer, facts: Omit<LibraryFile, 'id' | 'hash' | 'bytes'>) => {
    await store.keep(await store.receive(Readable.from(bytes)))
    const hash = createHash('sha256').update(bytes).digest('hex')
    await writeFile(join(practiceMediaDir, hash), bytes, { mode: 0o600 })
    return { id: stableId(`${seed} media ${name}`), hash, bytes: bytes.length, ...facts }
  }
  const image = { kind: 'image', mimeType: 'image/jpeg', durationMs: null } as const
  const pictures = await Promise.all(
    scenes.flatMap((scene) =>
      Array.from({ length: variations }, async (_, variation) => {
        const name = `${scene}-${variation + 1}`
        const alt = descriptionOf(scene, variation)
        const facts = { ...image, ...picture, fileName: `${name}.jpg`, alt, tags: [scene] }
        return [name, await keep(name, await drawPicture(scene, variation), facts)] as const
      }),
    ),
  )
  const films = await Promise.all(
    scenes.flatMap((scene) => {
      const variation = filmed[scene]
      if (variation === undefined) return []
      const name = `${scene}-film`
      const alt = descriptionOf(scene, variation)
      const facts = { ...film, kind: 'video' as const, fileName: `${name}.webm`, alt, tags: [scene, 'film'] }
      return [drawFilm(scene, variation).then(async (bytes) => [name, await keep(name, bytes, facts)] as const)]
    }),
  )
  const posterFacts = {
    ...image,
    ...poster,
    fileName: 'poster-mua-bao.jpg',
    alt: descriptionOf('storm', 0),
    tags: ['poster'],
  }
  const large = await keep('poster', await drawPoster('storm'), posterFacts)

  const byName = new Map<string, LibraryFile>([...pictures, ...films])
  const find = (name: string) => {
    const file = byName.get(name)
    if (!file) throw new RangeError(`The library has no ${name}`)
    return file
  }
  return {
    files: [...byName.values(), large],
    picture: (scene, variation) => find(`${scene}-${variation + 1}`),
    film: (scene) => find(`${filmed[scene] === undefined ? (standIns[scene] ?? 'harbour') : scene}-film`),
    poster: large,
  }
}
