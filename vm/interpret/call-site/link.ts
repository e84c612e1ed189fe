// Linking of invokedynamic call sites. The bootstrap methods that compilers use are known to the VM by name, and where a call site is
// as compilers write it, the VM makes its class by itself; none of them runs as guest code then. Every other call site, also one of
// those methods with arguments that do not fit, is linked in the language (general.ts), where they are ordinary methods and say
// what is wrong.
//
// A call site's target is a static method whose parameters are the operands; the address of its struct goes into the constant-pool
// cache entry.

import { slotsOfDescriptor, splitMethodDescriptor } from '../../classfile/descriptor.ts'
import {
  bigintOfLong,
  type ConstantPool,
  classNameAt,
  doubleOfBits,
  entryAt,
  findAttribute,
  floatOfBits,
  memberRefAt,
  nameAndTypeAt,
  REF,
  utf8At,
} from '../../classfile/model.ts'
import { doubleToString, floatToString } from '../../natives/java-lang-Double.ts'
import { checkMethodHandle, resolveClass, type RuntimeClass, vmBug } from '../../runtime/index.ts'
import { loadForLink } from '../../runtime/load.ts'
import { classAt } from '../../runtime/objects.ts'
import type { Machine } from '../machine.ts'
import { linkConcat, parseRecipe } from './concat.ts'
import { fitsLambda, isAssignable, loadTypes, type Types } from './fits.ts'
import { type LambdaShape, linkLambda, type MethodHandle } from './lambda.ts'
import { linkRecordMethod } from './record.ts'

interface Site {
  readonly vm: Machine
  readonly cls: RuntimeClass
  readonly pool: ConstantPool
  readonly name: string
  readonly descriptor: string
  /** Constant-pool indexes. */
  readonly args: readonly number[]
}

const LOOKUP = 'Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;'
const TYPE = 'Ljava/lang/invoke/MethodType;'
const HANDLE = 'Ljava/lang/invoke/MethodHandle;'
const SITE = 'Ljava/lang/invoke/CallSite;'

/** Those bootstrap methods, by owner, name and descriptor. */
const KNOWN: Readonly<Record<string, (site: Site) => number>> = {
  [`java/lang/invoke/StringConcatFactory.makeConcatWithConstants(${LOOKUP}${TYPE}Ljava/lang/String;[Ljava/lang/Object;)${SITE}`]:
    linkRecipe,
  [`java/lang/invoke/StringConcatFactory.makeConcat(${LOOKUP}${TYPE})${SITE}`]: linkOperands,
  [`java/lang/invoke/LambdaMetafactory.metafactory(${LOOKUP}${TYPE}${TYPE}${HANDLE}${TYPE})${SITE}`]: linkPlainLambda,
  [`java/lang/invoke/LambdaMetafactory.altMetafactory(${LOOKUP}${TYPE}[Ljava/lang/Object;)${SITE}`]: linkOtherLambda,
  [`java/lang/runtime/ObjectMethods.bootstrap(${LOOKUP}Ljava/lang/invoke/TypeDescriptor;Ljava/lang/Class;Ljava/lang/String;[${HANDLE})Ljava/lang/Object;`]:
    linkRecord,
}

/**
 * Method struct address of the target of the InvokeDynamic entry. 0: the status says that an exception is pending or a loader has to be
 * asked first, or else that the language has to link it.
 */
export function linkCallSite(vm: Machine, cls: RuntimeClass, cpIndex: number): number {
  if (cls.classFile === null) return vmBug('a call site without a class file')
  const { constantPool: pool, attributes } = cls.classFile
  const entry = entryAt(pool, cpIndex, 18)
  // That there is such a bootstrap method, and that its parts are constants of the right kinds, has been checked when the class was defined.
  const { methodIndex, args } = findAttribute(attributes, 'BootstrapMethods')!.methods[entry.bootstrapIndex]!
  const method = handleAt(pool, methodIndex)
  if (method.kind !== REF.invokeStatic || method.isInterface) return 0
  const link = KNOWN[`${method.owner}.${method.name}${method.descriptor}`]
  return link === undefined ? 0 : link({ vm, cls, pool, ...nameAndTypeAt(pool, entry.nameAndTypeIndex), args })
}

/** The library's own call sites are as its compiler wrote them. */
const isTrusted = ({ cls }: Site): boolean => cls.loader.parent === null

const areTags = ({ pool, args }: Site, tags: readonly number[]): boolean =>
  args.length === tags.length && tags.every((tag, i) => pool.entries[args[i]!]?.tag === tag)

// ---- strings

/** Slots that the operands of a concatenation may take. */
const MOST_SLOTS = 200
/** Numbers and strings; other constants have texts that only the language knows. */
const TEXT_TAGS: ReadonlySet<number | undefined> = new Set([3, 4, 5, 6, 8])

function linkRecipe(site: Site): number {
  const { pool, args } = site
  if (args.length === 0 || pool.entries[args[0]!]?.tag !== 8) return 0
  if (!args.every((each) => TEXT_TAGS.has(pool.entries[each]?.tag))) return 0
  const [recipe, ...constants] = args.map((each) => constantText(pool, each))
  return linkPieces(site, (operands) => parseRecipe(recipe!, constants, operands))
}

function linkOperands(site: Site): number {
  return site.args.length > 0 ? 0 : linkPieces(site, (operands) => new Array<null>(operands).fill(null))
}

function linkPieces(site: Site, pieces: (operands: number) => readonly (string | null)[] | null): number {
  const { vm, cls, descriptor } = site
  const { parameters } = splitMethodDescriptor(descriptor)!
  const recipe = pieces(parameters.length)
  if (recipe === null || parameters.reduce((sum, each) => sum + slotsOfDescriptor(each), 0) > MOST_SLOTS) return 0
  if (!isTrusted(site)) {
    const types = loadTypes(vm.rt, cls, descriptor)
    if (types === null || !isAssignable(vm.rt, vm.rt.wellKnown.string, types.result)) return 0
  }
  return linkConcat(vm, cls, descriptor, recipe)
}

// ---- lambdas

/** FLAG_* of LambdaMetafactory.altMetafactory. */
const FLAG_SERIALIZABLE = 1
const FLAG_MARKERS = 2
const FLAG_BRIDGES = 4

function linkPlainLambda(site: Site): number {
  return areTags(site, [16, 15, 16]) ? linkShape(site, shapeOf(site), []) : 0
}

function shapeOf({ pool, name, descriptor, args }: Site): LambdaShape {
  return {
    factoryType: descriptor,
    methodName: name,
    methodType: methodTypeAt(pool, args[0]!),
    implementation: handleAt(pool, args[1]!),
    instantiatedType: methodTypeAt(pool, args[2]!),
    markers: [],
    bridges: [],
    serializable: false,
  }
}

/** Flags, then counted markers and bridges as the flags say. */
function linkOtherLambda(site: Site): number {
  const { pool, args } = site
  const ints = args.map((each) => {
    const entry = pool.entries[each]
    return entry?.tag === 3 ? entry.value : -1
  })
  const flags = args.length > 3 ? ints[3]! : -1
  if (flags < 0) return 0
  const tags = [16, 15, 16, 3]
  const counted = (flag: number, tag: number): readonly number[] => {
    if ((flags & flag) === 0) return []
    const count = ints[tags.length] ?? -1
    const from = tags.length + 1
    tags.push(3)
    for (let i = 0; i < count && tags.length <= args.length; i++) tags.push(tag)
    return args.slice(from, tags.length)
  }
  const markers = counted(FLAG_MARKERS, 7)
  const bridges = counted(FLAG_BRIDGES, 16).map((each) =>
    pool.entries[each]?.tag === 16 ? methodTypeAt(pool, each) : '',
  )
  if (!areTags(site, tags) || ints.some((each, i) => tags[i] === 3 && each < 0)) return 0
  const serializable = (flags & FLAG_SERIALIZABLE) !== 0
  const names = markers.map((each) => classNameAt(pool, each))
  if (serializable) names.unshift('java/io/Serializable')
  return linkShape(site, { ...shapeOf(site), markers: names, bridges, serializable }, markers)
}

/** `markers`: constant-pool indexes of the classes. What is loaded is loaded in the order of the arguments. */
function linkShape(site: Site, shape: LambdaShape, markers: readonly number[]): number {
  const { vm, cls, args } = site
  const { rt } = vm
  if (isTrusted(site)) return linkLambda(vm, cls, shape)
  const factory = loadTypes(rt, cls, shape.factoryType)
  const declared = factory && loadTypes(rt, cls, shape.methodType)
  if (factory === null || declared === null || !checkMethodHandle(rt, cls, args[1]!)) return 0
  const used = loadTypes(rt, cls, shape.instantiatedType)
  if (used === null) return 0
  for (const each of markers) {
    const marker = resolveClass(rt, cls, each)
    if (marker === 0 || !classAt(rt, marker).isInterface) return 0
  }
  const bridges: Types[] = []
  for (const each of shape.bridges) {
    const types = loadTypes(rt, cls, each)
    if (types === null) return 0
    bridges.push(types)
  }
  if (shape.implementation.kind < REF.invokeVirtual) return 0
  const owner = loadForLink(rt, cls.loader, shape.implementation.owner)
  const implementation = owner && loadTypes(rt, cls, shape.implementation.descriptor)
  if (owner === null || implementation === null) return 0
  const types = { factory, declared, used, bridges, owner, implementation }
  return fitsLambda(rt, shape, types) ? linkLambda(vm, cls, shape) : 0
}

// ---- records

/** Of the class itself, with fields of it; everything else is for the library. */
function linkRecord(site: Site): number {
  const { vm, cls, pool, name, descriptor, args } = site
  const getters = args.slice(2)
  if (!areTags(site, [7, 8, ...getters.map(() => 15)]) || classNameAt(pool, args[0]!) !== cls.name) return 0
  const wanted: Readonly<Record<string, string>> = {
    toString: `(L${cls.name};)Ljava/lang/String;`,
    hashCode: `(L${cls.name};)I`,
    equals: `(L${cls.name};Ljava/lang/Object;)Z`,
  }
  const text = constantText(pool, args[1]!)
  const names = text === '' ? [] : text.split(';')
  if (wanted[name] !== descriptor || names.length !== getters.length || names.includes('')) return 0
  const components = getters.map((each) => handleAt(pool, each))
  if (components.some((each) => each.kind !== REF.getField || each.owner !== cls.name)) return 0
  if (!isTrusted(site)) {
    for (const each of getters) {
      if (!checkMethodHandle(vm.rt, cls, each)) return 0
    }
    // One that is static is the library's business; so are its words.
    const isField = ({ name: field, descriptor: type }: MethodHandle): boolean =>
      cls.fields.some((each) => each.name === field && each.descriptor === type && (each.flags & 0x8) === 0)
    if (!components.every(isField)) return 0
  }
  return linkRecordMethod(vm, cls, name, descriptor, names, components)
}

// ---- constants

function handleAt(pool: ConstantPool, index: number): MethodHandle {
  const entry = entryAt(pool, index, 15)
  const member = memberRefAt(pool, entry.referenceIndex)
  return {
    kind: entry.referenceKind,
    owner: member.className,
    name: member.name,
    descriptor: member.descriptor,
    isInterface: member.tag === 11,
  }
}

function methodTypeAt(pool: ConstantPool, index: number): string {
  return utf8At(pool, entryAt(pool, index, 16).descriptorIndex)
}

/** A number or string as string concatenation prints it. */
function constantText(pool: ConstantPool, index: number): string {
  const entry = pool.entries[index]
  switch (entry?.tag) {
    case 3:
      return String(entry.value)
    case 4:
      return floatToString(floatOfBits(entry.bits))
    case 5:
      return String(bigintOfLong(entry.hi, entry.lo))
    case 6:
      return doubleToString(doubleOfBits(entry.hi, entry.lo))
    default:
      return utf8At(pool, entryAt(pool, index, 8).stringIndex)
  }
}
