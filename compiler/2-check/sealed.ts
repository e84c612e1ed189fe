/** Rules of sealed classes and of what extends them (JLS 8.1.1.2, 8.1.6, 9.1.1.4, 9.1.4). */
import type { ClassDecl } from '../1-parse/ast.ts'
import type { Environment } from './environment.ts'
import { packageOf } from './members.ts'
import { type ClassSymbol, Flags } from './symbols.ts'

export function checkSealed(env: Environment, symbol: ClassSymbol, decl: ClassDecl): void {
  const file = symbol.file!
  const flags = symbol.flags
  if ((flags & Flags.SEALED) !== 0 && decl.classKind !== 'enum') {
    if (symbol.isLocal) {
      env.error(file, decl, 'HL0262')
      return
    }
    if (symbol.permitted.length === 0 && decl.permits.length === 0) env.error(file, decl, 'HL0263', symbol.name)
  }
  if (decl.permits.length > 0 && (flags & Flags.SEALED) === 0) env.error(file, decl.permits[0]!, 'HL0264', symbol.name)
  for (let i = 0; i < decl.permits.length; i++) {
    const type = decl.permits[i]!.resolved
    if (type?.kind !== 'class' || (flags & Flags.SEALED) === 0) continue
    // The library is one module; everything else is the unnamed one.
    if (packageOf(symbol).name.startsWith('java.')) continue
    if (packageOf(type.symbol) !== packageOf(symbol)) env.error(file, decl.permits[i]!, 'HL0265', type.symbol.name)
  }
  const sealedAbove = [symbol.superclass, ...symbol.interfaces]
    .map((t) => t?.symbol)
    .filter((s): s is ClassSymbol => s !== undefined && (s.flags & Flags.SEALED) !== 0)
  if (sealedAbove.length === 0) {
    if ((flags & Flags.NON_SEALED) !== 0) env.error(file, decl, 'HL0266', symbol.name)
    return
  }
  // The body of an enum constant is one of the enum's own.
  if ((flags & Flags.ENUM) !== 0 && symbol.name === '') return
  for (const above of sealedAbove) {
    if (above.decl?.classKind === 'enum') continue
    if (symbol.isLocal) {
      env.error(file, symbol.name === '' ? decl : decl.name, 'HL0267', above.name)
      return
    }
    if (!above.permitted.includes(symbol)) {
      const nodes = [decl.superclass, ...decl.interfaces]
      const at = nodes.find((n) => n?.resolved?.kind === 'class' && n.resolved.symbol === above)
      env.error(file, at ?? decl, 'HL0268', symbol.name, above.name)
      return
    }
  }
  const isInterface = (flags & Flags.INTERFACE) !== 0
  const choice = isInterface ? Flags.SEALED | Flags.NON_SEALED : Flags.SEALED | Flags.NON_SEALED | Flags.FINAL
  if ((flags & choice) === 0) env.error(file, decl, isInterface ? 'HL0270' : 'HL0269', symbol.name)
}
