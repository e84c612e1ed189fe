/**
 * Native methods that compiled code calls directly. All others are called by the interpreter: they push frames, suspend the thread,
 * or are too rare to matter.
 */
import { ACC } from '../classfile/model.ts'
import { isSpun } from '../interpret/call-site/spin.ts'
import type { RuntimeMethod } from '../runtime/index.ts'

/** Neither fail nor look at the stack nor allocate: called like any JavaScript function. */
const BARE = new Set([
  'java/lang/Math.sqrt(D)D',
  'java/lang/Math.floor(D)D',
  'java/lang/Math.ceil(D)D',
  'java/lang/Math.rint(D)D',
  'java/lang/StrictMath.sqrt(D)D',
  'java/lang/StrictMath.floor(D)D',
  'java/lang/StrictMath.ceil(D)D',
  'java/lang/StrictMath.rint(D)D',
  'java/lang/Double.doubleToRawLongBits(D)J',
  'java/lang/Double.longBitsToDouble(J)D',
  'java/lang/Float.floatToRawIntBits(F)I',
  'java/lang/Float.intBitsToFloat(I)F',
  'java/lang/Object.getClass()Ljava/lang/Class;',
  'java/lang/Object.hashCode()I',
  'java/lang/System.identityHashCode(Ljava/lang/Object;)I',
  'java/lang/Thread.currentThread()Ljava/lang/Thread;',
  'java/lang/Class.isArray()Z',
  'java/lang/Class.isInterface()Z',
  'java/lang/Class.isPrimitive()Z',
  'hlvm/Host.nanoTime()J',
  'hlvm/Host.currentTimeMillis()J',
])

/** May throw, allocate or walk the stack; they are seen in stack traces. */
const WALKING = new Set([
  'java/lang/System.arraycopy(Ljava/lang/Object;ILjava/lang/Object;II)V',
  'java/lang/Object.clone()Ljava/lang/Object;',
  'java/lang/Throwable.fillBacktrace()V',
  'java/lang/String.intern()Ljava/lang/String;',
  'java/lang/Double.toString(D)Ljava/lang/String;',
  'java/lang/Double.parseDecimal(Ljava/lang/String;)D',
  'java/lang/Float.toString(F)Ljava/lang/String;',
  'java/lang/Float.parseDecimal(Ljava/lang/String;)F',
  'java/lang/Class.isInstance(Ljava/lang/Object;)Z',
  'java/lang/Class.isAssignableFrom(Ljava/lang/Class;)Z',
  'java/lang/Class.getComponentType()Ljava/lang/Class;',
  'java/lang/Class.getSuperclass()Ljava/lang/Class;',
  'java/lang/Class.getModifiers()I',
  'java/lang/Class.name0()Ljava/lang/String;',
  'java/lang/reflect/Array.length(Ljava/lang/Object;)I',
  'hlvm/Host.write(I[BII)V',
  'hlvm/Host.flush(I)V',
])

export type NativeWay = 'bare' | 'walking'

/** How compiled code calls the method; null: not at all. Only the library has natives, and the classes of string concatenation. */
export function nativeWay(method: RuntimeMethod): NativeWay | null {
  if ((method.flags & ACC.NATIVE) === 0) return null
  if (isSpun(method.declaringClass)) return 'walking'
  if (method.declaringClass.loader.parent !== null) return null
  const key = `${method.declaringClass.name}.${method.name}${method.descriptor}`
  return BARE.has(key) ? 'bare' : WALKING.has(key) ? 'walking' : null
}
