/** What a film or a sound says of itself. */
export interface FilmFacts {
  /** As it is looked at: turned as the film says; null for sound. */
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
}

/**
 * Reads the index of a film or sound, nothing of its pictures. A file whose index cannot be read keeps its facts unknown:
 * platforms take films that this reader does not know.
 */
export async function inspectFilm(path: string): Promise<FilmFacts> {
  // Loaded at the first film, not at start.
  const { ALL_FORMATS, FilePathSource, Input } = await import('mediabunny')
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  try {
    const [seconds, track] = [await input.computeDuration(), await input.getPrimaryVideoTrack()]
    return {
      width: track?.displayWidth ?? null,
      height: track?.displayHeight ?? null,
      durationMs: Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : null,
    }
  } catch {
    return { width: null, height: null, durationMs: null }
  } finally {
    input.dispose()
  }
}
