/** What happens to a delivery that could not go out in time: a person is asked, it is dropped, or it goes out anyway. */
export interface LateRule {
  readonly latePolicy: 'ask' | 'skip' | 'send'
  /** How many minutes after its due time a delivery is still in time. */
  readonly lateLimitMinutes: number
}

/** The last instant at which it may go out unasked; null when it may at any time. */
export function lastMomentOf(dueAt: Date, rule: LateRule): Date | null {
  return rule.latePolicy === 'send' ? null : new Date(dueAt.getTime() + rule.lateLimitMinutes * 60_000)
}
