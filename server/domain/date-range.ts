import { DomainError } from './errors.ts'

const longestDays = 400

/** From an instant up to another, as a query names them. @throws DomainError `validation` when that is longer than 400 days */
export function rangeOf({ from, to }: { readonly from: string; readonly to: string }): { from: Date; to: Date } {
  const range = { from: new Date(from), to: new Date(to) }
  if (range.to.getTime() - range.from.getTime() > longestDays * 86_400_000)
    throw new DomainError('validation', undefined, {
      errors: [{ path: 'to', code: 'range-too-long', values: { days: longestDays } }],
    })
  return range
}
