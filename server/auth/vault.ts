import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** A secret as it is stored. */
export interface Sealed {
  readonly keyId: string
  readonly nonce: Buffer
  /** The encrypted text followed by the 16 bytes of its tag. */
  readonly ciphertext: Buffer
}

/** Where a secret belongs; sealed into it, so that a row moved elsewhere does not open. */
export interface Place {
  readonly organizationId: string
  /** Id of the channel, connection, application or delivery. */
  readonly ownerId: string
  readonly field: string
}

/** Every kind of secret there is, and where it belongs. */
export const places = {
  credential: (organizationId: string, channelId: string, field: string): Place => ({
    organizationId,
    ownerId: channelId,
    field,
  }),
  platformApp: (organizationId: string, platform: string, host: string): Place => ({
    organizationId,
    ownerId: `${platform} ${host}`,
    field: 'platform-app',
  }),
  connection: (organizationId: string, connectionId: string): Place => ({
    organizationId,
    ownerId: connectionId,
    field: 'connection',
  }),
  progress: (organizationId: string, deliveryId: string): Place => ({
    organizationId,
    ownerId: deliveryId,
    field: 'progress',
  }),
}

export interface Vault {
  /** Tells keys apart without giving one away: stored in the database and beside every secret. */
  readonly fingerprint: string
  seal(plain: string, place: Place): Sealed
  /** @throws Error when the key, the place or the bytes are not the ones it was sealed with */
  open(sealed: Sealed, place: Place): string
}

export const keyBytes = 32
const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM under one key. @param key 32 bytes */
export function createVault(key: Buffer): Vault {
  const fingerprint = fingerprintOf(key)
  return {
    fingerprint,

    seal: (plain, place) => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(additionalData(place))
      const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return { keyId: fingerprint, nonce, ciphertext }
    },

    open: ({ keyId, nonce, ciphertext }, place) => {
      if (keyId !== fingerprint) throw new Error(`A secret was sealed with key ${keyId}, this is key ${fingerprint}`)
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
        .setAAD(additionalData(place))
        .setAuthTag(ciphertext.subarray(-tagBytes))
      return Buffer.concat([decipher.update(ciphertext.subarray(0, -tagBytes)), decipher.final()]).toString('utf8')
    },
  }
}

export function fingerprintOf(key: Buffer): string {
  return createHash('sha256').update('haidang key fingerprint\0').update(key).digest('hex').slice(0, 16)
}

function additionalData({ organizationId, ownerId, field }: Place): Buffer {
  return Buffer.from(JSON.stringify([organizationId, ownerId, field]))
}
