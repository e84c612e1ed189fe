/** Unicode escapes (JLS 3.3): a translated text with a table back to the original offsets. */

export interface Translation {
  readonly text: string
  /** Original offset of each translated unit, and of the end. */
  readonly offsets: Uint32Array
}

export function translateUnicodeEscapes(
  source: string,
  fail: (code: string, start: number, end: number) => void,
): Translation {
  const units = new Uint16Array(source.length)
  const offsets = new Uint32Array(source.length + 1)
  let count = 0
  let at = 0
  while (at < source.length) {
    const c = source.charCodeAt(at)
    offsets[count] = at
    if (c !== 0x5c) {
      units[count++] = c
      at++
    } else if (source.charCodeAt(at + 1) === 0x5c) {
      // A backslash that follows an odd number of others begins no escape: take the pair.
      units[count++] = c
      offsets[count] = at + 1
      units[count++] = c
      at += 2
    } else if (source.charCodeAt(at + 1) === 0x75) {
      let digits = at + 2
      while (source.charCodeAt(digits) === 0x75) digits++
      const hex = source.slice(digits, digits + 4)
      if (/^[0-9a-fA-F]{4}$/.test(hex)) {
        const unit = Number.parseInt(hex, 16)
        units[count++] = unit
        at = digits + 4
        // A backslash made by an escape pairs with a following raw backslash; that one begins no escape either.
        if (unit === 0x5c && source.charCodeAt(at) === 0x5c && source.charCodeAt(at + 1) !== 0x75) {
          offsets[count] = at
          units[count++] = 0x5c
          at++
        }
      } else {
        fail('HL0009', at, digits)
        units[count++] = 0x20
        at = digits
      }
    } else {
      units[count++] = c
      at++
    }
  }
  offsets[count] = source.length
  let text = ''
  for (let i = 0; i < count; i += 8192) text += String.fromCharCode(...units.subarray(i, Math.min(i + 8192, count)))
  return { text, offsets }
}
