/** Control flow of compiled methods: what the text of the function looks like, and that it does what the interpreter does. */
import { expect, test } from 'vitest'
import { DEFAULT_TIERS, INTERPRETED, type VMOptions } from '../../vm/index.ts'
import { mainClass, PRINT_INT, run } from '../vm/machine.ts'

const compiled: Partial<VMOptions> = { tiers: { ...DEFAULT_TIERS, calls: 1, backEdges: 1 } }
const leaving: Partial<VMOptions> = { tiers: { ...DEFAULT_TIERS, calls: 1, backEdges: 1, reifyEvery: 3 } }
const interpreted: Partial<VMOptions> = {
  tiers: { ...DEFAULT_TIERS, calls: INTERPRETED, backEdges: INTERPRETED },
}

/** Runs `static int f(int)` for the arguments 0 to 40, several times over; the output of the modes has to be the same. */
function everywhere(method: string, calls = 40): string {
  const source = mainClass(
    'Main',
    `
  iconst_0
  istore_1
round:
  iconst_0
  istore_2
next:
  iload_2
  invokestatic Main f (I)I${PRINT_INT}
  iinc 2 1
  iload_2
  bipush ${calls}
  if_icmplt next
  iinc 1 1
  iload_1
  iconst_4
  if_icmplt round`,
    method,
  )
  const outcomes = [interpreted, compiled, leaving].map((options) => run({ Main: source }, options))
  for (const outcome of outcomes) expect(`${outcome.out}${outcome.err}`).toBe(`${outcomes[0]!.out}${outcomes[0]!.err}`)
  expect(outcomes[0]!.status).toBe(0)
  return outcomes[0]!.out
}

const method = (code: string, handlers = ''): string => `
.method static f (I)I
  .code stack 6 locals 8
${code}
${handlers}
  .end code
.end method
`

test('a loop that is entered at two places is irreducible', () => {
  const out = everywhere(
    method(`
  iconst_0
  istore_1
  iload_0
  iconst_1
  iand
  ifeq second
first:
  iinc 1 3
  iload_1
  bipush 50
  if_icmpgt end
second:
  iinc 1 5
  iload_1
  iload_0
  iadd
  bipush 90
  if_icmplt first
end:
  iload_1
  ireturn`),
  )
  const model = (n: number): number => {
    let l = 0
    for (let skip = (n & 1) === 0; ; skip = false) {
      if (!skip) l += 3
      if (!skip && l > 50) return l
      l += 5
      if (l + n >= 90) return l
    }
  }
  expect(out.split('\n').slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, n) => String(model(n))))
})

test('two irreducible loops, one in the other, with a switch', () => {
  const out = everywhere(
    method(`
  iconst_0
  istore_1
  iload_0
  iconst_3
  irem
  tableswitch 0
    a
    b
    c
    default : d
a:
  iinc 1 1
b:
  iinc 1 2
  iload_1
  bipush 9
  irem
  ifeq d
c:
  iinc 1 4
  iload_1
  bipush 60
  if_icmpgt end
  iload_1
  iconst_1
  iand
  ifeq b
  goto a
d:
  iinc 1 7
  iload_1
  bipush 70
  if_icmplt c
end:
  iload_1
  ireturn`),
  )
  expect(new Set(out.trim().split('\n')).size).toBeGreaterThan(1)
})

test('values stay on the operand stack over branches, exchanged', () => {
  everywhere(
    method(`
  iload_0
  bipush 7
  iload_0
  iconst_1
  iand
  ifeq even
  swap
even:
  dup_x1
  isub
  iload_0
  iconst_5
  if_icmplt small
  swap
  dup2
  iadd
  dup_x2
  pop
  isub
small:
  isub
  ireturn`),
  )
})

test('a loop with a handler that jumps back into its protected range', () => {
  const out = everywhere(
    method(
      `
  iconst_0
  istore_1
begin:
  iinc 1 1
  iload_1
  iload_0
  if_icmpge done
  iload_1
  iconst_3
  irem
  ifne begin
  new java/lang/RuntimeException
  dup
  invokespecial java/lang/RuntimeException <init> ()V
  athrow
end:
handler:
  pop
  iinc 1 2
  goto begin
done:
  iload_1
  ireturn`,
      '  .catch java/lang/RuntimeException from begin to end using handler',
    ),
  )
  // Each third step throws and takes two more: 3 becomes 5, 6 becomes 8 ...
  expect(out.split('\n')[39]).toBe('39')
})

test('long and double cross blocks and leave', () => {
  everywhere(
    method(`
  iload_0
  i2l
  lstore_1
  dconst_1
  dstore_3
  iconst_0
  istore 5
loop:
  iload 5
  iload_0
  if_icmpge out
  lload_1
  ldc2_w long 1000000007
  lmul
  iload 5
  i2l
  ladd
  lstore_1
  dload_3
  ldc2_w double 1.5
  dmul
  lload_1
  l2d
  dadd
  dstore_3
  iinc 5 1
  goto loop
out:
  lload_1
  dload_3
  d2l
  lxor
  dup2
  bipush 32
  lushr
  lxor
  l2i
  ireturn`),
  )
})
