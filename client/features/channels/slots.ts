import type { Slot } from '../../../server/contract/slots.ts'

/** Times of each day, Monday first. */
export type Week = readonly (readonly string[])[]

export const weekdays = [0, 1, 2, 3, 4, 5, 6] as const

export function weekOf(slots: readonly Slot[]): Week {
  return weekdays.map((day) => slots.filter(({ weekday }) => weekday === day + 1).map(({ time }) => time))
}

export const workingDays = (times: readonly string[]): Week => weekdays.map((day) => (day < 5 ? times : []))

/** What was typed as times of a day, in order, each once; what is no time is left out. `8`, `8h30` and `8:30` are. */
export function clockTime(typed: readonly string[]): string[] {
  const times = typed.flatMap((text) => {
    const [, hours = '', minutes = '00'] = /^\s*(\d{1,2})(?:[:hg.](\d{2})?)?\s*$/i.exec(text) ?? []
    const isTime = hours !== '' && Number(hours) < 24 && Number(minutes) < 60
    return isTime ? [`${hours.padStart(2, '0')}:${minutes}`] : []
  })
  return [...new Set(times)].toSorted()
}
