/** What the compiler proposes for usual mistakes, one a line. */
import { expect, test } from 'vitest'
import { compile } from '../../compiler/index.ts'
import { createSourceFile, lineOf } from '../../compiler/source.ts'
import { libraryClassPath } from '../programs/in-process.ts'

const MISTAKES: readonly (readonly [string, string])[] = [
  ['system.out.println(1);', 'did you mean `System`?'],
  ['n = math.max(1, 2);', 'did you mean `Math`?'],
  ['arrays.sort(a);', 'did you mean `Arrays`?'],
  ['System.out.printn(1);', 'did you mean `print`?'],
  ['n = s.length;', 'did you mean `length()`?'],
  ['n = s.size();', 'did you mean `length()`?'],
  ['n = list.length;', 'did you mean `size()`?'],
  ['n = list.size;', 'did you mean `size()`?'],
  ['n = list.length();', 'did you mean `size()`?'],
  ['n = a.length();', 'did you mean `length`, without parentheses?'],
  ['n = a.size();', 'did you mean `length`, without parentheses?'],
  ['n = a.size;', 'did you mean `length`?'],
  ['n = a.lenght;', 'did you mean `length`?'],
  ['double d = Math.PI();', 'did you mean the field `PI`, without parentheses?'],
  ['int x = 3.5;', 'if that is meant, a cast to `int` is needed: `(int)`'],
  ['n = Math.pow(2, 3);', 'if that is meant, a cast to `int` is needed: `(int)`'],
  ['float f = 1.5;', 'write `1.5f`'],
  ['if (n = 3) n++;', 'did you mean `==`?'],
  ["s = 'c';", 'write `"c"`'],
  ['char c = "c";', "write `'c'`"],
  ['s = n;', '`String.valueOf(...)` makes a text of it'],
  ['n = s;', '`Integer.parseInt(...)` reads a number from a text'],
  ['Scanner in;', 'add `import java.util.Scanner;`'],
  ['string t;', 'did you mean `String`?'],
]

test('suggestions', () => {
  const head = 'import java.util.Arrays; class A { void m(int n, String s, int[] a, java.util.List<String> list) {\n'
  const source = createSourceFile('A.src', `${head}${MISTAKES.map(([line]) => line).join('\n')}\n} }`)
  const { diagnostics } = compile([source], libraryClassPath())
  const found = diagnostics.map(({ start, suggestion }) => [MISTAKES[lineOf(source, start) - 2]?.[0], suggestion])
  expect(found).toEqual(MISTAKES)
})
