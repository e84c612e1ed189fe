/** Ports that make runs repeatable: around another port, one source of nondeterminism is replaced. */
import type { Port } from './port.ts'

/** What the virtual clock shows at the start: 13 September 2020, 12:26:40 UTC. */
const START_MILLIS = 1_600_000_000_000

/** --clock=virtual: time stands still while a thread runs, and jumps to the next time-out when all sleep. */
export function withVirtualClock(port: Port): Port {
  let nanos = 0n
  return {
    ...port,
    currentTimeMillis: () => START_MILLIS + Number(nanos / 1_000_000n),
    nanoTime: () => nanos,
    hostNanoTime: () => port.nanoTime(),
    sleep(milliseconds) {
      nanos += BigInt(Math.max(0, Math.ceil(milliseconds * 1e6)))
    },
  }
}

/** --seed: every random number, and with it every seed and identity hash, follows from the seed. */
export function withSeed(port: Port, seed: number): Port {
  let state = seed | 0
  return {
    ...port,
    randomBits() {
      // Steele, Lea and Flood's SplitMix in its 32-bit form.
      state = (state + 0x9e3779b9) | 0
      let z = state
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
      return z ^ (z >>> 16)
    },
  }
}
