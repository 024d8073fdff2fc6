import { describe, it } from 'vitest'

/**
 * A suite against a peer. Where the peer is not installed the suite is reported as skipped, with the sentence of
 * `missing` in its name; with HAIDANG_REQUIRE_PEERS=1 (set in CI) that is a failure instead, so that nothing is left
 * out unnoticed.
 * @param missing what is not installed and the command that installs it, or null when all is there
 */
export function describePeer(name: string, missing: () => string | null, suite: () => void): void {
  const reason = missing()
  const isRequired = process.env['HAIDANG_REQUIRE_PEERS'] === '1'
  if (reason !== null && isRequired)
    describe(name, () => {
      it('is installed', () => {
        throw new Error(reason)
      })
    })
  else describe.skipIf(reason !== null)(reason === null ? name : `${name} (skipped: ${reason})`, suite)
}
