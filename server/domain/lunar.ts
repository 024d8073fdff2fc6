/** A day of the Vietnamese lunar calendar. */
export interface LunarDay {
  readonly year: number
  readonly month: number
  readonly day: number
  /** The second month of the same number in its year. */
  readonly isLeap: boolean
}

/**
 * The Vietnamese lunar calendar counts months from new moon to new moon at seven hours east of Greenwich, so some years
 * differ from the Chinese one. Positions of moon and sun by Meeus's shorter series: exact to the day from 1900 to 2199.
 */
const hoursEast = 7
/** Mean length of a lunation, in days, and the day number of a new moon near the beginning of 1900. */
const lunation = 29.530588853
const firstNewMoon = 2415021.076998695

/** @param date `2026-02-17` */
export function lunarOf(date: string): LunarDay {
  const day = dayNumberOf(date)
  const solarYear = Number(date.slice(0, 4))
  const guess = Math.floor((day - firstNewMoon) / lunation)
  // A true new moon may be some hours from the mean one.
  const begins = Math.max(...[guess - 1, guess, guess + 1].map(newMoon).filter((first) => first <= day))
  const eleventh = month11Of(solarYear)
  const isBefore = eleventh > begins
  const from = isBefore ? month11Of(solarYear - 1) : eleventh
  const to = isBefore ? eleventh : month11Of(solarYear + 1)
  const passed = Math.round((begins - from) / lunation)
  const leap = to - from > 365 ? leapAfter(from) : Number.POSITIVE_INFINITY
  const counted = passed >= leap ? passed - 1 : passed
  const month = ((counted + 10) % 12) + 1
  return {
    year: (isBefore ? solarYear - 1 : solarYear) + (counted >= 2 ? 1 : 0),
    month,
    day: day - begins + 1,
    isLeap: passed === leap,
  }
}

/** Days since noon of 1 January 4713 BC, as astronomers count. */
function dayNumberOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000 + 2440588
}

const turn = (degrees: number) => (degrees * Math.PI) / 180

/** The day on which the new moon number `k` since 1900 falls. @see Meeus, Astronomical Formulae for Calculators, 32 */
function newMoon(k: number): number {
  const t = k / 1236.85
  const [t2, t3] = [t * t, t * t * t]
  const mean =
    2415020.75933 +
    29.53058868 * k +
    0.0001178 * t2 -
    0.000000155 * t3 +
    0.00033 * Math.sin(turn(166.56 + 132.87 * t - 0.009173 * t2))
  const sun = turn(359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3)
  const moon = turn(306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3)
  const node = turn(21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3)
  const correction =
    (0.1734 - 0.000393 * t) * Math.sin(sun) +
    0.0021 * Math.sin(2 * sun) -
    0.4068 * Math.sin(moon) +
    0.0161 * Math.sin(2 * moon) -
    0.0004 * Math.sin(3 * moon) +
    0.0104 * Math.sin(2 * node) -
    0.0051 * Math.sin(sun + moon) -
    0.0074 * Math.sin(sun - moon) +
    0.0004 * Math.sin(2 * node + sun) -
    0.0004 * Math.sin(2 * node - sun) -
    0.0006 * Math.sin(2 * node + moon) +
    0.001 * Math.sin(2 * node - moon) +
    0.0005 * Math.sin(2 * moon + sun)
  const clockDrift = -0.000278 + 0.000265 * t + 0.000262 * t2
  return Math.floor(mean + correction - clockDrift + 0.5 + hoursEast / 24)
}

/** In which twelfth of its yearly way the sun stands when a day begins; 0 from the spring equinox, 9 from midwinter. */
function sunTwelfth(dayNumber: number): number {
  const t = (dayNumber - 0.5 - hoursEast / 24 - 2451545) / 36525
  const t2 = t * t
  const anomaly = turn(357.5291 + 35999.0503 * t - 0.0001559 * t2 - 0.00000048 * t * t2)
  const longitude =
    280.46645 +
    36000.76983 * t +
    0.0003032 * t2 +
    (1.9146 - 0.004817 * t - 0.000014 * t2) * Math.sin(anomaly) +
    (0.019993 - 0.000101 * t) * Math.sin(2 * anomaly) +
    0.00029 * Math.sin(3 * anomaly)
  return Math.floor((((longitude % 360) + 360) % 360) / 30)
}

/** The first day of the eleventh month: the one in which midwinter falls. */
function month11Of(year: number): number {
  const k = Math.floor((dayNumberOf(`${year}-12-31`) - 2415021) / lunation)
  const begins = newMoon(k)
  return sunTwelfth(begins) >= 9 ? newMoon(k - 1) : begins
}

/** How many months after this eleventh one the leap month comes: the first in which the sun enters no new twelfth. */
function leapAfter(eleventh: number): number {
  const k = Math.floor((eleventh - firstNewMoon) / lunation + 0.5)
  for (let month = 2; ; month += 1)
    if (month > 13 || sunTwelfth(newMoon(k + month)) === sunTwelfth(newMoon(k + month - 1))) return month - 1
}
