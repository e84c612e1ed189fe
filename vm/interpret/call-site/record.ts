// toString, hashCode and equals of records (java.lang.runtime.ObjectMethods): one static method per call site, written from the
// names and getters of the components.

import { ACC, utf8At } from '../../classfile/model.ts'
import { innerEntry } from '../../natives/java-lang-Class.ts'
import type { RuntimeClass } from '../../runtime/index.ts'
import type { Machine } from '../machine.ts'
import { addConcat, setNative } from './concat.ts'
import type { MethodHandle } from './lambda.ts'
import { type Assembler, ClassSpinner, LINK_METHOD } from './spin.ts'

const BOX_OF: Readonly<Record<string, string>> = {
  Z: 'java/lang/Boolean',
  B: 'java/lang/Byte',
  C: 'java/lang/Character',
  S: 'java/lang/Short',
  I: 'java/lang/Integer',
  J: 'java/lang/Long',
  F: 'java/lang/Float',
  D: 'java/lang/Double',
}

/** As Class.getSimpleName has it: a member or local class's own name, which its binary name does not always end with. */
function simpleNameOf(cls: RuntimeClass): string {
  const inner = innerEntry(cls)
  if (inner === undefined || cls.classFile === null) return cls.name.slice(cls.name.lastIndexOf('/') + 1)
  return inner.innerName === 0 ? '' : utf8At(cls.classFile.constantPool, inner.innerName)
}

/** `components` are getField handles. 0 with an exception pending. */
export function linkRecordMethod(
  vm: Machine,
  host: RuntimeClass,
  name: string,
  descriptor: string,
  names: readonly string[],
  components: readonly MethodHandle[],
): number {
  const spinner = new ClassSpinner(vm, host, 'Record')
  const { pool } = spinner
  const get = (code: Assembler, local: number, component: MethodHandle): void => {
    code.op('aload', local)
    if (local === 1) code.op('checkcast', pool.class(host.name))
    code.op('getfield', pool.fieldRef(component.owner, component.name, component.descriptor))
  }
  let after = (_cls: RuntimeClass): void => {}
  if (name === 'toString') {
    const simple = simpleNameOf(host)
    const recipe: (string | null)[] = []
    names.forEach((each, i) => {
      recipe.push(`${i === 0 ? `${simple}[` : ', '}${each}=`, null)
    })
    recipe.push(names.length === 0 ? `${simple}[]` : ']')
    const type = `(${components.map((each) => each.descriptor).join('')})Ljava/lang/String;`
    const target = addConcat(spinner, 'text', type, recipe)
    const paren = target.key.indexOf('(')
    spinner.method(
      ACC.STATIC,
      LINK_METHOD,
      descriptor,
      (code) => {
        for (const component of components) get(code, 0, component)
        code.invoke('invokestatic', spinner.name, target.key.slice(0, paren), target.key.slice(paren))
        code.op('areturn')
      },
      components.length * 2,
    )
    after = (cls) => setNative(vm, cls, target.nativeDescriptor, recipe)
  } else if (name === 'hashCode') {
    spinner.method(ACC.STATIC, LINK_METHOD, descriptor, (code) => {
      code.op('iconst_0')
      for (const component of components) {
        code.op('bipush', 31)
        code.op('imul')
        get(code, 0, component)
        const box = BOX_OF[component.descriptor]
        if (box !== undefined) code.invoke('invokestatic', box, 'hashCode', `(${component.descriptor})I`)
        else code.invoke('invokestatic', 'java/util/Objects', 'hashCode', '(Ljava/lang/Object;)I')
        code.op('iadd')
      }
      code.op('ireturn')
    })
  } else {
    spinner.method(ACC.STATIC, LINK_METHOD, descriptor, (code) => {
      const no = code.label()
      const compare = code.label()
      code.op('aload', 0)
      code.op('aload', 1)
      code.op('if_acmpne', compare)
      code.op('iconst_1')
      code.op('ireturn')
      code.place(compare)
      code.op('aload', 1)
      code.op('instanceof', pool.class(host.name))
      code.op('ifeq', no)
      for (const component of components) {
        get(code, 0, component)
        get(code, 1, component)
        const box = BOX_OF[component.descriptor]
        if (box === undefined) {
          code.invoke('invokestatic', 'java/util/Objects', 'equals', '(Ljava/lang/Object;Ljava/lang/Object;)Z')
          code.op('ifeq', no)
        } else {
          const type = component.descriptor
          code.invoke('invokestatic', box, 'compare', `(${type}${type})I`)
          code.op('ifne', no)
        }
      }
      code.op('iconst_1')
      code.op('ireturn')
      code.place(no)
      code.op('iconst_0')
      code.op('ireturn')
    })
  }
  const cls = spinner.define()
  if (cls === null) return 0
  after(cls)
  return cls.methodTable.get(LINK_METHOD + descriptor)?.address ?? 0
}
