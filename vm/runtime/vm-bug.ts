/**
 * A fault of the VM itself, as opposed to a guest exception (a heap object) and a diagnostic (a value). It is the one
 * thing that is thrown as a JavaScript exception; vm/index.ts catches it at the very top, adds the guest's stack and
 * ends with exit status 70.
 */
export class VmBug extends Error {
  override readonly name = 'VmBug'
}

export function vmBug(text: string): never {
  throw new VmBug(text)
}
