import type { JsonObject } from '../contract.ts'

/** Zalo's numbers for whom a broadcast is meant. */
const regions: Readonly<Record<string, string>> = { north: '0', centre: '1', south: '2' }
const ages: Readonly<Record<string, string>> = {
  'under-18': '0,1',
  '18-34': '2,3',
  '35-54': '4,5',
  '55-and-over': '6,7',
}

/** Followers of one region or of an age; all of them when nothing was chosen. */
export function targetOf(options: JsonObject): Readonly<Record<string, string>> {
  const region = regions[String(options['region'])]
  const age = ages[String(options['age'])]
  return { ...(region && { locations: region }), ...(age && { ages: age }) }
}
