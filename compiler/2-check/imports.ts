/**
 * The imports of a compilation unit (JLS 7.5): resolved when a name first needs them, checked once. A unit that is only
 * looked into (implicit compilation) pays for the imports that it uses.
 */
import type { Ident, ImportDecl } from '../1-parse/ast.ts'
import type { Environment, SourceUnit } from './environment.ts'
import { findMemberClass, isClassAccessible, isMemberOf, type Lookup, methodsNamed, nearestName } from './members.ts'
import { type ClassSymbol, Flags, type MethodSymbol, type PackageSymbol, type VarSymbol } from './symbols.ts'
import { isSubclass } from './type-views.ts'

type Env = Environment

export interface Imports {
  /** A class that a single-type or single-static import names. */
  singleType(name: string): Lookup<ClassSymbol>
  /** A class from `import p.*`, `import static C.*` or java.lang. */
  onDemandType(name: string): Lookup<ClassSymbol>
  staticField(name: string): Lookup<VarSymbol>
  staticMethods(name: string): readonly MethodSymbol[]
  /** The class that an import names for a static member found in it, which it may inherit. */
  homeOf(member: VarSymbol | MethodSymbol): ClassSymbol
  /** Reports what is wrong with the imports, used or not. */
  check(): void
  /** Names of types that single imports bring in. */
  typeNames(): readonly string[]
}

const NONE: Lookup<never> = { kind: 'none' }

function textOf(name: readonly Ident[]): string {
  return name.map((ident) => ident.name).join('.')
}

export function createImports(env: Env, source: SourceUnit, home: PackageSymbol): Imports {
  const { file, unit } = source
  const single = new Map<string, ImportDecl[]>()
  const singleStatic = new Map<string, ImportDecl[]>()
  const onDemand: ImportDecl[] = []
  const onDemandStatic: ImportDecl[] = []
  for (const decl of unit.imports) {
    if (decl.onDemand) (decl.isStatic ? onDemandStatic : onDemand).push(decl)
    else {
      const map = decl.isStatic ? singleStatic : single
      const name = decl.name[decl.name.length - 1]?.name ?? ''
      const group = map.get(name)
      if (group === undefined) map.set(name, [decl])
      else group.push(decl)
    }
  }
  const classes = new Map<ImportDecl, ClassSymbol | undefined>()

  /** The class that the first `count` identifiers name: packages first, then member classes. */
  function classOf(decl: ImportDecl, count: number): ClassSymbol | undefined {
    if (classes.has(decl)) return classes.get(decl)
    let symbol: ClassSymbol | undefined
    let prefix = ''
    for (const ident of decl.name.slice(0, count)) {
      if (symbol !== undefined) {
        const found = findMemberClass(env, symbol, ident.name, home)
        symbol = found.kind === 'found' || found.kind === 'inaccessible' ? found.symbol : undefined
        if (symbol === undefined) break
      } else {
        const binaryName: string = prefix + ident.name
        const found = env.loadClass(binaryName)
        // Classes of the unnamed package cannot be imported (JLS 7.5).
        if (found !== undefined && found.owner.kind === 'package' && (prefix !== '' || count > 1)) symbol = found
        prefix = `${binaryName}/`
      }
    }
    classes.set(decl, symbol)
    return symbol
  }

  function importedClass(decl: ImportDecl): ClassSymbol | undefined {
    return classOf(decl, decl.name.length)
  }

  /** The class whose static members a static import names. */
  function staticHome(decl: ImportDecl): ClassSymbol | undefined {
    return classOf(decl, decl.onDemand ? decl.name.length : decl.name.length - 1)
  }

  function oneOf<T extends ClassSymbol | VarSymbol>(found: readonly T[], usable: (t: T) => boolean): Lookup<T> {
    const distinct = [...new Set(found)]
    if (distinct.length === 0) return NONE
    const accessible = distinct.filter(usable)
    if (accessible.length === 0) return { kind: 'inaccessible', symbol: distinct[0]! }
    if (accessible.length === 1) return { kind: 'found', symbol: accessible[0]! }
    return { kind: 'ambiguous', symbols: accessible }
  }

  const canSee = (c: ClassSymbol): boolean => isClassAccessible(env, c, home)

  function staticClass(decl: ImportDecl, name: string): ClassSymbol | undefined {
    const owner = staticHome(decl)
    if (owner === undefined) return undefined
    const found = findMemberClass(env, owner, name, home)
    return found.kind === 'found' && (found.symbol.flags & Flags.STATIC) !== 0 ? found.symbol : undefined
  }

  function staticFieldIn(owner: ClassSymbol, name: string): VarSymbol | undefined {
    const seen: ClassSymbol[] = [owner]
    for (let i = 0; i < seen.length; i++) {
      const c = seen[i]!
      const field = c.fields.get(name)
      if (field !== undefined && (field.flags & Flags.STATIC) !== 0 && memberVisible(field, owner)) return field
      if (c.superclass !== undefined) seen.push(c.superclass.symbol)
      for (const s of c.interfaces) seen.push(s.symbol)
    }
    return undefined
  }

  function memberVisible(member: VarSymbol | MethodSymbol, owner: ClassSymbol): boolean {
    if ((member.flags & Flags.PUBLIC) !== 0) return true
    if ((member.flags & Flags.PRIVATE) !== 0) return packageOfClass(owner) === home && member.owner === owner
    if (packageOfClass(member.owner as ClassSymbol) === home) return true
    if ((member.flags & Flags.PROTECTED) === 0) return false
    // Protected static members are for subclasses: some class of the unit may be one.
    return env.sourceClasses.some((c) => packageOfClass(c) === home && isSubclass(c, member.owner as ClassSymbol))
  }

  function packageOfClass(c: ClassSymbol): PackageSymbol | undefined {
    let s: ClassSymbol['owner'] = c
    while (s.kind !== 'package') s = s.owner
    return s
  }

  function staticMethodsIn(owner: ClassSymbol, name: string): readonly MethodSymbol[] {
    return methodsNamed(env, owner.erasedType, name).filter(
      (m) => (m.flags & Flags.STATIC) !== 0 && isMemberOf(env, m, owner) && memberVisible(m, owner),
    )
  }

  /** Whose member what was found is: the first import counts. */
  const homes = new Map<VarSymbol | MethodSymbol, ClassSymbol>()
  const foundIn = (member: VarSymbol | MethodSymbol, owner: ClassSymbol): void => {
    if (!homes.has(member)) homes.set(member, owner)
  }
  const fieldCache = new Map<string, Lookup<VarSymbol>>()
  const methodCache = new Map<string, readonly MethodSymbol[]>()

  function findStaticField(name: string): Lookup<VarSymbol> {
    for (const decls of [singleStatic.get(name) ?? [], onDemandStatic]) {
      const found: VarSymbol[] = []
      for (const decl of decls) {
        const owner = staticHome(decl)
        const field = owner === undefined ? undefined : staticFieldIn(owner, name)
        if (owner === undefined || field === undefined) continue
        found.push(field)
        foundIn(field, owner)
      }
      if (found.length > 0) return oneOf(found, () => true)
    }
    return NONE
  }

  function findStaticMethods(name: string): readonly MethodSymbol[] {
    const found = new Set<MethodSymbol>()
    for (const decls of [singleStatic.get(name) ?? [], onDemandStatic]) {
      for (const decl of decls) {
        const owner = staticHome(decl)
        if (owner === undefined) continue
        for (const m of staticMethodsIn(owner, name)) {
          found.add(m)
          foundIn(m, owner)
        }
      }
      if (found.size > 0) break
    }
    return [...found]
  }

  function checkOne(decl: ImportDecl): void {
    const name = decl.name
    const last = name[name.length - 1]
    if (last === undefined) return
    const packageText = textOf(name.slice(0, -1))
    if (!decl.isStatic && decl.onDemand) {
      const whole = textOf(name)
      if (env.packageExists(whole) || importedClass(decl) !== undefined) return
      env.error(file, last, 'HL0111', whole)
      return
    }
    if (!decl.isStatic) {
      const symbol = importedClass(decl)
      if (symbol === undefined) {
        if (packageText !== '' && !env.packageExists(packageText) && classPrefix(packageText) === undefined) {
          env.error(file, last, 'HL0111', packageText)
          return
        }
        const names = env.classPath
          .listPackage(packageText.replaceAll('.', '/'))
          .map((n) => n.slice(packageText.length + 1))
        const near = nearestName(
          last.name,
          names.filter((n) => !n.includes('$')),
        )
        const hint = near === undefined ? undefined : `did you mean \`${packageText}.${near}\`?`
        env.errorWith(file, last, hint, 'HL0110', textOf(name))
      } else if (!canSee(symbol)) env.error(file, last, 'HL0112', textOf(name))
      return
    }
    const owner = staticHome(decl)
    if (owner === undefined) {
      const text = decl.onDemand ? textOf(name) : packageText
      const at = decl.onDemand ? last : (name[name.length - 2] ?? last)
      const above = text.includes('.') ? text.slice(0, text.lastIndexOf('.')) : ''
      if (above !== '' && !env.packageExists(above) && classPrefix(above) === undefined)
        env.error(file, at, 'HL0111', above)
      else env.error(file, at, 'HL0110', text)
      return
    }
    if (!canSee(owner)) {
      env.error(file, last, 'HL0112', owner.name)
      return
    }
    if (decl.onDemand) return
    const exists =
      staticFieldIn(owner, last.name) !== undefined ||
      staticMethodsIn(owner, last.name).length > 0 ||
      staticClass(decl, last.name) !== undefined
    if (!exists) env.error(file, decl, 'HL0113', last.name, owner.name)
  }

  function classPrefix(text: string): ClassSymbol | undefined {
    const first = text.replaceAll('.', '/')
    return env.loadClass(first)
  }

  return {
    singleType(name) {
      const found: ClassSymbol[] = []
      for (const decl of single.get(name) ?? []) {
        const symbol = importedClass(decl)
        if (symbol !== undefined) found.push(symbol)
      }
      if (found.length === 0) {
        // The unit's own classes stand before static imports of the same name.
        const own = unit.types.find((t) => t.name.name === name)?.symbol
        if (own !== undefined) return { kind: 'found', symbol: own }
      }
      for (const decl of singleStatic.get(name) ?? []) {
        const symbol = staticClass(decl, name)
        if (symbol !== undefined) found.push(symbol)
      }
      return oneOf(found, canSee)
    },
    onDemandType(name) {
      const found: ClassSymbol[] = []
      const inLang = env.loadClass(`java/lang/${name}`)
      if (inLang !== undefined && inLang.owner.kind === 'package' && canSee(inLang)) found.push(inLang)
      for (const decl of onDemand) {
        const packageName = textOf(decl.name)
        const direct = env.loadClass(`${packageName.replaceAll('.', '/')}/${name}`)
        if (direct !== undefined && direct.owner.kind === 'package') {
          if (canSee(direct) || found.length === 0) found.push(direct)
          continue
        }
        if (env.packageExists(packageName)) continue
        const owner = importedClass(decl)
        if (owner === undefined) continue
        const member = findMemberClass(env, owner, name, home)
        if (member.kind === 'found') found.push(member.symbol)
      }
      for (const decl of onDemandStatic) {
        const member = staticClass(decl, name)
        if (member !== undefined) found.push(member)
      }
      return oneOf(found, canSee)
    },
    staticField(name) {
      if (singleStatic.size === 0 && onDemandStatic.length === 0) return NONE
      let found = fieldCache.get(name)
      if (found === undefined) fieldCache.set(name, (found = findStaticField(name)))
      return found
    },
    staticMethods(name) {
      if (singleStatic.size === 0 && onDemandStatic.length === 0) return []
      let found = methodCache.get(name)
      if (found === undefined) methodCache.set(name, (found = findStaticMethods(name)))
      return found
    },
    homeOf: (member) => homes.get(member) ?? (member.owner as ClassSymbol),
    check() {
      for (const decl of unit.imports) checkOne(decl)
      for (const [name, decls] of single) {
        const symbols = new Map(decls.map((d) => [importedClass(d), d]))
        symbols.delete(undefined)
        if (symbols.size > 1) {
          const second = [...symbols.values()][1]!
          env.error(file, second, 'HL0114', name)
        }
        const own = unit.types.find((t) => t.name.name === name)
        const first = decls[0]!
        const imported = importedClass(first)
        if (own?.symbol !== undefined && imported !== undefined && imported !== own.symbol) {
          env.error(file, first, 'HL0114', name)
        }
      }
    },
    typeNames: () => [...single.keys()],
  }
}
