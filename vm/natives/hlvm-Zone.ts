/** hlvm.Zone: time zones of the host. */
import { newString, textOf } from '../runtime/strings.ts'
import { type NativeTable, newIntArray, newStringArray } from './support.ts'

const SECONDS_PER_DAY = 86400

export const zoneNatives: NativeTable = {
  'hlvm/Zone.ids()[Ljava/lang/String;': (rt) => () => newStringArray(rt, rt.port.zones.ids()),
  'hlvm/Zone.defaultId()Ljava/lang/String;': (rt) => () => newString(rt, rt.port.timeZone() ?? 'UTC'),
  'hlvm/Zone.transitions(Ljava/lang/String;)[I': (rt) => (id) => {
    const found = rt.port.zones.transitions(textOf(rt, id!))
    if (found === null) return 0
    const values = [found.first * 2]
    for (const { epochSecond, offset, daylight } of found.changes) {
      const day = Math.floor(epochSecond / SECONDS_PER_DAY)
      values.push(day, epochSecond - day * SECONDS_PER_DAY, offset * 2 + (daylight ? 1 : 0))
    }
    return newIntArray(rt, values)
  },
  'hlvm/Zone.names(Ljava/lang/String;)[Ljava/lang/String;': (rt) => (id) => {
    const names = rt.port.zones.names(textOf(rt, id!))
    return names === null ? 0 : newStringArray(rt, names)
  },
}
