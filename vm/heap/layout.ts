/**
 * Where everything lies in the one linear memory. Every other file takes its offsets from here.
 *
 *   byte address
 *   0x0000_0000  +---------------------------+  zero page: always zero, so that null has array length 0, class 0
 *   0x0001_0000  +---------------------------+  VM cells (status, pending exception, heap top, ...), 4 KiB
 *   0x0001_1000  +---------------------------+  method cache of interface calls, 64 KiB
 *   0x0002_1000  +---------------------------+  card table: a byte for each 512 bytes of the whole address space, 4 MiB
 *   0x0042_1000  +---------------------------+  metadata: class structs, method structs, bytecode, constant-pool caches,
 *                |  bump allocated, never    |  static fields, monitors
 *                |  moves, never freed       |
 *   stackBase    +---------------------------+  thread stacks (8-byte slots; frames: vm/interpret/frame.ts)
 *   heapBase     +---------------------------+  objects, bump allocated from HEAP_TOP up to HEAP_END
 *   heapLimit    +---------------------------+  end of the memory
 *
 * Names that end in nothing special are WORD indexes relative to the start of their struct, to be used as
 * `H32[(address >>> 2) + CLASS_FLAGS]`. CELL_* are absolute word indexes: `H32[CELL_STATUS]`. *_BYTES are byte counts,
 * *_OFFSET byte offsets.
 */

/** A byte address in the linear memory: int32, 0 is null. */
export type Address = number
/** The address of an object: a multiple of 8. */
export type Ref = number

export const ZERO_PAGE_BYTES = 0x1_0000
export const CELLS_BASE = 0x1_0000
/**
 * Method cache of interface calls: METHOD_CACHE_ENTRIES entries of four words (receiver class struct, resolved interface
 * method struct, selected method struct, 0). The entry for a pair is at
 * `METHOD_CACHE_BASE + (((receiverClass >>> 3) + (method >>> 4) & 4095) << 4)`. selectInterface fills it; a hit needs both words equal.
 */
export const METHOD_CACHE_BASE = 0x1_1000
export const METHOD_CACHE_ENTRIES = 4096
export const METHOD_CACHE_ENTRY_BYTES = 16
/**
 * The card table, the memory of the write barrier. Whoever stores a reference into an object marks the card of the slot:
 *
 *   U8[CARD_BASE + (slot address >>> CARD_SHIFT)] = CARD_DIRTY
 *
 * The table covers every address, so that the base is a constant; only the cards of the old generation are ever looked at. No mark
 * is needed for null, for static fields and thread stacks (they are roots), and for stores into an object that has been allocated
 * since the last safepoint: such an object is young, or its cards are dirty already.
 */
export const CARD_BASE = 0x2_1000
export const CARD_SHIFT = 9
export const CARD_BYTES = 1 << CARD_SHIFT
export const CARD_DIRTY = 1
export const METADATA_BASE = 0x42_1000

// ---- VM cells (absolute word indexes) -------------------------------------------------------------------------------

/** One of STATUS_*. Anything but STATUS_NORMAL makes the interpreter leave its straight path. */
export const CELL_STATUS = 0x4000
/** The pending exception (a reference) while the status is STATUS_EXCEPTION. */
export const CELL_EXCEPTION = 0x4001
/** High half of a long that a native (or, later, compiled code) returns; the low half is the JavaScript result. */
export const CELL_RESULT_HI = 0x4002
/** Address of the struct of the thread that runs. */
export const CELL_CURRENT_THREAD = 0x4003
/**
 * Where the next object is made (a multiple of 8), and the end of the zero memory for objects that begins there. Allocation in
 * line, the same for every collector: `ref = TOP; if (ref + bytes <= END) { TOP = ref + bytes; H32[ref >>> 2] = class }`, else out
 * of line. Both change at a safepoint and out of line. In line are neither arrays of LARGE_ARRAY_LENGTH elements and more
 * nor instances of classes without CLASSBIT_INLINE_NEW.
 */
export const CELL_HEAP_TOP = 0x4004
export const CELL_HEAP_END = 0x4005
/** Not 0: the interpreter has to call rt.safepoint() at its next back-edge or call. */
export const CELL_SAFEPOINT = 0x4006
/** Struct of the class that has to be initialised while the status is STATUS_INITIALIZE. */
export const CELL_PENDING_CLASS = 0x4007
/** Exit status while the status is STATUS_EXIT. */
export const CELL_EXIT_CODE = 0x4008
/** First free monitor record, 0 for none. */
export const CELL_MONITOR_FREE = 0x4009
/** Class structs that the hot paths need as constants: byte address of the struct of java/lang/Object, of String. */
export const CELL_OBJECT_CLASS = 0x400a
export const CELL_STRING_CLASS = 0x400b
/** Bytecodes that may still be executed before the counting loop stops; only that loop uses it (see interpret/index.ts). */
export const CELL_FUEL = 0x400c

/** Compiled code: no frame may reach this word index (jit/tier.ts): the end of the guest's stack, or of the host's. */
export const CELL_COMPILED_LIMIT = 0x4020

/** Compiled code: bytes of the host's stack that methods with many variables take (jit/emit.ts). */
export const CELL_HOST_STACK = 0x4021

/**
 * When calls and backward jumps are counted exactly (`RuntimeOptions.exact`): those that are left of the counting loop's budget while
 * it has called something out of line, and those that compiled code may still do before it is left.
 */
export const CELL_BUDGET = 0x4022
export const CELL_EVENTS = 0x4023

/** All is well. */
export const STATUS_NORMAL = 0
/** CELL_EXCEPTION holds a Throwable that is being thrown. */
export const STATUS_EXCEPTION = 1
/** The program ends (System.exit): every frame is left without running handlers; CELL_EXIT_CODE. */
export const STATUS_EXIT = 2
/**
 * A native needs the class in CELL_PENDING_CLASS initialised before it can go on: the interpreter clears the status,
 * runs startInitialization for it, and executes the invoke instruction again (operands are still on the stack).
 */
export const STATUS_INITIALIZE = 3
/**
 * The current thread cannot go on now: the scheduler knows what it waits for. When it runs again it executes its instruction again;
 * a native method is called again with the same arguments, and finds in the thread how its wait has ended.
 */
export const STATUS_YIELD = 4
/** The heap has to be collected, then the instruction is executed again: an allocation did not fit (heap/collector.ts). */
export const STATUS_COLLECT = 5
/**
 * A class is needed from a loader written in the language (rt.pendingLoad): the interpreter pushes a frame that asks it, and executes
 * the instruction again afterwards (interpret/slow/load.ts).
 */
export const STATUS_LOAD = 6
/** Compiled code: the frames above are the interpreter's now; each compiled method writes its own below them and returns. */
export const STATUS_UNWIND = 16
/** Compiled code: the callee has not begun, its arguments are on the stack; the caller leaves, and the call is done anew by the interpreter. */
export const STATUS_REDO = 17

// ---- objects --------------------------------------------------------------------------------------------------------
//
//   object                       array, elements of 1, 2, 4 bytes      array of long, double
//   +0  class struct             +0  class struct                      +0  class struct
//   +4  header bits              +4  header bits                       +4  header bits
//   +8  fields, by size ...      +8  length (int32)                    +8  length
//                                +12 elements ...                      +12 (unused, zero)
//                                                                      +16 elements, 8-byte aligned
//   The size of every object is rounded up to 8.
//
//   header bits:  31           8 7  6  5    2 1 0
//                 | hash/monitor |r |m | age  |tag|
//   tag 0: unlocked, bits 8..31 are the identity hash (0: not asked for yet)
//   tag 1: locked, bits 8..31 are the address of a monitor record divided by 8; the record keeps the hash
//   tag 3: forwarded (collector only)

export const OBJECT_CLASS = 0
export const OBJECT_BITS = 1
export const OBJECT_HEADER_BYTES = 8
export const ARRAY_LENGTH = 2
export const ARRAY_LENGTH_OFFSET = 8
/** First element of arrays whose elements have 1, 2 or 4 bytes. */
export const ARRAY_BASE_OFFSET = 12
/** First element of long[] and double[]. */
export const ARRAY_BASE8_OFFSET = 16

export const TAG_MASK = 3
export const TAG_UNLOCKED = 0
export const TAG_LOCKED = 1
export const TAG_FORWARDED = 3
/** Collections survived, while the object is young; 0 in the old generation. */
export const OBJECT_AGE_SHIFT = 2
export const OBJECT_AGE_MASK = 0x3c
export const MAX_AGE = 15
export const HASH_SHIFT = 8
export const BITS_LOW_MASK = 0xff

/** Monitor record (metadata, kept in a free list while unused). */
export const MONITOR_OWNER = 0 // thread struct address, 0 for nobody
export const MONITOR_COUNT = 1 // how often the owner has entered
export const MONITOR_HEADER = 2 // header bits that the object had when it was unlocked
export const MONITOR_NEXT = 3 // next free record; while in use 1: threads wait for it (threads/monitor.ts)
export const MONITOR_BYTES = 16

/** Arrays of that many elements are allocated out of line: they may be too large for the nursery. */
export const LARGE_ARRAY_LENGTH = 0x8000

/** HotSpot's limit: the largest array length; one more gives "Requested array size exceeds VM limit". */
export const MAX_ARRAY_LENGTH = 0x7fff_fffd

// ---- kinds of values (the numbers of the newarray instruction, JVMS 6.5, carried on) ----------------------------------

export const KIND_BOOLEAN = 4
export const KIND_CHAR = 5
export const KIND_FLOAT = 6
export const KIND_DOUBLE = 7
export const KIND_BYTE = 8
export const KIND_SHORT = 9
export const KIND_INT = 10
export const KIND_LONG = 11
export const KIND_REFERENCE = 12
export const KIND_VOID = 13

// ---- class struct -----------------------------------------------------------------------------------------------------

/** Index into rt.classes. */
export const CLASS_ID = 0
/** access_flags of the class file (ACC_*). */
export const CLASS_FLAGS = 1
/** One of INIT_*. */
export const CLASS_STATE = 2
/** Bytes of one instance, header included, a multiple of 8; 0 for arrays, interfaces and primitive types. */
export const CLASS_INSTANCE_SIZE = 3
/** Arrays: log2 of the element size; -1 for all others. */
export const CLASS_ELEMENT_SHIFT = 4
/** Arrays: byte offset of the first element (12 or 16). */
export const CLASS_ELEMENT_BASE = 5
/** Arrays: class struct of the component type (primitive types have structs too); else 0. */
export const CLASS_ELEMENT = 6
/** Class struct of the array class whose component this is, 0 until it is needed. */
export const CLASS_ARRAY = 7
/** Class struct of the superclass; Object for arrays and interfaces; 0 for Object and primitive types. */
export const CLASS_SUPER = 8
/** Number of superclasses. */
export const CLASS_DEPTH = 9
/** Eight words: the superclasses from Object (depth 0) downwards, this class included. */
export const CLASS_DISPLAY = 10
export const CLASS_DISPLAY_LENGTH = 8
/** Last class or interface found in the secondary list: the one-entry cache. */
export const CLASS_SECONDARY_CACHE = 18
/** Address of the list of secondary supers (all superinterfaces; superclasses and itself from depth 8 on). */
export const CLASS_SECONDARY = 19
export const CLASS_SECONDARY_COUNT = 20
/**
 * Word index at which a subclass of this class has this class: CLASS_DISPLAY + depth, or CLASS_SECONDARY_CACHE for interfaces
 * and deep classes. `H32[(s >>> 2) + H32[(t >>> 2) + CLASS_CHECK]] === t` says yes; a no is final unless CHECK is the
 * cache, then isSubclassSlow(s, t) decides.
 */
export const CLASS_CHECK = 21
/** Number of vtable entries. */
export const CLASS_VTABLE_LENGTH = 22
/** Words 23 and 24 are free: interface calls go through the method cache and selectInterface. */
/** Address of the constant-pool cache (see CP_ENTRY_BYTES). */
export const CLASS_CP_CACHE = 25
/** The java.lang.Class object: a reference, so a root of the collector. */
export const CLASS_MIRROR = 26
/** Address and count of the static fields that hold references: a root range. */
export const CLASS_STATIC_REFS = 27
export const CLASS_STATIC_REF_COUNT = 28
/** KIND_*: a primitive type's own kind; an array's component kind; KIND_REFERENCE for classes and interfaces. */
export const CLASS_KIND = 29
/** Struct of the thread that initialises this class, while CLASS_STATE is INIT_RUNNING. */
export const CLASS_INIT_THREAD = 30
/** Address of a list of byte offsets of the reference fields of an instance, inherited ones included, and its length. */
export const CLASS_REF_OFFSETS = 31
export const CLASS_REF_OFFSET_COUNT = 32
/** Bits of CLASSBIT_*. */
export const CLASS_BITS = 33
/** The vtable: method struct addresses, CLASS_VTABLE_LENGTH of them, follows the fixed part at once. */
export const CLASS_VTABLE = 36
export const CLASS_HEADER_BYTES = CLASS_VTABLE * 4

/** `new` may allocate instances of this class (not abstract, not an interface, not Class). */
export const CLASSBIT_INSTANTIABLE = 1
export const CLASSBIT_FINALIZABLE = 2
export const CLASSBIT_REFERENCE = 4 // subclass of java.lang.ref.Reference, with one of the strengths below
/** REFERENCE_* of such a class, in the bits from here on. */
export const CLASSBIT_STRENGTH_SHIFT = 3
/** Instances may be allocated in line: instantiable, not finalizable. */
export const CLASSBIT_INLINE_NEW = 0x20
/** Of a user-defined loader: may be unloaded with it. */
export const CLASSBIT_UNLOADABLE = 0x40
/** Class, ClassLoader, Throwable and subclasses: objects that lead to a loader not only by their own class. */
export const CLASSBIT_HOLDER = 0x80
export const REFERENCE_SOFT = 1
export const REFERENCE_WEAK = 2
export const REFERENCE_PHANTOM = 3

export const INIT_LINKED = 0
export const INIT_RUNNING = 1
export const INIT_DONE = 2
export const INIT_FAILED = 3

// ---- method struct ------------------------------------------------------------------------------------------------------

/** Index into rt.methods. */
export const METHOD_ID = 0
/**
 * Byte address of the bytecode copy. 0: native, abstract, or not yet prepared (bytecode is copied at the first call, which
 * keeps start-up small): the slow path of a call looks at the flags and calls prepareMethod.
 */
export const METHOD_CODE = 1
export const METHOD_CODE_LENGTH = 2
export const METHOD_MAX_LOCALS = 3
export const METHOD_MAX_STACK = 4
/** Slots of the arguments, `this` included; long and double count two. */
export const METHOD_ARG_SLOTS = 5
/** access_flags (ACC_*) and, above bit 16, METHODBIT_*. */
export const METHOD_FLAGS = 6
export const METHOD_CLASS = 7
/**
 * Class methods: index in the vtable. Interface methods: -2 when selected through the receiver's class.
 * -1: not virtual (static, private, <init>, <clinit>): the method itself is the one to call.
 */
export const METHOD_TABLE_INDEX = 8
export const METHOD_CP_CACHE = 9
export const METHOD_INVOCATIONS = 10
export const METHOD_BACKEDGES = 11
/** KIND_* of the result, KIND_VOID for none. */
export const METHOD_RETURN_KIND = 12
/** Native methods: index into rt.natives once linked (linkNative), 0 before. */
export const METHOD_NATIVE = 13
/** Compiled entry, for the tiers; 0 for now. */
export const METHOD_COMPILED = 14
/** Address of the exception table: METHOD_HANDLER_COUNT entries of HANDLER_BYTES. */
export const METHOD_HANDLERS = 15
export const METHOD_HANDLER_COUNT = 16
/** Free for the interpreter (for example the bytes that a frame needs). */
export const METHOD_SCRATCH0 = 17
export const METHOD_SCRATCH1 = 18
export const METHOD_BYTES = 20 * 4

/** Above the class-file flags in METHOD_FLAGS. */
export const METHODBIT_ABSTRACT_ERROR = 0x10000 // selecting it throws AbstractMethodError
export const METHODBIT_CONFLICT = 0x20000 // selecting it throws IncompatibleClassChangeError (conflicting defaults)
export const METHODBIT_INITIALIZER = 0x40000 // <clinit>
export const METHODBIT_CONSTRUCTOR = 0x80000 // <init>

/** Exception-table entry: absolute byte addresses of pc's, and the constant-pool index of the class (0: any). */
export const HANDLER_START = 0
export const HANDLER_END = 1
export const HANDLER_TARGET = 2
export const HANDLER_TYPE = 3
export const HANDLER_BYTES = 16

// ---- constant-pool cache --------------------------------------------------------------------------------------------------
//
//   8 bytes per constant-pool index, word 0 and word 1; all zero until resolved, but for numbers.
//   Integer, Float    bits, 1
//   Long, Double      low word, high word                   (a Double as its 8 bytes: F64[entry >>> 3])
//   Class             class struct, 1
//   String            reference, 1                          (a root: rt.classes[..].resolvedStrings lists these)
//   Fieldref          instance: byte offset, CPF_RESOLVED | kind
//                     static: absolute byte address, CPF_RESOLVED | CPF_STATIC | kind
//   Methodref,        method struct, CPM_RESOLVED | argument slots << 8 | CPM_* bits
//   InterfaceMethodref
//   others            free for the interpreter (invokedynamic: call site)

export const CP_ENTRY_BYTES = 8

export const CPF_KIND_MASK = 0xff
export const CPF_RESOLVED = 0x100
export const CPF_STATIC = 0x200
export const CPF_VOLATILE = 0x400
export const CPF_FINAL = 0x800

export const CPM_RESOLVED = 1
/** The method has no table index: call the struct in word 0 (private, static, <init>, invokespecial). */
export const CPM_DIRECT = 2
/**
 * Declared in an interface: select through the method cache and selectInterface (an invokevirtual may resolve to such a
 * method too); otherwise through the vtable at METHOD_TABLE_INDEX.
 */
export const CPM_INTERFACE = 4
export const CPM_STATIC = 8
export const CPM_ARG_SHIFT = 8

// ---- thread struct ----------------------------------------------------------------------------------------------------------

/** Index into rt.threads. */
export const THREAD_ID = 0
/** First byte of the stack; stacks grow upwards. */
export const THREAD_STACK_BASE = 1
/** No frame may reach this address. */
export const THREAD_STACK_LIMIT = 2
/** The top frame while the thread is not in the interpreter's registers, 0 when it has none. */
export const THREAD_TOP_FRAME = 3
/** The java.lang.Thread object: a root. */
export const THREAD_OBJECT = 4
/** The object that a thread waits for (its monitor, or the blocker of park): a reference, a root; 0 for none. */
export const THREAD_BLOCKER = 5
/** Free for the interpreter. */
export const THREAD_SCRATCH0 = 6
export const THREAD_SCRATCH1 = 7
/** What the guest's loadClass has thrown for the load that ended last, until the instruction is executed again: a root. */
export const THREAD_LOAD_FAILURE = 8
export const THREAD_BYTES = 16 * 4
