import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createVault, places } from '../../server/auth/vault.ts'

const place = places.credential('org', 'channel', 'token')

describe('a secret in the vault', () => {
  const vault = createVault(randomBytes(32))

  it('opens where it was sealed, and looks different each time', () => {
    const one = vault.seal('mật khẩu', place)
    const two = vault.seal('mật khẩu', place)
    expect(vault.open(one, place)).toBe('mật khẩu')
    expect(one.nonce.equals(two.nonce)).toBe(false)
    expect(one.ciphertext.equals(two.ciphertext)).toBe(false)
    expect(one.ciphertext.includes('mật khẩu')).toBe(false)
  })

  it.each([
    ['another organization', places.credential('other', 'channel', 'token')],
    ['another channel', places.credential('org', 'other', 'token')],
    ['another field', places.credential('org', 'channel', 'refresh')],
    ['another kind of secret', places.connection('org', 'channel')],
    ['words that only look alike when joined', places.credential('org', 'channel","x', 'token')],
  ])('does not open in %s', (_name, other) => {
    expect(() => vault.open(vault.seal('x', place), other)).toThrow()
  })

  it('does not open when one bit of it changed, or its end is missing', () => {
    const sealed = vault.seal('x', place)
    for (const index of sealed.ciphertext.keys()) {
      const ciphertext = Buffer.from(sealed.ciphertext)
      ciphertext[index] = (ciphertext[index] ?? 0) ^ 1
      expect(() => vault.open({ ...sealed, ciphertext }, place)).toThrow()
    }
    expect(() => vault.open({ ...sealed, ciphertext: sealed.ciphertext.subarray(0, 12) }, place)).toThrow()
  })

  it('does not open with another key, and says which key it wants', () => {
    const other = createVault(randomBytes(32))
    const sealed = vault.seal('x', place)
    expect(() => other.open(sealed, place)).toThrow(vault.fingerprint)
    expect(() => other.open({ ...sealed, keyId: other.fingerprint }, place)).toThrow()
  })
})
