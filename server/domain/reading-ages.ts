const hour = 60
const day = 24 * hour

/** Minutes after publishing at which a delivery's figures are read. */
export const readingAges: readonly number[] = [
  ...[15, hour, 3 * hour, 6 * hour, 12 * hour],
  ...[day, 2 * day, 3 * day, 7 * day, 14 * day, 30 * day, 90 * day],
]
