/**
 * Verification as a step of linking (JVMS 5.4.1), before a class is initialised: superclass and superinterfaces first, then
 * the class itself. What the verifier asks of other classes is answered from linked classes, loaded through the loader of
 * the class that is verified. A class that is rejected stays uninitialised, and the next use gives the error again.
 */
import { ACC, classNameAt } from '../classfile/model.ts'
import { CELL_STATUS } from '../heap/layout.ts'
import { verifyClass } from '../verify/index.ts'
import type { ClassInfo, Hierarchy } from '../verify/types.ts'
import { SPUN_SOURCE } from './access.ts'
import type { RuntimeClass } from './class.ts'
import { constrainOverrides } from './constraints.ts'
import { throwNew } from './exceptions.ts'
import { loadForLink } from './load.ts'
import type { Runtime } from './runtime.ts'

/** False with an exception pending, or because a loader of the guest has to be asked first (STATUS_LOAD). */
export function ensureVerified(rt: Runtime, cls: RuntimeClass): boolean {
  if (cls.verified) return true
  if (cls.superclass !== null && !ensureVerified(rt, cls.superclass)) return false
  for (const each of cls.interfaces) if (!ensureVerified(rt, each)) return false
  if (cls.source !== SPUN_SOURCE && isUntrusted(rt, cls) && cls.classFile !== null && !verify(rt, cls)) return false
  if (!constrainOverrides(rt, cls)) return false
  cls.verified = true
  return true
}

/** The library archive has been verified when it was built (test/verifier/library.test.ts). */
function isUntrusted(rt: Runtime, cls: RuntimeClass): boolean {
  const { verify: mode } = rt.options
  return mode === 'all' || (mode === 'remote' && cls.loader.parent !== null)
}

function verify(rt: Runtime, cls: RuntimeClass): boolean {
  const hierarchy: Hierarchy = {
    find(name) {
      const found = name === cls.name ? cls : loadForLink(rt, cls.loader, name)
      return found === null ? undefined : infoOf(found)
    },
  }
  const verdict = verifyClass(cls.classFile!, hierarchy, {
    from: cls.verifiedMethods,
    ...(rt.log.wants('verify', 'info') ? { log: (line: string) => rt.log.write('verify', 'info', line) } : {}),
  })
  switch (verdict.kind) {
    case 'accepted':
      return true
    case 'needs':
      cls.verifiedMethods = verdict.method
      if (rt.memory.H32[CELL_STATUS] === 0) throwNew(rt, 'java/lang/NoClassDefFoundError', verdict.className)
      return false
    case 'rejected':
      throwNew(rt, `java/lang/${verdict.error}`, verdict.message)
      return false
  }
}

function infoOf(cls: RuntimeClass): ClassInfo {
  if (cls.verifierInfo !== null) return cls.verifierInfo
  const pool = cls.classFile?.constantPool
  const info: ClassInfo = {
    name: cls.name,
    isInterface: (cls.flags & ACC.INTERFACE) !== 0,
    superName: cls.superclass?.name ?? null,
    get superclass() {
      return cls.superclass === null ? null : infoOf(cls.superclass)
    },
    interfaces: cls.classFile?.interfaces.map((index) => classNameAt(pool!, index)) ?? [],
    runtimePackage: `${cls.loader.id} ${cls.packageName}`,
    fieldFlags(name, descriptor) {
      return cls.fields.find((each) => each.name === name && each.descriptor === descriptor)?.flags
    },
    methodFlags: (name, descriptor) => cls.methodTable.get(name + descriptor)?.flags,
  }
  cls.verifierInfo = info
  return info
}
