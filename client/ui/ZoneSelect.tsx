import { Select, type SelectProps } from '@mantine/core'
import { useMemo } from 'react'
import { zoneOffset } from '../lib/time.ts'

type Props = Omit<SelectProps, 'data' | 'searchable' | 'limit'>

/** A time zone by its IANA name, with its distance from Greenwich. */
export function ZoneSelect(props: Props) {
  const zones = useMemo(listZones, [])
  return <Select {...props} data={zones} searchable limit={60} allowDeselect={false} />
}

/** Browsers call Ho Chi Minh City by its old name; servers know the new one. */
function listZones(): { value: string; label: string }[] {
  const names = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'Asia/Saigon')
  return [...new Set([...names, 'Asia/Ho_Chi_Minh', 'UTC'])]
    .sort()
    .map((zone) => ({ value: zone, label: `${zone.replaceAll('_', ' ')} (${zoneOffset(zone)})` }))
}
