/**
 * Time zones from the host's Intl data, which every JavaScript engine brings along: offsets can only be asked for one moment at a
 * time, so transitions are found by looking every ten days and halving the interval in which something has changed.
 */

/** What a port knows of time zones. */
export interface Zones {
  ids(): readonly string[]
  /** The offset in seconds at the beginning, then pairs of epoch second and offset; null when there is no such zone. */
  transitions(id: string): ZoneTransitions | null
  /** Long names of standard and daylight time, then the short ones; null when there is no such zone. */
  names(id: string): readonly [string, string, string, string] | null
}

export interface ZoneTransitions {
  readonly first: number
  readonly changes: readonly { readonly epochSecond: number; readonly offset: number; readonly daylight: boolean }[]
}

const STEP_SECONDS = 10 * 86400
const FIRST_SECOND = Date.UTC(1800, 0, 1) / 1000
const LAST_SECOND = Date.UTC(2040, 0, 1) / 1000

/** Zones that are in use under another name, beside those that Intl lists. */
const FURTHER = [
  'UTC',
  'GMT',
  'Etc/UTC',
  'Etc/GMT',
  'Etc/UCT',
  'Etc/Zulu',
  'Etc/Greenwich',
  'Etc/Universal',
  'UCT',
  'Zulu',
  'Universal',
  'Greenwich',
  'GMT0',
  'CET',
  'EET',
  'MET',
  'WET',
  'EST5EDT',
  'CST6CDT',
  'MST7MDT',
  'PST8PDT',
  'US/Alaska',
  'US/Aleutian',
  'US/Arizona',
  'US/Central',
  'US/East-Indiana',
  'US/Eastern',
  'US/Hawaii',
  'US/Indiana-Starke',
  'US/Michigan',
  'US/Mountain',
  'US/Pacific',
  'US/Samoa',
  'Canada/Atlantic',
  'Canada/Central',
  'Canada/Eastern',
  'Canada/Mountain',
  'Canada/Newfoundland',
  'Canada/Pacific',
  'Brazil/East',
  'Brazil/West',
  'Chile/Continental',
  'Cuba',
  'Egypt',
  'Eire',
  'GB',
  'Hongkong',
  'Iceland',
  'Iran',
  'Israel',
  'Jamaica',
  'Japan',
  'Libya',
  'NZ',
  'Navajo',
  'PRC',
  'Poland',
  'Portugal',
  'ROC',
  'ROK',
  'Singapore',
  'Turkey',
  'W-SU',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'Asia/Ho_Chi_Minh',
  'Asia/Saigon',
  'Asia/Kathmandu',
  'Asia/Katmandu',
  'Asia/Yangon',
  'Asia/Rangoon',
  'Europe/Kyiv',
  'Europe/Kiev',
  'America/Buenos_Aires',
  'America/Argentina/Buenos_Aires',
  'America/Indianapolis',
  'America/Indiana/Indianapolis',
  'America/Louisville',
  'America/Kentucky/Louisville',
  'America/Nuuk',
  'America/Godthab',
  'Atlantic/Faroe',
  'Atlantic/Faeroe',
  'Pacific/Chuuk',
  'Pacific/Truk',
  'Pacific/Pohnpei',
  'Pacific/Ponape',
  'Africa/Asmara',
  'Africa/Asmera',
  'Australia/ACT',
  'Australia/NSW',
  'Australia/North',
  'Australia/Queensland',
  'Australia/South',
  'Australia/Tasmania',
  'Australia/Victoria',
  'Australia/West',
  ...Array.from({ length: 27 }, (_, i) => `Etc/GMT${i - 14 < 0 ? '' : '+'}${i - 14}`),
] as const

/** Offset in seconds from a text that ends in GMT, GMT+1 or GMT-04:56:02. */
function offsetOf(text: string): number {
  const match = /GMT(?:([+-])(\d+)(?::(\d+))?(?::(\d+))?)?$/.exec(text)
  if (match?.[1] === undefined) return 0
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0)
  return match[1] === '-' ? -seconds : seconds
}

function formatter(id: string, timeZoneName: 'longOffset' | 'long' | 'short'): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName })
  } catch {
    return null
  }
}

function nameAt(format: Intl.DateTimeFormat, epochSecond: number): string {
  return format.formatToParts(epochSecond * 1000).find((part) => part.type === 'timeZoneName')?.value ?? ''
}

function findTransitions(id: string): ZoneTransitions | null {
  const offsets = formatter(id, 'longOffset')
  const names = formatter(id, 'long')
  if (offsets === null || names === null) return null
  // Irish time is daylight saving time in the data that others use, although its name does not say so.
  const daylightAt = (epochSecond: number): boolean => /Daylight|Summer|Irish Standard/.test(nameAt(names, epochSecond))
  const offsetAt = (epochSecond: number): number => offsetOf(offsets.format(epochSecond * 1000))
  const changes: { epochSecond: number; offset: number; daylight: boolean }[] = []
  const first = offsetAt(FIRST_SECOND)
  let offset = first
  let daylight = false
  for (let from = FIRST_SECOND; from < LAST_SECOND; from += STEP_SECONDS) {
    const to = Math.min(from + STEP_SECONDS, LAST_SECOND)
    const last = offsetAt(to)
    // What was daylight saving time may become standard time with the same offset.
    if (last === offset && (!daylight || daylightAt(to))) continue
    let low = from
    let high = to
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (offsetAt(middle) === offset && (last !== offset || daylightAt(middle))) low = middle
      else high = middle
    }
    daylight = daylightAt(high)
    changes.push({ epochSecond: high, offset: last, daylight })
    offset = last
  }
  return { first, changes }
}

export function createZones(): Zones {
  const known = new Map<string, ZoneTransitions | null>()
  let ids: readonly string[] | null = null
  const zones: Zones = {
    ids() {
      ids ??= [...new Set([...Intl.supportedValuesOf('timeZone'), ...FURTHER])]
        .filter((id) => formatter(id, 'short') !== null)
        .sort()
      return ids
    },
    transitions(id) {
      let found = known.get(id)
      if (found === undefined) {
        found = zones.ids().includes(id) ? findTransitions(id) : null
        known.set(id, found)
      }
      return found
    },
    names(id) {
      const transitions = zones.transitions(id)
      const long = formatter(id, 'long')
      const short = formatter(id, 'short')
      if (transitions === null || long === null || short === null) return null
      // The last interval of each kind; a zone without daylight saving has one name for both.
      const standard = transitions.changes.findLast((change) => !change.daylight)?.epochSecond ?? LAST_SECOND
      const daylight = transitions.changes.findLast((change) => change.daylight)?.epochSecond ?? standard
      return [nameAt(long, standard), nameAt(long, daylight), nameAt(short, standard), nameAt(short, daylight)]
    },
  }
  return zones
}
