import { hash, verify } from '@node-rs/argon2'

// OWASP's first choice for argon2id (the library's own algorithm): 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The same password typed on two systems may differ in its code points (ễ composed or not); this makes them one. */
const normalized = (password: string) => password.normalize('NFKC')

/** argon2id in PHC format, with a random salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalized(password), cost)
}

let nobody: Promise<string> | null = null

/**
 * Whether the password is the one behind the hash. Without a hash (unknown address, no password set) it does the same
 * work and says no, so that the time taken does not tell which addresses exist.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password')
  const matches = await verify(passwordHash ?? (await nobody), normalized(password))
  return passwordHash !== null && matches
}
