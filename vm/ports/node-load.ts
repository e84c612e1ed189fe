import { createRequire } from 'node:module'

/** Modules of Node that few programs need: each takes a millisecond or two to load. */
export function load<T>(name: string): T {
  return createRequire(import.meta.filename)(name) as T
}
