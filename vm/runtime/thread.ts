/** A guest thread: the rich side of a thread struct (heap/layout.ts). */
import type { RuntimeClass } from './class.ts'

/** A class whose initialisation this thread has begun (JVMS 5.5): see initialize.ts. */
export interface PendingInitialization {
  readonly cls: RuntimeClass
  /** Superclass and superinterfaces that still have to be looked at, next one last. */
  readonly before: RuntimeClass[]
  /** Its <clinit> has a frame. */
  running: boolean
}

export class RuntimeThread {
  readonly id: number
  readonly address: number
  readonly initializations: PendingInitialization[]

  constructor(id: number, address: number) {
    this.id = id
    this.address = address
    this.initializations = []
  }
}
