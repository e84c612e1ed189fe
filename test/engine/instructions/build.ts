/**
 * The class files of the instruction table: Regular and Irregular are assembled, Main is compiled, and calls every method of
 * theirs again and again, so that compiled tiers see them too. It prints the same on every JVM (expected.txt: java's).
 *
 * Looking at one of them by hand: npx tsx test/engine/instructions/build.ts DIR writes the class files.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { joinClassPaths } from '../../../compiler/class-path.ts'
import { compile } from '../../../compiler/index.ts'
import { createSourceFile, lineOf } from '../../../compiler/source.ts'
import { libraryClassPath } from '../../programs/in-process.ts'
import { classBytes } from '../../vm/machine.ts'
import { CASES, ODD_CLASSES, oddClass, SUPPORT } from './irregular.ts'
import { EDGES, regular } from './regular.ts'

const DRIVER = `
  static final String DETAIL = System.getProperty("detail");
  static boolean last;
  static final StringBuilder out = new StringBuilder();

  static void print(String line) {
    out.append(line).append('\\n');
    if (out.length() > 8000) flush();
  }
  static void flush() {
    System.out.print(out);
    out.setLength(0);
  }
  static void result(String name, long hash) {
    if (last) print(name + " " + Long.toHexString(hash));
  }

  static long bits(int v) { return v; }
  static long bits(long v) { return v; }
  static long bits(float v) { return Float.floatToIntBits(v); }
  static long bits(double v) { return Double.doubleToLongBits(v); }

  static String show(int v) { return "int " + v; }
  static String show(long v) { return "long " + v; }
  static String show(float v) { return "float " + Integer.toHexString(Float.floatToIntBits(v)); }
  static String show(double v) { return "double " + Long.toHexString(Double.doubleToLongBits(v)); }
  static String show(boolean v) { return "boolean " + v; }
  static String show(char v) { return "char " + (int) v; }
  static String show(short v) { return "short " + v; }
  static String show(byte v) { return "byte " + v; }
  static String show(Object v) {
    if (v == null) return "null";
    if (v instanceof Throwable) return v.getClass().getName() + ": " + ((Throwable) v).getMessage();
    if (!v.getClass().isArray()) return v.getClass() == Object.class ? "an object" : v.toString();
    StringBuilder text = new StringBuilder(v.getClass().getName()).append(" {");
    int length = java.lang.reflect.Array.getLength(v);
    for (int i = 0; i < length; i++) {
      Object each = java.lang.reflect.Array.get(v, i);
      if (each instanceof Float) each = Integer.toHexString(Float.floatToIntBits((Float) each));
      if (each instanceof Double) each = Long.toHexString(Double.doubleToLongBits((Double) each));
      if (each instanceof Character) each = (int) (Character) each;
      text.append(i == 0 ? "" : ", ").append(each == v ? "itself" : show(each));
    }
    return text.append("}").toString();
  }

  static Shape shape;
  @SuppressWarnings("unchecked")
  static <T> T make(String name) {
    try {
      return (T) Class.forName(name).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  interface Step { String run(); }

  /** A case gives the same result every time. */
  static void repeat(String name, Step step) {
    String first = step.run();
    for (int i = 0; i < 40; i++) {
      String again = step.run();
      if (!again.equals(first)) {
        print(name + ": " + first + ", and in turn " + (i + 2) + " " + again);
        return;
      }
    }
    print(name + ": " + first);
  }
`

/** Calls in one method of the driver, which must not be larger than 64 KB. */
const CHUNK = 60

function driver(): { source: string; regularAssembly: string } {
  const { assembly, methods, calls } = regular()
  const steps: string[] = []
  const repeats: string[] = []
  for (const [name, descriptor, , ...args] of CASES) {
    const isVoid = descriptor.endsWith(')V')
    for (const arg of args) {
      const number = steps.length
      const call = `Irregular.${name}(${arg})`
      const body = isVoid ? `${call}; return "void";` : `return show(${call});`
      steps.push(`static String i${number}() { try { ${body} } catch (Throwable e) { return show(e); } }\n`)
      repeats.push(`repeat(${JSON.stringify(`${name}(${arg})`)}, Main::i${number});\n`)
    }
  }
  const chunks: string[] = []
  for (let at = 0; at < repeats.length; at += CHUNK) chunks.push(repeats.slice(at, at + CHUNK).join(''))
  const lines = calls.split('\n')
  const rounds: string[] = []
  for (let at = 0; at < lines.length; at += 500) rounds.push(lines.slice(at, at + 500).join('\n'))
  const source = `${SUPPORT}
public class Main {
${EDGES}${DRIVER}${methods}${steps.join('')}
${chunks.map((chunk, i) => `static void chunk${i}() {\n${chunk}}\n`).join('')}
${rounds.map((round, i) => `static void round${i}() {\n${round}}\n`).join('')}
public static void main(String[] args) {
  for (int round = 0; round < 3; round++) {
    last = round == 2;
    ${rounds.map((_, i) => `round${i}();`).join('\n')}
  }
  ${chunks.map((_, i) => `chunk${i}();`).join('\n')}
  flush();
}
}`
  return { source, regularAssembly: assembly }
}

/** All class files, by name. */
export function buildInstructionTable(): Map<string, Uint8Array> {
  const { source, regularAssembly } = driver()
  const irregular = CASES.map(
    ([name, descriptor, code]) =>
      `.method public static ${name} ${descriptor}\n.code\n${code.replaceAll('|', '\n')}\n.end code\n.end method\n`,
  )
  const classes = new Map([
    ['Regular', classBytes(regularAssembly)],
    ['Irregular', classBytes(`.version 50 0\n.class public super Irregular\n${irregular.join('')}`)],
    ...Object.entries(ODD_CLASSES).map(([name, rest]) => [name, classBytes(oddClass(name, rest))] as const),
  ])
  const assembled = { findClass: (name: string) => classes.get(name), hasPackage: () => false, listPackage: () => [] }
  const compiled = compile([createSourceFile('Main.java', source)], joinClassPaths([assembled, libraryClassPath()]))
  const errors = compiled.diagnostics.filter((each) => each.severity === 'error')
  if (errors.length > 0) {
    const lines = source.split('\n')
    throw new Error(errors.map((each) => `${each.code}: ${lines[lineOf(each.file, each.start) - 1]}`).join('\n'))
  }
  for (const each of compiled.classFiles) classes.set(each.name, each.bytes)
  return classes
}

if (process.argv[1] === import.meta.filename) {
  const directory = process.argv[2] ?? '.'
  mkdirSync(directory, { recursive: true })
  for (const [name, bytes] of buildInstructionTable()) writeFileSync(join(directory, `${name}.class`), bytes)
}
