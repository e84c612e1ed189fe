/**
 * The write barrier for code that is not generated: who stores a reference into an object that may be older than the last
 * safepoint uses these. The rule stands at CARD_BASE in layout.ts.
 */
import { CARD_BASE, CARD_DIRTY, CARD_SHIFT } from './layout.ts'
import type { Memory } from './memory.ts'

/** Stores a reference at the byte address of a field or an element. */
export function storeReference(memory: Memory, address: number, ref: number): void {
  memory.H32[address >>> 2] = ref
  memory.U8[CARD_BASE + (address >>> CARD_SHIFT)] = CARD_DIRTY
}

/** References have been stored from the byte address `from` up to `to`. */
export function markCards(memory: Memory, from: number, to: number): void {
  if (to <= from) return
  const first = CARD_BASE + (from >>> CARD_SHIFT)
  const last = CARD_BASE + ((to - 1) >>> CARD_SHIFT)
  if (first === last) memory.U8[first] = CARD_DIRTY
  else memory.U8.fill(CARD_DIRTY, first, last + 1)
}
