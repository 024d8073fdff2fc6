import { DateTime, Duration } from 'luxon'

/** How long credentials live. `refreshable`: their connector can get new ones without a person. */
export interface CredentialLife {
  readonly storedAt: Date
  /** null: they do not end by themselves. */
  readonly expiresAt: Date | null
  readonly refreshable: boolean
}

/** Refreshed before use when they end within this. */
const usableMargin = Duration.fromObject({ minutes: 10 })
/** A person is told, and long-lived credentials are refreshed, this long ahead. */
export const warningDays = 7
const warningTime = Duration.fromObject({ days: warningDays })

/** Whether they end before a delivery could count on them. */
export function isEnding(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && DateTime.fromJSDate(now).plus(usableMargin) >= DateTime.fromJSDate(expiresAt)
}

/**
 * What the periodic sweep does: `refresh` a week ahead, or at half of a shorter life so that an idle channel's rotating
 * tokens stay alive; `warn` when a person will have to reconnect; `reconnect` when it is too late.
 */
export function upkeepOf(life: CredentialLife, now: Date): 'nothing' | 'refresh' | 'warn' | 'reconnect' {
  if (life.expiresAt === null) return 'nothing'
  const left = DateTime.fromJSDate(life.expiresAt).diff(DateTime.fromJSDate(now))
  if (life.refreshable) return left <= refreshLead(life.storedAt, life.expiresAt) ? 'refresh' : 'nothing'
  if (left.toMillis() <= 0) return 'reconnect'
  return left <= warningTime ? 'warn' : 'nothing'
}

/** Whether a person should know that refreshing did not work yet: not for tokens that end many times a day. */
export function isLongLived({ storedAt, expiresAt }: CredentialLife): boolean {
  return expiresAt === null || DateTime.fromJSDate(expiresAt).diff(DateTime.fromJSDate(storedAt)) >= warningTime
}

function refreshLead(storedAt: Date, expiresAt: Date): Duration {
  const halfLife = DateTime.fromJSDate(expiresAt).diff(DateTime.fromJSDate(storedAt)).toMillis() / 2
  const lead = Math.min(warningTime.toMillis(), Math.max(usableMargin.toMillis(), halfLife))
  return Duration.fromMillis(lead)
}
