import type { Observance } from '../contract/planning.ts'
import { lunarOf } from './lunar.ts'

const dayMs = 86_400_000
/** Months and days as the lunar calendar, and only it, gives them; a leap month has no observances of its own. */
type Rule = Pick<Observance, 'calendar' | 'month' | 'day'>

/** Days that Vietnam keeps, as shipped; an office makes its own list of it. Public holidays by Labour Code 2019, article 112. */
export const vietnamObservances: readonly Observance[] = [
  solar('Tết Dương lịch', "New Year's Day", 1, 1, { holiday: true }),
  solar('Ngày thành lập Đảng', 'Founding of the Party', 2, 3),
  lunar('Ông Công, ông Táo', 'Kitchen Gods', 12, 23),
  lunar('Tết Nguyên đán', 'Lunar New Year', 1, 1, { holiday: true, daysBefore: 1, days: 5 }),
  lunar('Rằm tháng Giêng', 'First full moon', 1, 15),
  solar('Ngày Thầy thuốc Việt Nam', "Vietnamese Doctors' Day", 2, 27),
  solar('Quốc tế Phụ nữ', "International Women's Day", 3, 8),
  solar('Ngày thành lập Đoàn', 'Founding of the Youth Union', 3, 26),
  lunar('Giỗ Tổ Hùng Vương', 'Hùng Kings', 3, 10, { holiday: true }),
  solar('Ngày Thống nhất đất nước', 'Reunification Day', 4, 30, { holiday: true }),
  solar('Quốc tế Lao động', 'Labour Day', 5, 1, { holiday: true }),
  solar('Chiến thắng Điện Biên Phủ', 'Victory of Điện Biên Phủ', 5, 7),
  solar('Ngày sinh Chủ tịch Hồ Chí Minh', "Hồ Chí Minh's birthday", 5, 19),
  lunar('Lễ Phật đản', "Buddha's birthday", 4, 15),
  solar('Quốc tế Thiếu nhi', "Children's Day", 6, 1),
  lunar('Tết Đoan ngọ', 'Đoan Ngọ', 5, 5),
  solar('Ngày Báo chí cách mạng Việt Nam', 'Vietnamese Press Day', 6, 21),
  solar('Ngày Thương binh, Liệt sĩ', 'War Invalids and Martyrs', 7, 27),
  solar('Cách mạng tháng Tám', 'August Revolution', 8, 19),
  lunar('Lễ Vu lan', 'Vu Lan', 7, 15),
  solar('Quốc khánh', 'National Day', 9, 2, { holiday: true, daysBefore: 1, days: 2 }),
  lunar('Tết Trung thu', 'Mid-Autumn', 8, 15),
  solar('Ngày Chuyển đổi số quốc gia', 'National Digital Transformation Day', 10, 10),
  solar('Ngày Phụ nữ Việt Nam', "Vietnamese Women's Day", 10, 20),
  solar('Ngày Pháp luật Việt Nam', 'Vietnamese Law Day', 11, 9),
  solar('Ngày Nhà giáo Việt Nam', "Vietnamese Teachers' Day", 11, 20),
  solar('Ngày thành lập Quân đội', "People's Army", 12, 22),
]

type Length = Partial<Pick<Observance, 'holiday' | 'daysBefore' | 'days'>>

function solar(name: string, nameEn: string, month: number, day: number, length: Length = {}): Observance {
  return { name, nameEn, calendar: 'solar', month, day, daysBefore: 0, days: 1, holiday: false, ...length }
}

function lunar(name: string, nameEn: string, month: number, day: number, length: Length = {}): Observance {
  return { ...solar(name, nameEn, month, day, length), calendar: 'lunar' }
}

/** One day of the calendar with what it is kept for. */
export interface CalendarDay {
  /** `2026-02-17` */
  readonly date: string
  /** As it is written: `1/1`; the first of a leap month `1/6 nhuận` is told by `isLeap`. */
  readonly lunar: { readonly month: number; readonly day: number; readonly isLeap: boolean }
  readonly observances: readonly Observance[]
}

/** Every day from `from` up to, not including, `to`, both `2026-02-17`. */
export function daysBetween(list: readonly Observance[], from: string, to: string): CalendarDay[] {
  const furthest = Math.max(0, ...list.map(({ daysBefore }) => daysBefore))
  const longest = Math.max(1, ...list.map(({ days }) => days))
  const first = Date.parse(`${from}T00:00:00Z`)
  const count = Math.max(0, Math.round((Date.parse(`${to}T00:00:00Z`) - first) / dayMs))
  const dateAt = (offset: number) => new Date(first + offset * dayMs).toISOString().slice(0, 10)
  const kept = new Map<number, Observance[]>()
  for (let at = -longest; at < count + furthest + 1; at += 1) {
    const date = dateAt(at)
    const own = lunarOf(date)
    for (const observance of list)
      if (fallsOn(observance, date, own))
        for (let on = at - observance.daysBefore; on < at - observance.daysBefore + observance.days; on += 1)
          kept.set(on, [...(kept.get(on) ?? []), observance])
  }
  return Array.from({ length: count }, (_, at) => {
    const date = dateAt(at)
    const { month, day, isLeap } = lunarOf(date)
    return { date, lunar: { month, day, isLeap }, observances: kept.get(at) ?? [] }
  })
}

function fallsOn({ calendar, month, day }: Rule, date: string, lunarDay: ReturnType<typeof lunarOf>): boolean {
  if (calendar === 'lunar') return !lunarDay.isLeap && lunarDay.month === month && lunarDay.day === day
  return Number(date.slice(5, 7)) === month && Number(date.slice(8)) === day
}
