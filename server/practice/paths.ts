import type { PracticeAccount } from '../db/practice.ts'

/** Where readers find an account of the practice network, or one of its items. */
export function practicePath({ platform, account }: PracticeAccount, item?: number): string {
  const path = `/practice/${platform}/${encodeURIComponent(account)}`
  return item === undefined ? path : `${path}/${item}`
}
