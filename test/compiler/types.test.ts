/**
 * Names, types and declarations: errors stand on the lines where javac 17 has them (recorded in declarations.txt), and
 * the relations between types give the answers of the JLS. The library is a small one in mini-library.txt, so that
 * nothing here depends on the real one.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  classSignature,
  fieldSignature,
  methodDescriptorOf,
  methodSignature,
} from '../../compiler/2-check/descriptors.ts'
import { createEnvironment, type Environment } from '../../compiler/2-check/environment.ts'
import { methodsNamed } from '../../compiler/2-check/members.ts'
import { bridgesOf, checkClass } from '../../compiler/2-check/overrides.ts'
import {
  asSuper,
  capture,
  erasure,
  findDescriptor,
  isCastable,
  isSubtype,
  isSubtypeUnchecked,
  lub,
  methodTypeIn,
  typeToString,
} from '../../compiler/2-check/relations.ts'
import { completeAll, enterUnits } from '../../compiler/2-check/source-symbols.ts'
import type { Type } from '../../compiler/2-check/types.ts'
import { createReporter, type Diagnostic } from '../../compiler/diagnostics.ts'
import { lineOf } from '../../compiler/source.ts'
import { miniLibrary, sourceUnit } from './mini-library.ts'

const here = new URL('.', import.meta.url)
function checkFiles(files: ReadonlyMap<string, string>): { env: Environment; diagnostics: readonly Diagnostic[] } {
  const reporter = createReporter()
  const units = [...files].map(([path, text]) => sourceUnit(path, text, reporter))
  const none = { findClass: () => undefined, hasPackage: () => false, listPackage: () => [] }
  const env = createEnvironment(none, reporter, miniLibrary(reporter))
  enterUnits(env, units)
  completeAll(env)
  for (let i = 0; i < env.sourceClasses.length; i++) checkClass(env, env.sourceClasses[i]!)
  return { env, diagnostics: reporter.diagnostics }
}

function filesOf(text: string): Map<string, string> {
  const files = new Map<string, string>()
  let name = 'T.java'
  let lines: string[] = []
  for (const line of text.split('\n')) {
    if (!line.startsWith('//file ')) {
      lines.push(line)
      continue
    }
    if (lines.length > 0) files.set(name, lines.join('\n'))
    name = line.slice(7).trim()
    lines = []
  }
  files.set(name, lines.join('\n'))
  return files
}

describe('errors of declarations are where javac has them', () => {
  const cases = readFileSync(new URL('declarations.txt', here), 'utf8')
    .split(/^==== ?/m)
    .slice(1)
  for (const [i, text] of cases.entries()) {
    const end = text.indexOf('\n')
    const expected = text.slice(0, end).trim()
    const program = text.slice(end + 1)
    test(`${i}: ${program.trim().split('\n').slice(0, 2).join(' ').slice(0, 90)}`, () => {
      const places = checkFiles(filesOf(program)).diagnostics.map((d) => `${d.file.path}:${lineOf(d.file, d.start)}`)
      expect([...new Set(places)].sort().join(' ')).toBe(expected)
    })
  }
})

/** Types written as the fields of a class `T`, by field name. */
function typesOf(text: string): { env: Environment; types: Record<string, Type> } {
  const { env, diagnostics } = checkFiles(new Map([['T.java', text]]))
  expect(diagnostics.map((d) => `${d.code} ${d.args.join()}`)).toEqual([])
  const types: Record<string, Type> = {}
  for (const [name, field] of env.loadClass('T')!.fields) types[name] = field.type
  return { env, types }
}

describe('relations between types', () => {
  const { env, types } = typesOf(`import java.util.*; import java.util.function.*;
    class T<X, N extends Number & Comparable<N>> {
      Object object; String string; Integer integer; Long longBox; Number number; int i; long l; char c; byte b; double d; boolean z;
      List<String> ls; List<Object> lo; List<?> lw; List<? extends Number> len; List<? super Integer> lsi; List raw;
      ArrayList<String> als; ArrayList<Integer> ali; ArrayList rawAl; Collection<String> cs; X x; N n;
      int[] ia; long[] la; Object[] oa; String[] sa; int[][] iaa; Runnable r; Comparable<String> cmp; Comparable<? super String> cmpw;
      Function<? super String, ? extends Number> f; Comparator<String> cmpr; Enum<?> en; E e; Cloneable cl; java.io.Serializable ser;
      Iterable<? extends Collection<?>> it; List<List<String>> lls; List<ArrayList<String>> lals; List<? extends List<String>> lels;
      enum E { A } final class F {}
      F fin;
    }`)
  const t = (name: string): Type => {
    const type = types[name]
    if (type === undefined) throw new Error(name)
    return type
  }
  const sub = (a: string, b: string): boolean => isSubtype(env, t(a), t(b))

  test('subtyping (JLS 4.10)', () => {
    const yes =
      'string object,integer number,als ls,als cs,ls lw,ali len,ali lsi,als raw,raw object,ia object,ia cl,ia ser,sa oa,iaa oa,x object,n number,i l,c i,b d,string cmp,string cmpw,lals lels,e en'
    const no =
      'object string,integer longBox,ls lo,raw ls,lw ls,len lsi,ia la,ia oa,oa sa,x string,l i,c b,z i,i integer,lals lls,number n,cmp string'
    for (const pair of yes.split(',')) {
      const [a, b] = pair.split(' ') as [string, string]
      expect([pair, sub(a, b)]).toEqual([pair, true])
    }
    for (const pair of no.split(',')) {
      const [a, b] = pair.split(' ') as [string, string]
      expect([pair, sub(a, b)]).toEqual([pair, false])
    }
  })

  test('unchecked conversion (JLS 5.1.9)', () => {
    expect(isSubtypeUnchecked(env, t('raw'), t('ls'))).toBe('unchecked')
    expect(isSubtypeUnchecked(env, t('rawAl'), t('cs'))).toBe('unchecked')
    expect(isSubtypeUnchecked(env, t('raw'), t('lw'))).toBe(true)
    expect(isSubtypeUnchecked(env, t('lo'), t('ls'))).toBe(false)
  })

  test('casts (JLS 5.5)', () => {
    const expected: Record<string, boolean | 'unchecked'> = {
      'object string': true,
      'object ls': 'unchecked',
      'object lw': true,
      'cs als': true,
      'ls als': true,
      'lw als': 'unchecked',
      'ls ali': false,
      'lo ls': false,
      'integer string': false,
      'number integer': true,
      'r string': false,
      'r fin': false,
      'r number': true,
      'object i': true,
      'integer l': true,
      'longBox i': false,
      'number i': true,
      'i object': true,
      'i integer': true,
      'i longBox': false,
      'i z': false,
      'd c': true,
      'object ia': true,
      'oa sa': true,
      'ia la': false,
      'x string': true,
      'object x': 'unchecked',
      'len ali': 'unchecked',
      'r e': false,
      'raw ls': 'unchecked',
    }
    for (const [pair, answer] of Object.entries(expected)) {
      const [a, b] = pair.split(' ') as [string, string]
      expect([pair, isCastable(env, t(a), t(b))]).toEqual([pair, answer])
    }
  })

  test('least upper bounds (JLS 4.10.4)', () => {
    const show = (...names: string[]) => typeToString(lub(env, names.map(t)))
    expect(show('string', 'object')).toBe('Object')
    expect(show('als', 'ls')).toBe('List<String>')
    expect(show('ls', 'lo')).toBe('List<?>')
    expect(show('integer', 'longBox')).toMatch(/^Number & Comparable<\? extends /)
    expect(show('ia', 'la')).toBe('Object & Serializable & Cloneable')
    expect(show('sa', 'oa')).toBe('Object[]')
    expect(show('string', 'integer')).toMatch(/Serializable/)
  })

  test('views: supertypes, capture, members, function types', () => {
    const collection = env.loadClass('java/util/Collection')!
    expect(typeToString(asSuper(env, t('ali'), collection)!)).toBe('Collection<Integer>')
    expect(typeToString(asSuper(env, t('rawAl'), collection)!)).toBe('Collection')
    expect(typeToString(erasure(t('n')))).toBe('Number')
    const captured = capture(env, t('len'))
    const get = methodsNamed(env, captured, 'get')[0]!
    const result = methodTypeIn(env, captured, get).result
    expect(typeToString(result)).toBe('capture of ? extends Number')
    expect(isSubtype(env, result, t('number'))).toBe(true)
    const f = findDescriptor(env, t('f'))
    expect(f.ok && `${typeToString(f.type.params[0]!)} -> ${typeToString(f.type.result)}`).toBe('String -> Number')
    const comparator = findDescriptor(env, t('cmpr'))
    expect(comparator.ok && comparator.method.name).toBe('compare')
    expect(findDescriptor(env, t('cl')).ok).toBe(false)
  })
})

describe('what class files need', () => {
  const text = `import java.util.*;
    abstract class A<T extends Comparable<T>> implements Comparator<T> { abstract T make(T t); Map.Entry<String, ? super T> e; int i;
      <U extends T, E extends Exception> List<? extends U>[] m(U u, int... x) throws E { return null; } class In { T t; } In in; }
    class B extends A<String> { String make(String s) { return s; } public int compare(String a, String b) { return 0; } }
    enum E { X { int f() { return 1; } }; int f() { return 0; } }
    class C extends B { String make(String s) { return s; } }`
  const { env } = checkFiles(new Map([['A.java', text]]))

  test('signatures (JVMS 4.7.9.1)', () => {
    const a = env.loadClass('A')!
    expect(classSignature(a)).toBe('<T::Ljava/lang/Comparable<TT;>;>Ljava/lang/Object;Ljava/util/Comparator<TT;>;')
    expect(fieldSignature(a.fields.get('e')!)).toBe('Ljava/util/Map$Entry<Ljava/lang/String;-TT;>;')
    expect(fieldSignature(a.fields.get('i')!)).toBeUndefined()
    expect(fieldSignature(a.fields.get('in')!)).toBe('LA<TT;>.In;')
    const m = a.methods.get('m')![0]!
    expect(methodSignature(m)).toBe('<U:TT;E:Ljava/lang/Exception;>(TU;[I)[Ljava/util/List<+TU;>;^TE;')
    expect(methodDescriptorOf(m.type)).toBe('(Ljava/lang/Comparable;[I)[Ljava/util/List;')
    expect(classSignature(env.loadClass('E')!)).toBe('Ljava/lang/Enum<LE;>;')
  })

  test('bridges (JLS 15.12.4.5)', () => {
    const show = (name: string) => bridgesOf(env, env.loadClass(name)!).map((b) => b.name + methodDescriptorOf(b.type))
    expect(show('A')).toEqual([])
    expect(show('B').sort()).toEqual([
      'compare(Ljava/lang/Object;Ljava/lang/Object;)I',
      'make(Ljava/lang/Comparable;)Ljava/lang/Comparable;',
    ])
    expect(show('C')).toEqual(['make(Ljava/lang/Comparable;)Ljava/lang/Comparable;'])
  })
})
