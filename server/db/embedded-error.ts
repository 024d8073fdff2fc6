/** Why the embedded database could not be started; the message is one sentence on what is and what to do. */
export class EmbeddedDatabaseError extends Error {
  readonly code: 'newer-version' | 'older-version' | 'not-ours' | 'disk-full' | 'cannot-start'
  constructor(code: EmbeddedDatabaseError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedDatabaseError'
    this.code = code
  }
}
