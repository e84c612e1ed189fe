// Frames of the interpreter. They are ranges in the thread's stack (heap/layout.ts), which grows upwards; a slot has
// 8 bytes. Everything here, frame pointers included, is a WORD index: `H32[frame + FRAME_PC]`.
//
//                 +-------------------------------+
//   locals     -> | local 0                       |  the caller's operands become the callee's first locals:
//                 | ...                           |  arguments are never copied
//                 | local maxLocals-1             |
//                 +-------------------------------+
//   frame      -> | caller frame   | method       |  FRAME_CALLER, FRAME_METHOD (word index of the method struct)
//                 | pc             | sp           |  FRAME_PC, FRAME_SP: valid while the frame does not run
//                 | locals         | flags        |  FRAME_LOCALS, FRAME_FLAGS
//                 | lock           | pool cache   |  FRAME_LOCK (a reference: a root), FRAME_CP (word index)
//                 +-------------------------------+
//   frame + 8  -> | operand 0                     |
//                 | ...                           |
//   sp         -> | first free slot               |
//                 +-------------------------------+
//
// A slot holds an int, a reference or a return address in its first word, a float in its first word as F32[slot]. A
// long or double takes two slots and lies in the 8 bytes of the first: a long as (lo, hi), a double as F64[slot >>> 1].
//
// FRAME_PC is the absolute byte address of the instruction that the frame is at: in a frame that has called another, the
// invoke instruction. FRAME_SP of a frame that has called another is the sp after the arguments have been popped, which
// is where the result goes. A frame with FRAME_NATIVE stands for a running native method: no locals, no operands,
// pc 0. Frames without a pending call are stored back before anything that allocates, throws or walks the stack.

export const FRAME_CALLER = 0
export const FRAME_METHOD = 1
export const FRAME_PC = 2
export const FRAME_SP = 3
export const FRAME_LOCALS = 4
export const FRAME_FLAGS = 5
export const FRAME_LOCK = 6
export const FRAME_CP = 7
export const FRAME_WORDS = 8

/** Returning from this frame ends `run`. */
export const FRAME_BASE = 1
/** The frame holds the monitor of FRAME_LOCK. */
export const FRAME_SYNCHRONIZED = 2
/** The frame runs a <clinit>; the caller's instruction is executed again after it. */
export const FRAME_INITIALIZER = 4
/** A running native method. */
export const FRAME_NATIVE = 8
/** Runs on behalf of the caller's instruction, which is executed again afterwards: see call-site/general.ts. */
export const FRAME_RETRY = 32
/** Asks a class loader of the guest on behalf of the VM: hidden from stack traces, see slow/load.ts. */
export const FRAME_LOAD = 64
