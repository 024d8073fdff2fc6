import type { JsonObject, Progress } from '../../connectors/contract.ts'
import { places, type Vault } from '../auth/vault.ts'
import type { Db } from '../db/database.ts'
import { findProgress, keepProgress, type ProgressOwner } from '../db/delivery-progress.ts'

/** Gives each claim the place where its connector keeps how far it came. Nothing is asked or written before it does. */
export type ProgressOf = (claim: ProgressOwner & { readonly organizationId: string }) => Progress

/** What is kept can open an upload at the platform, so it is stored like a credential. */
export function createProgress(db: Db, vault: Vault): ProgressOf {
  return (claim) => {
    const place = places.progress(claim.organizationId, claim.deliveryId)
    return {
      read: async () => {
        const sealed = await findProgress(db, claim)
        return sealed && (JSON.parse(vault.open(sealed, place)) as JsonObject)
      },
      keep: (value, forMs) => keepProgress(db, claim, vault.seal(JSON.stringify(value), place), forMs),
    }
  }
}
