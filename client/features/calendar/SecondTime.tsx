import { zoneOffset } from '../../lib/time.ts'
import classes from './agenda.module.css'
import { onClockOf } from './grid.ts'
import { shortDate } from './wording.ts'

interface Props {
  /** On the office's clock. */
  readonly localTime: string
  readonly zone: string
  readonly zone2: string
}

/** The same moment on the second clock; with its day where that is another one. */
export function SecondTime({ localTime, zone, zone2 }: Props) {
  const there = onClockOf(localTime, zone, zone2)
  const isOtherDay = there.slice(0, 10) !== localTime.slice(0, 10)
  return (
    <small
      className={classes.second}
      title={`${zone2.replaceAll('_', ' ')} (${zoneOffset(zone2, Date.parse(`${there}Z`))})`}
    >
      {there.slice(11)}
      {isOtherDay && ` ${shortDate(there.slice(0, 10))}`}
    </small>
  )
}
