// Placeholder until the analysis below is in.
import type { RuntimeMethod } from '../runtime/index.ts'
export function nullMessage(_method: RuntimeMethod, _bci: number): string | null {
  return null
}
