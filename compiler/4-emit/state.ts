/**
 * What the emitter knows at one place of the code: the values on the operand stack and which local variables are
 * definitely assigned. Jumps carry a copy of it to their targets, where the copies are joined (JVMS 4.10.1).
 *
 * A value on the stack or in a local variable is written as a string:
 *   I F J D        primitive values (boolean, byte, char and short are I); J and D take two slots
 *   N              the null type
 *   T              uninitializedThis, `this` of a constructor before it has called another one
 *   u<offset>      a new object before its constructor has run; the offset is that of the `new` instruction
 *   L...; [...     a reference, as a descriptor
 */
export type VType = string

/** A set of local variable slots. */
export type SlotSet = number[]

export interface State {
  readonly stack: VType[]
  /** Slots that the stack takes. */
  depth: number
  readonly defined: SlotSet
}

export const sizeOf = (type: VType): 1 | 2 => (type === 'J' || type === 'D' ? 2 : 1)

export const copyState = (state: State): State => ({
  stack: state.stack.slice(),
  depth: state.depth,
  defined: state.defined.slice(),
})

export const hasSlot = (set: SlotSet, slot: number): boolean => (((set[slot >> 5] ?? 0) >>> (slot & 31)) & 1) !== 0

export function addSlot(set: SlotSet, slot: number): void {
  while (set.length <= slot >> 5) set.push(0)
  set[slot >> 5] = set[slot >> 5]! | (1 << (slot & 31))
}

export function removeSlot(set: SlotSet, slot: number): void {
  if (slot >> 5 < set.length) set[slot >> 5] = set[slot >> 5]! & ~(1 << (slot & 31))
}

/** Removes the slots from `first` on. */
export function removeFrom(set: SlotSet, first: number): void {
  const word = first >> 5
  if (word >= set.length) return
  set[word] = set[word]! & ((1 << (first & 31)) - 1)
  set.length = word + 1
}

export function intersectInto(into: SlotSet, other: SlotSet): void {
  for (let i = 0; i < into.length; i++) into[i] = into[i]! & (other[i] ?? 0)
}
