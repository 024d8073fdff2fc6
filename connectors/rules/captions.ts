/** A captions file as people's machines write it, with plain line ends and without a byte order mark. */
export function plainCaptions(given: string): string {
  return given.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
}
