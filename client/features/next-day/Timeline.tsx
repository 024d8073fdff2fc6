import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../lib/now.ts'
import { useMe } from '../../lib/session.ts'
import { formatDay, formatTime, toLocalTime } from '../../lib/time.ts'
import { AheadItem } from './AheadItem.tsx'
import { type AheadDelivery, byHour, type Hour } from './hours.ts'
import classes from './next-day.module.css'

/** Drawn at once; a person reads on from there. Paper shows everything. */
const atOnce = 100

/** Hour after hour by the office's clock, with a line where it is now. */
export function Timeline({ deliveries }: { readonly deliveries: readonly AheadDelivery[] }) {
  const { t } = useTranslation('next-day')
  const { zone } = useMe().organization
  const now = useNow()
  const [most, setMost] = useState(atOnce)
  usePrintWhole(() => setMost(Number.POSITIVE_INFINITY))
  const hours = byHour(deliveries.slice(0, most), zone)
  const today = toLocalTime(now, zone).slice(0, 10)
  const hidden = Math.max(0, deliveries.length - most)
  const next = deliveries.find(({ at }) => new Date(at).getTime() > now)
  return (
    <>
      {hours.map((hour) => (
        <HourSection key={hour.begins} hour={hour} today={today} now={now} nextId={next?.id ?? null} />
      ))}
      {!next && <NowLine now={now} />}
      {hidden > 0 && (
        <Button className={classes.showMore ?? ''} variant="default" onClick={() => setMost(most + atOnce)}>
          {t('showMore', { count: Math.min(hidden, atOnce) })}
        </Button>
      )}
    </>
  )
}

interface HourProps {
  readonly hour: Hour
  readonly today: string
  readonly now: number
  /** The first one that is still ahead: the line stands above it. */
  readonly nextId: string | null
}

function HourSection({ hour: { begins, from, until, deliveries }, today, now, nextId }: HourProps) {
  const { t } = useTranslation('next-day')
  const id = `hour-${begins}`
  const day = from.slice(0, 10)
  return (
    <section className={classes.hour} aria-labelledby={id}>
      <h2 className={classes.hourTitle} id={id}>
        <span className={classes.day} data-today={day === today || undefined}>
          {dayWord(day)}
        </span>
        {t('hour', { from: from.slice(11), until, to: until })}
        <span className={classes.count}>{t('count', { count: deliveries.length })}</span>
      </h2>
      <ul className={classes.items}>
        {deliveries.map((delivery) => (
          <AheadItem key={delivery.id} delivery={delivery} above={delivery.id === nextId && <NowLine now={now} />} />
        ))}
      </ul>
    </section>
  )

  function dayWord(localDay: string): string {
    if (localDay === today) return t('today')
    return localDay > today && isTomorrow(localDay) ? t('tomorrow') : formatDay(localDay).slice(0, 5)
  }
  function isTomorrow(localDay: string): boolean {
    return new Date(localDay).getTime() - new Date(today).getTime() <= 86_400_000
  }
}

function NowLine({ now }: { readonly now: number }) {
  const { t } = useTranslation('next-day')
  const { zone } = useMe().organization
  return (
    <p className={classes.now}>
      <span>{t('now', { time: formatTime(now, zone) })}</span>
    </p>
  )
}

function usePrintWhole(show: () => void): void {
  useEffect(() => {
    const whole = () => flushSync(show)
    addEventListener('beforeprint', whole)
    return () => removeEventListener('beforeprint', whole)
  })
}
