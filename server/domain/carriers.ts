import type { Carrier, TextOnPlatform } from '../db/same-text.ts'

/** Two accounts of one platform may not carry the same text within this many days of each other (rule of trust 4). */
export const sameTextDays = 14
const sameTextMs = sameTextDays * 86_400_000

/** Which accounts carry which texts: as it stands, and as it will when what is put in line here is. */
export interface Carriers {
  /** Another account of the platform that carries the text near that time, or null. */
  twinOf(text: TextOnPlatform, channelId: string, at: Date): Carrier | null
  /** The delivery carries this from now on, at that time, and nothing else. */
  put(carrier: Carrier): void
}

export function createCarriers(found: readonly Carrier[]): Carriers {
  const byText = new Map<string, Map<string, Carrier>>()
  const textOf = new Map<string, string>()
  const carriers: Carriers = {
    twinOf: (text, channelId, at) => {
      for (const other of byText.get(keyOf(text))?.values() ?? [])
        if (other.channelId !== channelId && Math.abs(other.at.getTime() - at.getTime()) < sameTextMs) return other
      return null
    },
    put: (carrier) => {
      const key = keyOf(carrier)
      byText.get(textOf.get(carrier.deliveryId) ?? '')?.delete(carrier.deliveryId)
      byText.set(key, (byText.get(key) ?? new Map<string, Carrier>()).set(carrier.deliveryId, carrier))
      textOf.set(carrier.deliveryId, key)
    },
  }
  for (const carrier of found) carriers.put(carrier)
  return carriers
}

/** The span in which a text due at one of these instants may have a twin. */
export function spanOf(instants: readonly Date[]): { from: Date; to: Date } {
  const times = instants.map((instant) => instant.getTime())
  return {
    from: new Date(times.reduce((one, other) => Math.min(one, other)) - sameTextMs),
    to: new Date(times.reduce((one, other) => Math.max(one, other)) + sameTextMs),
  }
}

const keyOf = ({ platform, practice, textHash }: TextOnPlatform) => `${platform} ${practice} ${textHash}`
