import { Writable } from 'node:stream'

/** Where a logger writes in a test: a list of lines. */
export function collectInto(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
}
