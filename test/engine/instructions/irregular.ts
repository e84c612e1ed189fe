/**
 * Cases for everything that is not a pure instruction: a method in text assembly, and the calls that the driver makes of it,
 * as HL arguments. The result of each call, or the exception with its message, is printed.
 */

/** Name, descriptor, code, calls. The code's lines are divided by bars. */
type Case = readonly [name: string, descriptor: string, code: string, ...calls: string[]]

/** `Irregular` has version 50: subroutines are allowed, and no stack map is needed. */
const ARRAYS: readonly (readonly [
  letter: string,
  type: string,
  stack: string,
  array: string,
  values: readonly string[],
])[] = [
  ['i', 'I', 'I', 'new int[] {5, -6, 7}', ['INTS[28]', '0x7fffffff', '-1']],
  ['l', 'J', 'J', 'new long[] {5, -6, 1L << 40}', ['Long.MIN_VALUE', '-1', '0x123456789abcdefL']],
  ['f', 'F', 'F', 'new float[] {1.5f, -0f, Float.NaN}', ['-0f', 'Float.NaN', '1e-45f']],
  ['d', 'D', 'D', 'new double[] {1.5, -0.0, Double.NaN}', ['-0.0', 'Double.NaN', '4.9e-324']],
  ['c', 'C', 'I', "new char[] {'a', '\\uffff', 0}", ['65536 + 97', '-1', '0x8000']],
  ['s', 'S', 'I', 'new short[] {1, -32768, 32767}', ['32768', '-1', '65536 + 5']],
  ['b', 'B', 'I', 'new byte[] {1, -128, 127}', ['128', '255', '256 + 7', '-129']],
  ['b', 'Z', 'I', 'new boolean[] {true, false, true}', ['0', '1', '2', '3', '255', '256']],
]

const INDEXES = ['0', '2', '3', '-1', '0x7fffffff', '0x80000000', '65536']

function arrayCases(): Case[] {
  return ARRAYS.flatMap(([letter, type, stack, array, values]): Case[] => {
    const s = stack === 'J' ? 'l' : stack.toLowerCase()
    const none = `(${HL_TYPES[type]}[]) null`
    return [
      [
        `load_${type}`,
        `([${type}I)${stack}`,
        `aload_0|iload_1|${letter}aload|${s}return`,
        ...INDEXES.map((index) => `${array}, ${index}`),
        `${none}, 0`,
        `${none}, -1`,
      ],
      [
        `store_${type}`,
        `([${type}I${stack})[${type}`,
        `aload_0|iload_1|${s}load_2|${letter}astore|aload_0|areturn`,
        ...values.map((value) => `${array}, 1, ${value}`),
        ...INDEXES.map((index) => `${array}, ${index}, ${values[0]}`),
        `${none}, 7, ${values[0]}`,
      ],
    ]
  })
}

export const HL_TYPES: Readonly<Record<string, string>> = {
  I: 'int',
  J: 'long',
  F: 'float',
  D: 'double',
  C: 'char',
  S: 'short',
  B: 'byte',
  Z: 'boolean',
  A: 'Object',
}

/** Static and instance fields of every type, in class Fields of the driver. */
function fieldCases(): Case[] {
  const values: Readonly<Record<string, readonly string[]>> = {
    I: ['0x80000000', '7'],
    J: ['0x8000000000000001L', '-1'],
    F: ['-0f', 'Float.NaN'],
    D: ['-0.0', 'Double.MIN_VALUE'],
    C: ['-1', '65536 + 66'],
    S: ['32768', '-1'],
    B: ['128', '-129'],
    Z: ['0', '1', '2', '3'],
    A: ['"text"', 'null'],
  }
  return Object.keys(values).flatMap((type): Case[] => {
    const descriptor = type === 'A' ? 'Ljava/lang/Object;' : type
    const stack = 'CSBZ'.includes(type) ? 'I' : descriptor
    const s = type === 'A' ? 'a' : stack === 'J' ? 'l' : stack.toLowerCase()
    const two = type === 'J' || type === 'D'
    return [
      [
        `static_${type}`,
        `(${stack})${stack}`,
        `${s}load_0|putstatic Fields s${type} ${descriptor}|getstatic Fields s${type} ${descriptor}|${s}return`,
        ...values[type]!,
      ],
      [
        `field_${type}`,
        `(LFields;${stack})${stack}`,
        `aload_0|${s}load_1|putfield Fields f${type} ${descriptor}|aload_0|getfield Fields f${type} ${descriptor}|${s}return`,
        ...values[type]!.map((value) => `new Fields(), ${value}`),
        `null, ${values[type]![0]}`,
      ],
      [
        `field_${type}_default`,
        `(LFields;)${stack}`,
        `aload_0|getfield Fields f${type} ${descriptor}|${s}return`,
        'new Fields()',
        'null',
      ],
      // Neighbours are not touched.
      [
        `field_${type}_all`,
        `(LFields;${stack})LFields;`,
        `aload_0|${s}load_1|putfield Fields f${type} ${descriptor}|aload_0|areturn`,
        `Fields.full(), ${values[type]![0]}`,
      ],
      [
        `locals_${type}`,
        `(${stack})${stack}`,
        `${s}load_0|${s}store_0|` +
          [0, 1, 2, 3].map((n) => `${s}load_${n}|${s}store_${n + (n < 3 ? 1 : 0)}`).join('|') +
          `|${s}load_3|${s}store 4|${s}load 4|wide ${s}store ${two ? 300 : 299}|wide ${s}load ${two ? 300 : 299}|${s}return`,
        ...values[type]!,
      ],
    ]
  })
}

const REFERENCES: readonly Case[] = [
  [
    'aaload',
    '([Ljava/lang/Object;I)Ljava/lang/Object;',
    'aload_0|iload_1|aaload|areturn',
    ...INDEXES.map((i) => `new String[] {"a", null, "c"}, ${i}`),
    'null, 1',
    'new int[2][], 1',
  ],
  [
    'aastore',
    '([Ljava/lang/Object;ILjava/lang/Object;)[Ljava/lang/Object;',
    'aload_0|iload_1|aload_2|aastore|aload_0|areturn',
    'new Object[3], 0, "x"',
    'new String[3], 2, "x"',
    'new String[3], 2, null',
    'new String[3], 2, Integer.valueOf(5)',
    'new String[3], 3, Integer.valueOf(5)',
    'new String[3], -1, "x"',
    'null, 0, "x"',
    'new Integer[1], 0, "x"',
    'new Number[1], 0, Integer.valueOf(5)',
    'new Number[1], 0, "x"',
    'new CharSequence[1], 0, "x"',
    'new CharSequence[1], 0, new Base()',
    'new Runnable[1], 0, new Object[0]',
    'new Cloneable[1], 0, new int[0]',
    'new java.io.Serializable[1], 0, new int[0][]',
    'new int[2][], 1, new int[] {4}',
    'new int[2][], 1, new long[] {4}',
    'new int[2][], 1, new int[1][1]',
    'new Object[2][], 1, new String[] {"s"}',
    'new Object[2][], 1, new int[1]',
    'new Object[2][], 1, new int[1][1]',
    'new Object[2][], 1, "x"',
    'new String[2][], 1, new Object[1]',
    'new Base[1], 0, new Derived()',
    'new Derived[1], 0, new Base()',
    'new Shape[1], 0, new Derived()',
    'new Shape[1], 0, new Base()',
  ],
  [
    'aastore_self',
    '([Ljava/lang/Object;)Ljava/lang/Object;',
    'aload_0|iconst_0|aload_0|aastore|aload_0|iconst_0|aaload|aload_0|if_acmpeq Same|ldc "other"|areturn|Same:|ldc "same"|areturn',
    'new Object[1]',
    'new String[1]',
    'new Object[1][]',
  ],
  [
    'arraylength',
    '(Ljava/lang/Object;)I',
    'aload_0|checkcast [I|arraylength|ireturn',
    'new int[0]',
    'new int[77]',
    'null',
    'new long[3]',
    '"x"',
  ],
  [
    'acmp',
    '(Ljava/lang/Object;Ljava/lang/Object;)I',
    'aload_0|aload_1|if_acmpeq E|aload_0|aload_1|if_acmpne N|iconst_m1|ireturn|E:|iconst_1|ireturn|N:|iconst_0|ireturn',
    '"a", "a"',
    '"a", "b"',
    'null, null',
    'null, "a"',
    'new int[0], new int[0]',
  ],
  [
    'nulls',
    '(Ljava/lang/Object;)I',
    'aload_0|ifnull E|aload_0|ifnonnull N|iconst_m1|ireturn|E:|iconst_1|ireturn|N:|iconst_0|ireturn',
    'null',
    '"x"',
    'new int[0]',
  ],
  ['aconst_null', '()Ljava/lang/Object;', 'aconst_null|areturn', ''],
]

const CAST_TARGETS = [
  'java/lang/Object',
  'java/lang/String',
  'java/lang/CharSequence',
  'Base',
  'Derived',
  'Shape',
  '[I',
  '[J',
  '[[I',
  '[Ljava/lang/Object;',
  '[Ljava/lang/String;',
  '[LBase;',
  '[LShape;',
  '[[Ljava/lang/Object;',
  'java/lang/Cloneable',
  'java/io/Serializable',
  'java/lang/Comparable',
]
const CAST_VALUES = [
  'null',
  '"text"',
  'new Base()',
  'new Derived()',
  'Integer.valueOf(3)',
  'new Object()',
  'new int[1]',
  'new long[1]',
  'new int[1][1]',
  'new String[1]',
  'new Object[1]',
  'new Derived[1]',
  'new Derived[1][1]',
  'new Shape[1]',
  'Main.class',
  'new Thread[0][0][0]',
]

function castCases(): Case[] {
  return CAST_TARGETS.flatMap((target, i): Case[] => [
    [
      `checkcast_${i}`,
      '(Ljava/lang/Object;)Ljava/lang/String;',
      `aload_0|checkcast ${target}|pop|ldc "yes"|areturn`,
      ...CAST_VALUES,
    ],
    [`instanceof_${i}`, '(Ljava/lang/Object;)I', `aload_0|instanceof ${target}|ireturn`, ...CAST_VALUES],
  ])
}

const ALLOCATION: readonly Case[] = [
  ...['boolean', 'char', 'float', 'double', 'byte', 'short', 'int', 'long'].map(
    (type): Case => [
      `newarray_${type}`,
      '(I)Ljava/lang/Object;',
      `iload_0|newarray ${type}|areturn`,
      '0',
      '3',
      '-1',
      '0x80000000',
    ],
  ),
  ['anewarray', '(I)Ljava/lang/Object;', 'iload_0|anewarray java/lang/String|areturn', '0', '2', '-5'],
  ['anewarray_arrays', '(I)Ljava/lang/Object;', 'iload_0|anewarray [[J|areturn', '0', '2', '-5'],
  ['anewarray_missing', '(I)Ljava/lang/Object;', 'iload_0|anewarray Missing|areturn', '0', '-1'],
  ['multianewarray_1', '(I)Ljava/lang/Object;', 'iload_0|multianewarray [[I 1|areturn', '0', '2', '-1'],
  [
    'multianewarray_2',
    '(II)Ljava/lang/Object;',
    'iload_0|iload_1|multianewarray [[I 2|areturn',
    '0, 0',
    '2, 3',
    '2, 0',
    '0, 5',
    '-1, 5',
    '5, -1',
    '-2, -3',
    '0, -1',
  ],
  [
    'multianewarray_3',
    '(III)Ljava/lang/Object;',
    'iload_0|iload_1|iload_2|multianewarray [[[[LBase; 3|areturn',
    '1, 2, 3',
    '2, 0, 3',
    '2, 0, -3',
    '1, -2, 3',
    '0, 0, -1',
    '2, 2, 0',
  ],
  [
    'multianewarray_8',
    '(I)Ljava/lang/Object;',
    'iload_0|iconst_1|iconst_2|iconst_1|iconst_1|multianewarray [[[[[D 5|areturn',
    '2',
    '-7',
  ],
  ['new_object', '()Ljava/lang/Object;', 'new Base|dup|invokespecial Base <init> ()V|areturn', ''],
  ['new_abstract', '()Ljava/lang/Object;', 'new Abstract|dup|invokespecial Abstract <init> ()V|areturn', ''],
  ['new_interface', '()Ljava/lang/Object;', 'new Shape|pop|aconst_null|areturn', ''],
  ['new_missing', '()Ljava/lang/Object;', 'new Missing|dup|invokespecial Missing <init> ()V|areturn', ''],
  ['new_failing', '()Ljava/lang/Object;', 'new Failing|dup|invokespecial Failing <init> ()V|areturn', ''],
]

const CALLS: readonly Case[] = [
  [
    'static_call',
    '(IJDF)J',
    'iload_0|lload_1|dload_3|fload 5|invokestatic Base mixed (IJDF)J|lreturn',
    '1, 2, 3.9, 4.9f',
    '-1, Long.MIN_VALUE, Double.NaN, 1e30f',
  ],
  [
    'virtual',
    '(LBase;)Ljava/lang/String;',
    'aload_0|invokevirtual Base who ()Ljava/lang/String;|areturn',
    'new Base()',
    'new Derived()',
    'null',
  ],
  [
    'virtual_object',
    '(Ljava/lang/Object;)Ljava/lang/String;',
    'aload_0|invokevirtual java/lang/Object toString ()Ljava/lang/String;|areturn',
    '"s"',
    'Integer.valueOf(4)',
    'new Derived()',
    'null',
  ],
  [
    'virtual_array',
    '([I)Ljava/lang/Object;',
    'aload_0|invokevirtual [I clone ()Ljava/lang/Object;|areturn',
    'new int[] {1, 2}',
    'null',
  ],
  [
    'virtual_array_text',
    '([Ljava/lang/String;)Ljava/lang/Object;',
    'aload_0|invokevirtual [Ljava/lang/String; clone ()Ljava/lang/Object;|areturn',
    'new String[] {"x"}',
    'null',
  ],
  [
    'virtual_final',
    '(LBase;I)I',
    'aload_0|iload_1|invokevirtual Base last (I)I|ireturn',
    'new Base(), 4',
    'new Derived(), 4',
    'null, 4',
  ],
  [
    'special',
    '(LDerived;)Ljava/lang/String;',
    'aload_0|invokestatic Base viaSuper (LDerived;)Ljava/lang/String;|areturn',
    'new Derived()',
    'null',
  ],
  [
    'interface_call',
    '(LShape;I)I',
    'aload_0|iload_1|invokeinterface Shape area (I)I|ireturn',
    'new Derived(), 5',
    'new Square(), 5',
    'null, 1',
  ],
  [
    'interface_default',
    '(LShape;)Ljava/lang/String;',
    'aload_0|invokeinterface Shape name ()Ljava/lang/String;|areturn',
    'new Derived()',
    'new Square()',
    'null',
  ],
  [
    'interface_wrong',
    '(Ljava/lang/Object;)I',
    'aload_0|iconst_1|invokeinterface Shape area (I)I|ireturn',
    'new Base()',
    '"x"',
    'new int[0]',
    'null',
    'new Square()',
  ],
  ['interface_gap', '(LShape;)I', 'aload_0|iconst_1|invokeinterface Shape area (I)I|ireturn', 'Main.make("Gap")'],
  ['interface_hidden', '(LShape;)I', 'aload_0|iconst_1|invokeinterface Shape area (I)I|ireturn', 'Main.make("Hidden")'],
  ['interface_object', '(LShape;)I', 'aload_0|invokeinterface Shape hashCode ()I|ireturn', 'new Square()', 'null'],
  ['abstract_gap', '(LAbstract;)I', 'aload_0|invokevirtual Abstract need ()I|ireturn', 'Main.make("NoNeed")'],
  ['no_method', '(LBase;)I', 'aload_0|iconst_1|invokevirtual Base missing (I)I|ireturn', 'new Base()', 'null'],
  ['no_static', '(J)V', 'lload_0|ldc "x"|invokestatic Base missing (JLjava/lang/String;)V|return', '1'],
  [
    'no_interface_method',
    '(LShape;)V',
    'aload_0|iconst_1|anewarray java/lang/String|invokeinterface Shape missing ([Ljava/lang/String;)V|return',
    'new Square()',
  ],
  [
    'static_as_virtual',
    '(LBase;)J',
    'aload_0|iconst_1|lconst_1|dconst_1|fconst_1|invokevirtual Base mixed (IJDF)J|lreturn',
    'new Base()',
  ],
  ['virtual_as_static', '()Ljava/lang/String;', 'invokestatic Base who ()Ljava/lang/String;|areturn', ''],
  [
    'class_as_interface',
    '(LBase;)Ljava/lang/String;',
    'aload_0|invokeinterface Base who ()Ljava/lang/String;|areturn',
    'new Base()',
  ],
  ['interface_as_class', '(LSquare;)I', 'aload_0|iconst_1|invokevirtual Shape area (I)I|ireturn', 'new Square()'],
  ['private_method', '(LBase;)I', 'aload_0|invokevirtual Base secret ()I|ireturn', 'new Base()'],
  ['private_field', '(LBase;)I', 'aload_0|getfield Base hidden I|ireturn', 'new Base()'],
  ['no_field', '(LBase;)I', 'aload_0|getfield Base missing I|ireturn', 'new Base()'],
  ['no_field_type', '(LFields;)J', 'aload_0|getfield Fields fI J|lreturn', 'new Fields()'],
  ['static_field_as_instance', '(LFields;)I', 'aload_0|getfield Fields sI I|ireturn', 'new Fields()'],
  ['instance_field_as_static', '()I', 'getstatic Fields fI I|ireturn', ''],
  ['final_field', '(LBase;)V', 'aload_0|iconst_1|putfield Base fixed I|return', 'new Base()'],
  ['missing_class', '()I', 'invokestatic Missing f ()I|ireturn', ''],
  ['failing_class', '()I', 'getstatic Failing x I|ireturn', ''],
  [
    'deep',
    '(I)I',
    'iload_0|ifne More|iconst_0|ireturn|More:|iload_0|iconst_1|isub|invokestatic Irregular deep (I)I|iconst_1|iadd|ireturn',
    '0',
    '1',
    '900',
  ],
  [
    'many_arguments',
    '(IJIJIJIJIJ)J',
    'iload_0|i2l|lload_1|ladd|iload_3|i2l|ladd|lload 4|ladd|iload 6|i2l|ladd|lload 7|ladd|iload 9|i2l|ladd|lload 10|ladd|iload 12|i2l|ladd|lload 13|ladd|lreturn',
    '1, 2, 3, 4, 5, 6, 7, 8, 9, 1L << 40',
  ],
]

const CONTROL: readonly Case[] = [
  [
    'tableswitch',
    '(I)I',
    'iload_0|tableswitch -2|A|B|A|C|default : D|A:|iconst_1|ireturn|B:|iconst_2|ireturn|C:|iconst_3|ireturn|D:|iconst_4|ireturn',
    '-3',
    '-2',
    '-1',
    '0',
    '1',
    '2',
    '0x80000000',
    '0x7fffffff',
  ],
  [
    'tableswitch_low',
    '(I)I',
    'iload_0|tableswitch -2147483648|A|B|default : D|A:|iconst_1|ireturn|B:|iconst_2|ireturn|D:|iconst_4|ireturn',
    '0x80000000',
    '0x80000001',
    '0x80000002',
    '0',
    '-1',
    '0x7fffffff',
  ],
  [
    'tableswitch_high',
    '(I)I',
    'iload_0|tableswitch 2147483646|A|B|default : D|A:|iconst_1|ireturn|B:|iconst_2|ireturn|D:|iconst_4|ireturn',
    '0x7fffffff',
    '0x7ffffffe',
    '0x7ffffffd',
    '0x80000000',
    '-2',
    '-1',
  ],
  [
    'tableswitch_one',
    '(I)I',
    'iload_0|tableswitch 5|A|default : D|A:|iconst_1|ireturn|D:|iconst_4|ireturn',
    '4',
    '5',
    '6',
  ],
  [
    'tableswitch_loop',
    '(I)I',
    'iconst_0|istore_1|Head:|iinc 1 3|iinc 0 -1|iload_0|tableswitch 0|End|Head|Skip|default : Head|Skip:|iinc 1 100|goto Head|End:|iload_1|ireturn',
    '5',
    '1',
    '2',
  ],
  [
    'lookupswitch',
    '(I)I',
    'iload_0|lookupswitch|-2147483648 : A|-7 : B|0 : C|9 : B|2147483647 : A|default : D|A:|iconst_1|ireturn|B:|iconst_2|ireturn|C:|iconst_3|ireturn|D:|iconst_4|ireturn',
    '0x80000000',
    '-7',
    '-8',
    '0',
    '1',
    '9',
    '0x7fffffff',
    '0x7ffffffe',
  ],
  ['lookupswitch_empty', '(I)I', 'iload_0|lookupswitch|default : D|D:|iconst_4|ireturn', '0', '-1'],
  [
    'goto_w',
    '(I)I',
    'iload_0|ifeq Zero|goto_w Other|Back:|iconst_5|ireturn|Zero:|iconst_0|ireturn|Other:|goto Back',
    '0',
    '1',
  ],
  [
    'jsr',
    '(I)I',
    'iload_0|istore_1|jsr Twice|jsr_w Twice|iload_1|ireturn|Twice:|astore_2|iload_1|iconst_2|imul|istore_1|ret 2',
    '5',
    '-3',
    '0x40000001',
  ],
  ['wide_ret', '(I)I', 'jsr Add|iload_0|ireturn|Add:|wide astore 300|iinc 0 7|wide ret 300', '5'],
  [
    'finally_jsr',
    '(I)I',
    'iconst_0|istore_1|From:|bipush 100|iload_0|idiv|istore_1|jsr Done|iload_1|ireturn|To:|Handler:|astore 4|jsr Done|iload_1|ireturn|Done:|astore_3|wide iinc 1 1000|ret 3|.catch any from From to To using Handler',
    '7',
    '0',
  ],
  [
    'iinc',
    '(I)I',
    'iinc 0 127|iinc 0 -128|wide iinc 0 32767|wide iinc 0 -32768|iinc 0 1|iload_0|ireturn',
    '0',
    '0x7fffffff',
    '0x80000000',
  ],
  ['iinc_overflow', '(I)I', 'iinc 0 1|iload_0|ireturn', '0x7fffffff', '-1', '0x80000000'],
  [
    'loop',
    '(I)I',
    'iconst_0|istore_1|Head:|iload_0|ifle End|iload_1|iload_0|iadd|istore_1|iinc 0 -1|goto Head|End:|iload_1|ireturn',
    '0',
    '10',
    '1000',
    '-5',
  ],
  [
    'two_loops',
    '(I)J',
    'lconst_0|lstore_1|Outer:|iload_0|ifle End|iload_0|istore_3|Inner:|iload_3|ifle Next|lload_1|iload_3|i2l|ladd|lstore_1|iinc 3 -2|goto Inner|Next:|iinc 0 -1|goto Outer|End:|lload_1|lreturn',
    '0',
    '7',
    '60',
  ],
  // Two ways into one loop: no structured program has it.
  [
    'irreducible',
    '(I)I',
    'iconst_0|istore_1|iload_0|iconst_1|iand|ifeq Second|First:|iinc 1 10|Second:|iinc 1 1|iinc 0 -1|iload_0|ifgt First|iload_1|ireturn',
    '0',
    '1',
    '2',
    '9',
    '10',
  ],
  [
    'backwards',
    '(I)I',
    'goto Start|Middle:|iinc 0 5|goto End|Start:|iload_0|ifge Middle|iinc 0 -1|End:|iload_0|ireturn',
    '1',
    '-1',
  ],
  [
    'stack_over_branch',
    '(I)I',
    'bipush 9|iload_0|ifeq Zero|iload_0|goto Join|Zero:|bipush 77|Join:|isub|ireturn',
    '0',
    '3',
  ],
  [
    'long_stack_over_branch',
    '(IJ)J',
    'lload_1|lload_1|lconst_1|ladd|iload_0|ifeq Zero|lmul|goto Join|Zero:|lsub|Join:|lreturn',
    '0, 5',
    '1, 1L << 31',
  ],
  ['nop', '()I', 'nop|iconst_3|nop|ireturn', ''],
]

const STACK: readonly Case[] = [
  ['pop', '()I', 'iconst_1|iconst_2|pop|ireturn', ''],
  ['pop2', '()I', 'iconst_1|iconst_2|iconst_3|pop2|ireturn', ''],
  ['pop2_long', '()I', 'iconst_1|lconst_1|pop2|ireturn', ''],
  ['dup', '(I)I', 'iload_0|dup|imul|ireturn', '7', '65536'],
  ['dup_x1', '()I', 'iconst_3|iconst_5|dup_x1|bipush 10|imul|iadd|imul|ireturn', ''],
  ['dup_x2', '()I', 'iconst_2|iconst_3|iconst_5|dup_x2|imul|isub|imul|ireturn', ''],
  ['dup_x2_long', '(J)J', 'lload_0|bipush 9|dup_x2|i2l|lmul|lstore_2|i2l|lload_2|lsub|lreturn', '1L << 33', '-5'],
  ['dup2', '()I', 'iconst_2|iconst_5|dup2|isub|imul|isub|ireturn', ''],
  ['dup2_long', '(J)J', 'lload_0|dup2|lmul|lreturn', '3037000500L', '-7'],
  ['dup2_double', '(D)D', 'dload_0|dup2|dmul|dreturn', '1.5', '-0.0'],
  ['dup2_x1', '()I', 'iconst_2|iconst_3|iconst_5|dup2_x1|isub|imul|isub|imul|ireturn', ''],
  ['dup2_x1_long', '(J)J', 'iconst_4|lload_0|dup2_x1|lstore_2|i2l|lload_2|ladd|lmul|lreturn', '1L << 33'],
  ['dup2_x2', '()I', 'iconst_1|iconst_2|iconst_3|iconst_5|dup2_x2|imul|isub|imul|isub|imul|ireturn', ''],
  [
    'dup2_x2_long_int',
    '(J)J',
    'lload_0|iconst_3|iconst_5|dup2_x2|imul|i2l|lmul|lstore_2|isub|i2l|lload_2|ladd|lreturn',
    '1L << 33',
  ],
  [
    'dup2_x2_int_long',
    '(J)J',
    'iconst_3|iconst_5|lload_0|dup2_x2|lstore_2|isub|i2l|lload_2|lmul|lsub|lreturn',
    '1L << 33',
  ],
  ['dup2_x2_longs', '(J)J', 'lload_0|ldc2_w long 10|dup2_x2|lmul|lsub|lreturn', '1L << 33'],
  ['swap', '()I', 'iconst_2|bipush 9|swap|isub|ireturn', ''],
  ['swap_reference', '(Ljava/lang/Object;)I', 'aload_0|iconst_3|swap|pop|ireturn', '"x"'],
]

const CONSTANTS: readonly Case[] = [
  ...['m1', '0', '1', '2', '3', '4', '5'].map((n): Case => [`iconst_${n}`, '()I', `iconst_${n}|ireturn`, '']),
  ...['0', '1'].map((n): Case => [`lconst_${n}`, '()J', `lconst_${n}|lreturn`, '']),
  ...['0', '1', '2'].map((n): Case => [`fconst_${n}`, '()F', `fconst_${n}|freturn`, '']),
  ...['0', '1'].map((n): Case => [`dconst_${n}`, '()D', `dconst_${n}|dreturn`, '']),
  ['bipush', '()I', 'bipush -128|bipush 127|isub|ireturn', ''],
  ['sipush', '()I', 'sipush -32768|sipush 32767|isub|ireturn', ''],
  ['ldc_int', '()I', 'ldc int -2147483648|ireturn', ''],
  ['ldc_float', '()F', 'ldc float -0.0|freturn', ''],
  ['ldc_nan', '()F', 'ldc float 0x7fc00000|freturn', ''],
  ['ldc_string', '()Ljava/lang/Object;', 'ldc "\\u00e9\\u0000"|areturn', ''],
  [
    'ldc_same',
    '()Ljava/lang/Object;',
    'ldc "one"|ldc_w "one"|if_acmpeq Same|aconst_null|areturn|Same:|ldc "same"|areturn',
    '',
  ],
  ['ldc_class', '()Ljava/lang/Object;', 'ldc class [[LBase;|areturn', ''],
  ['ldc_class_missing', '()Ljava/lang/Object;', 'ldc class Missing|areturn', ''],
  ['ldc_w', '()I', 'ldc_w int 123456789|ireturn', ''],
  ['ldc_w_class', '()Ljava/lang/Object;', 'ldc_w class java/lang/Runnable|areturn', ''],
  ['ldc2_w_long', '()J', 'ldc2_w long -9223372036854775808|lreturn', ''],
  ['ldc2_w_double', '()D', 'ldc2_w double -0.0|dreturn', ''],
]

const THROWING: readonly Case[] = [
  [
    'athrow',
    '(Ljava/lang/Throwable;)V',
    'aload_0|athrow',
    'new RuntimeException("r")',
    'new Error("e")',
    'null',
    'new java.io.IOException()',
  ],
  ['athrow_null', '()V', 'aconst_null|athrow', ''],
  [
    'caught',
    '(I)I',
    'From:|iconst_1|iload_0|idiv|ireturn|To:|Handler:|pop|bipush 77|ireturn|.catch java/lang/ArithmeticException from From to To using Handler',
    '1',
    '0',
  ],
  [
    'first_handler',
    '(Ljava/lang/Throwable;)I',
    'From:|aload_0|athrow|To:|A:|pop|iconst_1|ireturn|B:|pop|iconst_2|ireturn|C:|pop|iconst_3|ireturn|.catch java/lang/IllegalStateException from From to To using A|.catch java/lang/RuntimeException from From to To using B|.catch any from From to To using C',
    'new IllegalStateException()',
    'new RuntimeException()',
    'new Error()',
    'null',
  ],
  [
    'handler_of_handler',
    '(I)I',
    'From:|iconst_1|iload_0|idiv|ireturn|To:|A:|pop|From2:|aconst_null|athrow|To2:|B:|pop|bipush 55|ireturn|.catch java/lang/ArithmeticException from From to To using A|.catch java/lang/NullPointerException from From2 to To2 using B',
    '1',
    '0',
  ],
  [
    'not_covered',
    '(I)I',
    'iconst_1|iload_0|idiv|From:|ireturn|To:|A:|pop|iconst_5|ireturn|.catch any from From to To using A',
    '1',
    '0',
  ],
  [
    'stack_is_cleared',
    '(I)I',
    'bipush 9|bipush 8|From:|iconst_1|iload_0|idiv|To:|iadd|iadd|ireturn|A:|invokevirtual java/lang/Throwable getMessage ()Ljava/lang/String;|invokevirtual java/lang/String length ()I|ireturn|.catch any from From to To using A',
    '1',
    '0',
  ],
  [
    'covers_itself',
    '(I)I',
    'From:|iload_0|ifeq End|iinc 0 -1|aconst_null|athrow|To:|A:|pop|goto From|End:|iload_0|ireturn|.catch any from From to To using A',
    '3',
    '0',
  ],
  [
    'locals_in_handler',
    '(I)I',
    'iconst_1|istore_1|From:|iconst_2|istore_1|bipush 60|iload_0|idiv|istore_1|To:|iload_1|ireturn|A:|pop|iload_1|ireturn|.catch any from From to To using A',
    '0',
    '30',
  ],
  [
    'missing_catch_type',
    '(I)I',
    'From:|iconst_1|iload_0|idiv|ireturn|To:|A:|pop|iconst_5|ireturn|.catch java/lang/ClassCircularityError from From to To using A',
    '1',
    '0',
  ],
  [
    'through',
    '(I)I',
    'From:|iload_0|invokestatic Irregular not_covered (I)I|ireturn|To:|A:|pop|bipush 44|ireturn|.catch java/lang/RuntimeException from From to To using A',
    '1',
    '0',
  ],
]

const MONITORS: readonly Case[] = [
  [
    'monitors',
    '(Ljava/lang/Object;)I',
    'aload_0|monitorenter|aload_0|monitorenter|aload_0|invokestatic java/lang/Thread holdsLock (Ljava/lang/Object;)Z|aload_0|monitorexit|aload_0|monitorexit|bipush 10|imul|aload_0|invokestatic java/lang/Thread holdsLock (Ljava/lang/Object;)Z|iadd|ireturn',
    'new Object()',
    'new int[0]',
    'Main.class',
  ],
  ['enter_null', '()V', 'aconst_null|monitorenter|return', ''],
  ['enter_null_local', '(Ljava/lang/Object;)V', 'aload_0|monitorenter|aload_0|monitorexit|return', 'null', '"x"'],
  ['exit_null', '()V', 'aconst_null|monitorexit|return', ''],
  ['exit_unowned', '(Ljava/lang/Object;)V', 'aload_0|monitorexit|return', 'new Object()'],
  ['synchronized_method', '()I', 'invokestatic Base locked ()I|ireturn', ''],
  [
    'synchronized_throws',
    '(LBase;)I',
    'From:|aload_0|invokevirtual Base lockedThrow ()V|To:|iconst_0|ireturn|A:|pop|aload_0|invokestatic java/lang/Thread holdsLock (Ljava/lang/Object;)Z|ireturn|.catch java/lang/IllegalStateException from From to To using A',
    'new Base()',
    'new Derived()',
  ],
  ['wait_unowned', '(Ljava/lang/Object;)V', 'aload_0|invokevirtual java/lang/Object notify ()V|return', 'new Object()'],
  [
    'arithmetic_in_monitor',
    '(Ljava/lang/Object;I)I',
    'aload_0|monitorenter|From:|iconst_5|iload_1|irem|aload_0|monitorexit|To:|ireturn|A:|aload_0|monitorexit|athrow|.catch any from From to To using A',
    'new Object(), 3',
    'new Object(), 0',
  ],
]

const RETURNS: readonly Case[] = [
  // Narrow results are what the descriptor says (JVMS 6.5, ireturn).
  ['return_Z', '(I)Z', 'iload_0|ireturn', '0', '1', '2', '3'],
  ['return_B', '(I)B', 'iload_0|ireturn', '128', '-129', '255'],
  ['return_C', '(I)C', 'iload_0|ireturn', '-1', '65536'],
  ['return_S', '(I)S', 'iload_0|ireturn', '32768', '-1'],
  ['return_void', '()V', 'return', ''],
  ['divide', '(II)I', 'iload_0|iload_1|idiv|ireturn', '7, 0', '0x80000000, -1'],
  ['remainder', '(JJ)J', 'lload_0|lload_2|lrem|lreturn', '7, 0', 'Long.MIN_VALUE, -1'],
]

export const CASES: readonly Case[] = [
  ...arrayCases(),
  ...fieldCases(),
  ...REFERENCES,
  ...castCases(),
  ...ALLOCATION,
  ...CALLS,
  ...CONTROL,
  ...STACK,
  ...CONSTANTS,
  ...THROWING,
  ...MONITORS,
  ...RETURNS,
]

/** Classes that HL cannot say: they lack a method of their interface or superclass, or hide it. */
export const ODD_CLASSES: Readonly<Record<string, string>> = {
  Gap: '.implements Shape',
  Hidden: '.implements Shape\n.method private area (I)I\n.code\niconst_1\nireturn\n.end code\n.end method',
  NoNeed: '.super Abstract',
}

export function oddClass(name: string, rest: string): string {
  const parent = rest.startsWith('.super') ? 'Abstract' : 'java/lang/Object'
  return `.version 50 0\n.class public super ${name}\n${rest}
.method public <init> ()V\n.code\naload_0\ninvokespecial ${parent} <init> ()V\nreturn\n.end code\n.end method\n`
}

/** Classes that the cases use; they belong to the driver's source. */
export const SUPPORT = `
interface Shape {
  int area(int n);
  default String name() { return "shape of " + area(2); }
}
class Square implements Shape {
  public int area(int n) { return n * n; }
  public int hashCode() { return 77; }
  public String toString() { return "square"; }
}
class Base {
  private int hidden = 4;
  final int fixed = 5;
  String who() { return "base"; }
  private int secret() { return hidden; }
  final int last(int n) { return n + 1; }
  static long mixed(int a, long b, double c, float d) { return a + b * 3 + (long) c * 5 + (int) d * 7; }
  static String viaSuper(Derived d) { return d.superWho(); }
  static synchronized int locked() { return Thread.holdsLock(Base.class) ? 1 : 0; }
  synchronized void lockedThrow() { throw new IllegalStateException(); }
  public String toString() { return "a " + who() + secret(); }
}
class Derived extends Base implements Shape {
  String who() { return "derived"; }
  String superWho() { return super.who(); }
  public int area(int n) { return -n; }
}
abstract class Abstract {
  abstract int need();
}
class Failing {
  static int x = Integer.parseInt("1") / Integer.parseInt("0");
}
class Fields {
  static int sI; static long sJ; static float sF; static double sD; static char sC; static short sS; static byte sB;
  static boolean sZ; static Object sA;
  byte fB; int fI; boolean fZ; long fJ; short fS; float fF; char fC; double fD; Object fA;
  static Fields full() {
    Fields f = new Fields();
    f.fB = -1; f.fI = -1; f.fZ = true; f.fJ = -1; f.fS = -1; f.fF = 1e30f; f.fC = 65535; f.fD = 1e300; f.fA = "full";
    return f;
  }
  public String toString() {
    return fB + " " + fI + " " + fZ + " " + fJ + " " + fS + " " + Float.floatToIntBits(fF) + " " + (int) fC + " "
      + Double.doubleToLongBits(fD) + " " + fA;
  }
}
`
