/**
 * Call sites of the library's factories (LambdaMetafactory, StringConcatFactory, ObjectMethods) as no compiler writes them: what fits,
 * what does not, and what java says then. The virtual machine links what it knows by itself and leaves the rest to the library, so
 * both roads are here.
 */

interface Site {
  readonly name: string
  /** Of the call site. */
  readonly method: string
  readonly type: string
  readonly bootstrap: string
  readonly args: readonly string[]
}

const sites: Site[] = []
const site = (name: string, method: string, type: string, bootstrap: string, ...args: string[]): void => {
  sites.push({ name, method, type, bootstrap, args })
}

const LOOKUP = 'Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;'
const SITE = 'Ljava/lang/invoke/CallSite;'
const MT = 'Ljava/lang/invoke/MethodType;'
const MH = 'Ljava/lang/invoke/MethodHandle;'
const O = 'Ljava/lang/Object;'
const S = 'Ljava/lang/String;'
const META = `handle invokeStatic method java/lang/invoke/LambdaMetafactory metafactory (${LOOKUP}${MT}${MT}${MH}${MT})${SITE}`
const ALT = `handle invokeStatic method java/lang/invoke/LambdaMetafactory altMetafactory (${LOOKUP}${MT}[${O})${SITE}`
const CONCAT = `handle invokeStatic method java/lang/invoke/StringConcatFactory makeConcatWithConstants (${LOOKUP}${MT}${S}[${O})${SITE}`
const PLAIN_CONCAT = `handle invokeStatic method java/lang/invoke/StringConcatFactory makeConcat (${LOOKUP}${MT})${SITE}`
const RECORD = `handle invokeStatic method java/lang/runtime/ObjectMethods bootstrap (${LOOKUP}Ljava/lang/invoke/TypeDescriptor;Ljava/lang/Class;${S}[${MH})${O}`

const FUNCTION = 'Ljava/util/function/Function;'
const SUPPLIER = 'Ljava/util/function/Supplier;'
const toStatic = (name: string, type: string): string => `handle invokeStatic method Main ${name} ${type}`
const lambda = (name: string, method: string, type: string, declared: string, target: string, used: string): void =>
  site(name, method, type, META, `mtype ${declared}`, target, `mtype ${used}`)

// ---- lambdas: which types go together

/** Primitive, boxed and other types, with the name of their interface in Main and a value. */
const TYPES: readonly (readonly [descriptor: string, letter: string])[] = [
  ['Z', 'Z'],
  ['C', 'C'],
  ['I', 'I'],
  ['J', 'J'],
  ['D', 'D'],
  ['Ljava/lang/Character;', 'Character'],
  ['Ljava/lang/Integer;', 'Integer'],
  ['Ljava/lang/Number;', 'Number'],
  ['Ljava/lang/Comparable;', 'Comparable'],
  ['Ljava/lang/String;', 'String'],
  ['Ljava/lang/Object;', 'Object'],
  ['[I', 'Ints'],
]
for (const [from, a] of TYPES) {
  for (const [to, b] of TYPES) {
    const take = toStatic(`take${b}`, `(${to})V`)
    lambda(`argument${a}To${b}`, 'take', `()LMain$Take${a};`, `(${from})V`, take, `(${from})V`)
    const give = toStatic(`give${a}`, `()${from}`)
    lambda(`result${a}To${b}`, 'give', `()LMain$Give${b};`, `()${to}`, give, `()${to}`)
  }
  // The interface's method against the type that the lambda is used at, and void.
  const object = toStatic('takeObject', `(${O})V`)
  lambda(`erased${a}`, 'take', '()LMain$TakeComparable;', '(Ljava/lang/Comparable;)V', object, `(${from})V`)
  lambda(`used${a}`, 'take', `()LMain$Take${a};`, `(${from})V`, object, '(Ljava/lang/Comparable;)V')
  lambda(
    `erasedResult${a}`,
    'give',
    '()LMain$GiveComparable;',
    '()Ljava/lang/Comparable;',
    toStatic(`give${a}`, `()${from}`),
    `()${from}`,
  )
  lambda(
    `usedResult${a}`,
    'give',
    `()LMain$Give${a};`,
    `()${from}`,
    toStatic('giveInteger', '()Ljava/lang/Integer;'),
    '()Ljava/lang/Integer;',
  )
  lambda(`voidTo${a}`, 'give', `()LMain$Give${a};`, `()${from}`, toStatic('nothing', '()V'), `()${from}`)
  lambda(`toVoid${a}`, 'run', '()Ljava/lang/Runnable;', '()V', toStatic(`give${a}`, `()${from}`), '()V')
  lambda(`captured${a}`, 'run', `(${from})Ljava/lang/Runnable;`, '()V', object, '()V')
  lambda(`capturedAs${a}`, 'run', `(I)Ljava/lang/Runnable;`, '()V', toStatic(`take${a}`, `(${from})V`), '()V')
}

// ---- lambdas: how many, of what, and which methods

const ident = toStatic('ident', `(${O})${O}`)
lambda('fits', 'apply', `()${FUNCTION}`, `(${O})${O}`, ident, `(${S})${O}`)
lambda('tooManyCaptured', 'apply', `(I)${FUNCTION}`, `(${O})${O}`, ident, `(${O})${O}`)
lambda('tooFewParameters', 'get', `()${SUPPLIER}`, `()${O}`, ident, `()${O}`)
lambda('usedWithMore', 'apply', `()${FUNCTION}`, `(${O})${O}`, ident, `(${O}${O})${O}`)
lambda('usedWithFewer', 'apply', `()${FUNCTION}`, `(${O})${O}`, ident, `()${O}`)
lambda(
  'receiverCaptured',
  'get',
  `(${S})${SUPPLIER}`,
  `()${O}`,
  `handle invokeVirtual method java/lang/String trim ()${S}`,
  `()${S}`,
)
lambda(
  'receiverOfSubclass',
  'get',
  `(${S})${SUPPLIER}`,
  `()${O}`,
  'handle invokeInterface imethod java/lang/CharSequence length ()I',
  '()Ljava/lang/Integer;',
)
lambda(
  'receiverOfSuperclass',
  'get',
  `(${O})${SUPPLIER}`,
  `()${O}`,
  `handle invokeVirtual method java/lang/String trim ()${S}`,
  `()${S}`,
)
lambda(
  'receiverUnrelated',
  'get',
  `(${S})${SUPPLIER}`,
  `()${O}`,
  'handle invokeInterface imethod java/util/List size ()I',
  '()Ljava/lang/Integer;',
)
lambda(
  'receiverPrimitive',
  'get',
  `(I)${SUPPLIER}`,
  `()${O}`,
  'handle invokeInterface imethod java/util/List size ()I',
  '()Ljava/lang/Integer;',
)
lambda(
  'receiverAsParameter',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  `handle invokeVirtual method java/lang/Object toString ()${S}`,
  `(${S})${S}`,
)
lambda(
  'receiverParameterUnrelated',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  'handle invokeInterface imethod java/util/List size ()I',
  `(${S})Ljava/lang/Integer;`,
)
lambda(
  'receiverNone',
  'get',
  `()${SUPPLIER}`,
  `()${O}`,
  `handle invokeVirtual method java/lang/Object toString ()${S}`,
  `()${O}`,
)
lambda(
  'constructor',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  `handle newInvokeSpecial method java/lang/StringBuilder <init> (${S})V`,
  `(${S})${O}`,
)
lambda(
  'constructorOfAbstract',
  'get',
  `()${SUPPLIER}`,
  `()${O}`,
  'handle newInvokeSpecial method java/lang/Number <init> ()V',
  `()${O}`,
)
lambda(
  'constructorToWrong',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  `handle newInvokeSpecial method java/lang/StringBuilder <init> (${S})V`,
  `(${S})Ljava/lang/Integer;`,
)
lambda(
  'getField',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  'handle getField field Main$Point x I',
  '(LMain$Point;)Ljava/lang/Integer;',
)
lambda('getStatic', 'get', `()${SUPPLIER}`, `()${O}`, 'handle getStatic field Main counter I', '()Ljava/lang/Integer;')
lambda('putStatic', 'take', '()LMain$TakeI;', '(I)V', 'handle putStatic field Main counter I', '(I)V')
lambda('getFieldOfNone', 'get', `()${SUPPLIER}`, `()${O}`, 'handle getStatic field Main none I', `()${O}`)
lambda('getFieldNotStatic', 'get', `()${SUPPLIER}`, `()${O}`, 'handle getStatic field Main$Point x I', `()${O}`)
lambda('usedBoxedOtherwise', 'give', '()LMain$GiveObject;', `()${O}`, toStatic('giveI', '()I'), '()J')
lambda('getFieldStatic', 'get', `()${SUPPLIER}`, `()${O}`, 'handle getField field Main counter I', `()${O}`)
lambda(
  'getFieldProtected',
  'get',
  `()${SUPPLIER}`,
  `()${O}`,
  'handle getField field java/io/FilterInputStream in Ljava/io/InputStream;',
  `()${O}`,
)
lambda(
  'putFieldFinal',
  'get',
  `()${SUPPLIER}`,
  `()${O}`,
  'handle putStatic field java/lang/Integer MAX_VALUE I',
  `()${O}`,
)
lambda(
  'specialSuper',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  'handle invokeSpecial method java/lang/Object hashCode ()I',
  '(LDynamic;)Ljava/lang/Integer;',
)
lambda(
  'specialUnrelated',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  `handle invokeSpecial method java/lang/String trim ()${S}`,
  `(${S})${S}`,
)
lambda(
  'staticInInterface',
  'get',
  `()${SUPPLIER}`,
  `()${O}`,
  `handle invokeStatic imethod Main$WithStatic make ()${O}`,
  `()${O}`,
)
lambda(
  'staticInInterfaceAsClass',
  'get',
  `()${SUPPLIER}`,
  `()${O}`,
  `handle invokeStatic method Main$WithStatic make ()${O}`,
  `()${O}`,
)
lambda(
  'interfaceAsClass',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  'handle invokeVirtual method java/util/List size ()I',
  '(Ljava/util/List;)Ljava/lang/Integer;',
)
lambda(
  'classAsInterface',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  'handle invokeInterface imethod java/lang/String length ()I',
  `(${S})Ljava/lang/Integer;`,
)
lambda(
  'staticAsVirtual',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  `handle invokeVirtual method Main ident (${O})${O}`,
  `(${O})${O}`,
)
lambda(
  'virtualAsStatic',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  'handle invokeStatic method java/lang/String length ()I',
  `(${S})${O}`,
)
lambda('noMethod', 'apply', `()${FUNCTION}`, `(${O})${O}`, toStatic('missing', `(${O})${O}`), `(${O})${O}`)
lambda(
  'noClass',
  'apply',
  `()${FUNCTION}`,
  `(${O})${O}`,
  `handle invokeStatic method Nowhere ident (${O})${O}`,
  `(${O})${O}`,
)
lambda('noParameterClass', 'apply', `()${FUNCTION}`, `(${O})${O}`, toStatic('ident', `(LNowhere;)${O}`), `(${O})${O}`)
lambda('noClassInDeclared', 'apply', `()${FUNCTION}`, '(LNowhere;)V', ident, `(${O})${O}`)
lambda('noClassInUsed', 'apply', `()${FUNCTION}`, `(${O})${O}`, ident, `(${O})LNowhere;`)
lambda('noClassInSite', 'apply', `(LNowhere;)${FUNCTION}`, `(${O})${O}`, ident, `(${O})${O}`)
lambda('noInterface', 'apply', '()LNowhere;', `(${O})${O}`, ident, `(${O})${O}`)
lambda('classForInterface', 'apply', `()${S}`, `(${O})${O}`, ident, `(${O})${O}`)
lambda('primitiveForInterface', 'apply', '()I', `(${O})${O}`, ident, `(${O})${O}`)
lambda('voidForInterface', 'apply', '()V', `(${O})${O}`, ident, `(${O})${O}`)
lambda('arrayForInterface', 'apply', `()[${FUNCTION}`, `(${O})${O}`, ident, `(${O})${O}`)
lambda('otherName', 'applies', `()${FUNCTION}`, `(${O})${O}`, ident, `(${O})${O}`)
lambda('otherDeclared', 'apply', `()${FUNCTION}`, `(${S})${O}`, ident, `(${S})${O}`)
lambda(
  'namedLink',
  'link',
  '()LMain$Linked;',
  '()LMain$Linked;',
  toStatic('giveLinked', '()LMain$Linked;'),
  '()LMain$Linked;',
)
lambda('hiddenInterface', 'get', '()Ljava/util/Map$Entry;', `()${O}`, toStatic('giveString', `()${S}`), `()${O}`)

// ---- lambdas: static arguments

const declared = `mtype (${O})${O}`
const F = `()${FUNCTION}`
site('argsNone', 'apply', F, META)
site('argsTwo', 'apply', F, META, declared, ident)
site('argsFour', 'apply', F, META, declared, ident, declared, 'int 1')
site('argsString', 'apply', F, META, '"text"', ident, declared)
site('argsInt', 'apply', F, META, declared, 'int 5', declared)
site('argsClass', 'apply', F, META, declared, ident, 'class java/lang/String')
site('argsDynamic', 'apply', F, META, `dynamic CONSTANT(type) _ ${MT}`, `dynamic CONSTANT(handle) _ ${MH}`, declared)
site('argsNull', 'apply', F, META, declared, `dynamic CONSTANT(none) _ ${MH}`, declared)
site('argsNullType', 'apply', F, META, `dynamic CONSTANT(none) _ ${MT}`, ident, declared)
site('altPlain', 'apply', F, ALT, declared, ident, declared, 'int 0')
site('altThree', 'apply', F, ALT, declared, ident, declared)
site('altNone', 'apply', F, ALT)
site('altMore', 'apply', F, ALT, declared, ident, declared, 'int 0', 'int 1')
site('altFlagsText', 'apply', F, ALT, declared, ident, declared, '"0"')
site('altFlagsLong', 'apply', F, ALT, declared, ident, declared, 'long 0')
site('altSerializable', 'apply', F, ALT, declared, ident, declared, 'int 1')
site('altMarker', 'apply', F, ALT, declared, ident, declared, 'int 2', 'int 1', 'class java/lang/Cloneable')
site(
  'altMarkerTwice',
  'apply',
  F,
  ALT,
  declared,
  ident,
  declared,
  'int 2',
  'int 2',
  'class java/lang/Cloneable',
  'class java/lang/Cloneable',
)
site(
  'altMarkerFunction',
  'apply',
  F,
  ALT,
  declared,
  ident,
  declared,
  'int 2',
  'int 1',
  'class java/util/function/Function',
)
site('altMarkerClass', 'apply', F, ALT, declared, ident, declared, 'int 2', 'int 1', 'class java/lang/Integer')
site('altMarkerText', 'apply', F, ALT, declared, ident, declared, 'int 2', 'int 1', '"java.lang.Cloneable"')
site('altMarkerMissing', 'apply', F, ALT, declared, ident, declared, 'int 2', 'int 1')
site('altMarkersNoCount', 'apply', F, ALT, declared, ident, declared, 'int 2')
site('altMarkersNegative', 'apply', F, ALT, declared, ident, declared, 'int 2', 'int -1')
site('altMarkersZero', 'apply', F, ALT, declared, ident, declared, 'int 2', 'int 0')
site('altBridge', 'apply', F, ALT, declared, ident, `mtype (${S})${O}`, 'int 4', 'int 1', `mtype (${S})${O}`)
site('altBridgeArity', 'apply', F, ALT, declared, ident, declared, 'int 4', 'int 1', `mtype ()${O}`)
site(
  'altBridgeType',
  'apply',
  F,
  ALT,
  declared,
  ident,
  `mtype (${S})${O}`,
  'int 4',
  'int 1',
  `mtype (Ljava/lang/Integer;)${O}`,
)
site('altBridgeClass', 'apply', F, ALT, declared, ident, declared, 'int 4', 'int 1', 'class java/lang/String')
site('altBridgesTooMany', 'apply', F, ALT, declared, ident, declared, 'int 4', 'int 0', declared)
site(
  'altBoth',
  'apply',
  F,
  ALT,
  declared,
  ident,
  `mtype (${S})${O}`,
  'int 7',
  'int 1',
  'class java/lang/Cloneable',
  'int 1',
  `mtype (${S})${O}`,
)
site('altOtherFlags', 'apply', F, ALT, declared, ident, declared, 'int 8')
site('metaAsOther', 'apply', F, META.replace('metafactory', 'metafactories'), declared, ident, declared)
site('metaOtherType', 'apply', F, META.replace(`${MT}${MT}`, MT), declared, ident, declared)
site('metaVirtual', 'apply', F, META.replace('invokeStatic', 'invokeVirtual'), declared, ident, declared)

// ---- strings

const concat = (name: string, type: string, recipe: string, ...constants: string[]): void =>
  site(name, 'makeConcatWithConstants', type, CONCAT, `"${recipe}"`, ...constants)
concat('concatInt', `(I)${S}`, 'a\\u0001')
concat('concatToObject', `(I)${O}`, 'a\\u0001')
concat('concatToSequence', '(I)Ljava/lang/CharSequence;', 'a\\u0001')
concat('concatToInt', '(I)I', 'a\\u0001')
concat('concatToVoid', '(I)V', 'a\\u0001')
concat('concatToInteger', '(I)Ljava/lang/Integer;', 'a\\u0001')
concat('concatObject', `(${O})${S}`, 'a\\u0001b')
concat('concatNoClass', `(LNowhere;)${S}`, 'a\\u0001')
concat('concatConstants', `(Z)${S}`, '\\u0002\\u0001\\u0002', 'class java/lang/String', 'int 7')
concat(
  'concatConstantKinds',
  `(Z)${S}`,
  '\\u0002 \\u0002 \\u0002 \\u0001\\u0002',
  'mtype (I)V',
  'float 1.5',
  'double -0.0',
  'long 5',
)
concat('concatConstantNoClass', `(Z)${S}`, '\\u0002\\u0001', 'class Nowhere')
concat('concatConstantClasses', `(Z)${S}`, '\\u0002 \\u0002 \\u0001', 'class [I', 'class java/util/List')
concat('concatDynamic', `(Z)${S}`, '\\u0002\\u0001', `dynamic CONSTANT(text) _ ${S}`)
concat('concatNull', `(Z)${S}`, '\\u0002\\u0001', `dynamic CONSTANT(none) _ ${S}`)
concat('concatMissing', `(Z)${S}`, '\\u0002\\u0001')
concat('concatNothing', `()${S}`, 'text')
concat('concatEmpty', `()${S}`, '')
concat('concat200', `(${'I'.repeat(200)})${S}`, '\\u0001'.repeat(200))
concat('concat201', `(${'I'.repeat(201)})${S}`, '\\u0001'.repeat(201))
concat('concatLongs', `(${'J'.repeat(101)})${S}`, '\\u0001'.repeat(101))
site('concatRecipeInt', 'makeConcatWithConstants', `(I)${S}`, CONCAT, 'int 5')
site('concatRecipeNone', 'makeConcatWithConstants', `(I)${S}`, CONCAT)
site('concatRecipeDynamic', 'makeConcatWithConstants', `(I)${S}`, CONCAT, `dynamic CONSTANT(recipe) _ ${S}`)
site('concatRecipeNull', 'makeConcatWithConstants', `(I)${S}`, CONCAT, `dynamic CONSTANT(none) _ ${S}`)
site('concatPlain', 'makeConcat', `(I${S}D)${S}`, PLAIN_CONCAT)
site('concatPlainMore', 'makeConcat', `(I)${S}`, PLAIN_CONCAT, 'int 1')
site('concatPlainInt', 'makeConcat', '(I)I', PLAIN_CONCAT)
site('concatPlainMany', 'makeConcat', `(${'I'.repeat(201)})${S}`, PLAIN_CONCAT)
site('concatOtherName', 'anything', `(I)${S}`, CONCAT, '"\\u0001"')

// ---- records

/** A private field. */
const X = 'handle getField field Main$Point x I'
const Y = 'handle getField field Main$Point y Ljava/lang/String;'
const P = 'class Main$Point'
const record = (name: string, method: string, type: string, ...args: string[]): void =>
  site(name, method, type, RECORD, ...args)
const D = 'class Dynamic'
const DX = 'handle getField field Dynamic x I'
const DY = 'handle getField field Dynamic y Ljava/lang/String;'
record('ownText', 'toString', `(LDynamic;)${S}`, D, '"x;y"', DX, DY)
record('ownTextOther', 'toString', `(LDynamic;)${S}`, D, '"a;b"', DX, DY)
record('ownTextNames', 'toString', `(LDynamic;)${S}`, D, '"x"', DX, DY)
record('ownTextEmptyName', 'toString', `(LDynamic;)${S}`, D, '";y"', DX, DY)
record('ownTextTrailing', 'toString', `(LDynamic;)${S}`, D, '"x;y;"', DX, DY)
record('ownTextType', 'toString', `(LDynamic;)${O}`, D, '"x;y"', DX, DY)
record('ownTextReceiver', 'toString', `(${O})${S}`, D, '"x;y"', DX, DY)
record('ownTextClass', 'toString', `(LDynamic;)${S}`, P, '"x;y"', DX, DY)
record('ownTextStatic', 'toString', `(LDynamic;)${S}`, D, '"x"', 'handle getStatic field Dynamic z I')
record('ownTextNotStatic', 'toString', `(LDynamic;)${S}`, D, '"x"', 'handle getField field Dynamic z I')
record('ownTextNoField', 'toString', `(LDynamic;)${S}`, D, '"x"', 'handle getField field Dynamic x J')
record('ownHash', 'hashCode', '(LDynamic;)I', D, '"x;y"', DX, DY)
record('ownHashNames', 'hashCode', '(LDynamic;)I', D, '"x"', DX, DY)
record('ownHashType', 'hashCode', '(LDynamic;)J', D, '"x;y"', DX, DY)
record('ownEquals', 'equals', `(LDynamic;${O})Z`, D, '"x;y"', DX, DY)
record('ownEqualsType', 'equals', '(LDynamic;LDynamic;)Z', D, '"x;y"', DX, DY)
record('ownOtherName', 'compareTo', `(LDynamic;${O})I`, D, '"x;y"', DX, DY)
record('ownNamesNull', 'toString', `(LDynamic;)${S}`, D, `dynamic CONSTANT(none) _ ${S}`, DX)
record('ownNamesInt', 'toString', `(LDynamic;)${S}`, D, 'int 1', DX)
record('recordText', 'toString', `(LMain$Point;)${S}`, P, '"y"', Y)
record('recordTextPrivate', 'toString', `(LMain$Point;)${S}`, P, '"x;y"', X, Y)
record('recordTextNoNames', 'toString', `(LMain$Point;)${S}`, P, '""')
record(
  'recordTextMethod',
  'toString',
  `(LMain$Point;)${S}`,
  P,
  '"x"',
  `handle invokeVirtual method Main$Point y ()${S}`,
)
record('recordTextStatic', 'toString', `(LMain$Point;)${S}`, P, '"x"', 'handle getStatic field Main counter I')
record('recordTextNoField', 'toString', `(LMain$Point;)${S}`, P, '"x"', 'handle getField field Main$Point w I')
record('recordTextNoClass', 'toString', `(LMain$Point;)${S}`, 'class Nowhere', '"x;y"', X, Y)
record('recordHash', 'hashCode', '(LMain$Point;)I', P, '"y"', Y)
record('recordEquals', 'equals', `(LMain$Point;${O})Z`, P, '"y"', Y)
record('recordHashNone', 'hashCode', '(LMain$Point;)I', P, '""')
record('recordEqualsNone', 'equals', `(LMain$Point;${O})Z`, P, '""')
record('recordNoArguments', 'toString', `(LMain$Point;)${S}`)
record('recordOneArgument', 'toString', `(LMain$Point;)${S}`, P)
record('recordNamesInt', 'toString', `(LMain$Point;)${S}`, P, 'int 1', X)
record('recordClassText', 'toString', `(LMain$Point;)${S}`, '"Main$Point"', '"x"', X)
record('recordGetterText', 'toString', `(LMain$Point;)${S}`, P, '"x"', '"x"')
record('recordNamesNull', 'toString', `(LMain$Point;)${S}`, P, `dynamic CONSTANT(none) _ ${S}`, X)
record('recordGetterDynamic', 'toString', `(LMain$Point;)${S}`, P, '"x"', `dynamic CONSTANT(getter) _ ${MH}`)
record(
  'recordOfOther',
  'toString',
  `(LMain$Other;)${S}`,
  'class Main$Other',
  '"z"',
  'handle getField field Main$Other z I',
)

// ---- methods that are no static ones

site('bootConstructor', 'any', '()I', `handle newInvokeSpecial method Main$OwnSite <init> (${LOOKUP}${MT})V`)
site(
  'bootAbstract',
  'any',
  '()I',
  'handle newInvokeSpecial method java/lang/invoke/CallSite <init> (Ljava/lang/invoke/MethodType;)V',
)
site('bootVirtual', 'any', '()I', 'handle invokeVirtual method java/lang/Object toString ()Ljava/lang/String;')
site('bootField', 'any', '()I', 'handle getStatic field Main counter I')
site('bootTooFew', 'any', '()I', toStatic('bootTwo', `(${LOOKUP})${SITE}`))
site('bootSpread', 'any', '()I', toStatic('bootSpread', `([${O})${SITE}`), 'int 1', '"two"')
site('bootObjects', 'any', '()I', toStatic('bootObjects', `(${O}${O}${O})${SITE}`))
site('bootPrimitive', 'any', '()I', toStatic('bootPrimitive', `(${LOOKUP}${MT}J)${SITE}`), 'int 1')
site('bootNarrow', 'any', '()I', toStatic('bootNarrow', `(${LOOKUP}${MT}I)${SITE}`), 'long 1')
site('bootVoid', 'any', '()I', toStatic('bootVoid', `(${LOOKUP}${MT})V`))
site('bootInt', 'any', '()I', toStatic('bootInt', `(${LOOKUP}${MT})I`))

/** Bootstraps of the dynamic constants, by the word behind CONSTANT. */
const CONSTANTS: readonly string[] = ['type', 'handle', 'none', 'text', 'recipe', 'getter']

/** Code that pushes a value for each parameter. */
function operands(type: string): string[] {
  const code: string[] = []
  for (const [each] of type.slice(1, type.indexOf(')')).matchAll(/\[*(?:L[^;]*;|[A-Z])/g)) {
    if ('ZBCSI'.includes(each)) code.push('iconst_1')
    else if (each === 'J') code.push('lconst_1')
    else if (each === 'F') code.push('fconst_1')
    else if (each === 'D') code.push('dconst_1')
    else if (each === 'LMain$Point;') code.push(`getstatic Main point ${each}`)
    else if (each === S || each === O) code.push('ldc " operand "')
    else if (each === '[I') code.push('iconst_2', 'newarray int')
    else if (each === 'LDynamic;') code.push('new Dynamic', 'dup', 'invokespecial Dynamic <init> ()V')
    else code.push('aconst_null')
  }
  return code
}

/** Makes an object of the value on the stack, and returns it. */
function result(type: string): string[] {
  const each = type.slice(type.indexOf(')') + 1)
  const boxes: Record<string, string> = { I: 'Integer', J: 'Long', Z: 'Boolean' }
  if (each === 'V') return ['aconst_null', 'areturn']
  if (boxes[each] === undefined) return ['areturn']
  return [`invokestatic java/lang/${boxes[each]} valueOf (${each})Ljava/lang/${boxes[each]};`, 'areturn']
}

const constant = (text: string): string =>
  text.replace(/CONSTANT\((\w+)\)/, (_, name: string) => String(sites.length + CONSTANTS.indexOf(name)))

export const METHODS: readonly (readonly [name: string, descriptor: string, code: string])[] = sites.map(
  ({ name, method, type }, i) => [
    name,
    `()${O}`,
    [...operands(type), `invokedynamic ${i} ${method} ${type}`, ...result(type)].join('|'),
  ],
)

/** Method, then its static arguments. */
export const BOOTSTRAPS: readonly (readonly string[])[] = [
  ...sites.map(({ bootstrap, args }) => [bootstrap, ...args.map(constant)]),
  ...CONSTANTS.map((name) => [toStatic(`constant${name}`, `(${LOOKUP}Ljava/lang/Class;)${O}`)]),
]

/** For each type: an interface with a parameter of it, one with a result, and methods to be called through them. */
const VALUES: Readonly<Record<string, readonly [type: string, value: string]>> = {
  Z: ['boolean', 'true'],
  C: ['char', "'c'"],
  I: ['int', '4'],
  J: ['long', '-5L'],
  D: ['double', '-2.5'],
  Character: ['Character', "'d'"],
  Integer: ['Integer', '7'],
  Number: ['Number', '10'],
  Comparable: ['Comparable<?>', '11'],
  String: ['String', '"twelve"'],
  Object: ['Object', '13'],
  Ints: ['int[]', 'new int[14]'],
}
const each = (make: (letter: string, type: string, value: string) => string): string =>
  TYPES.map(([, letter]) => make(letter, ...VALUES[letter]!)).join('\n  ')

export const MAIN = `import java.io.Serializable;
import java.lang.invoke.*;
import java.util.*;
import java.util.function.*;
public class Main {
  static int counter = 41;
  static final Point point = new Point(3, "why");
  static class Point { private int x; String y; Point(int x, String y) { this.x = x; this.y = y; } String y() { return y; } }
  static class Other { int z; }
  interface WithStatic { static Object make() { return "made"; } }
  interface Linked { Linked link(); }
  sealed interface Sealed permits Only { Object get(); }
  record Only(Object get) implements Sealed { }
  static class OwnSite extends ConstantCallSite {
    OwnSite(MethodHandles.Lookup lookup, String name, MethodType type) { super(MethodHandles.constant(int.class, 77)); }
  }

  ${each((letter, type) => `interface Take${letter} { void take(${type} value); }`)}
  ${each((letter, type) => `interface Give${letter} { ${type} give(); }`)}
  ${each((letter, type) => `static void take${letter}(${type} value) { taken = "taken as ${letter} " + shown(value); }`)}
  ${each((letter, type, value) => `static ${type} give${letter}() { return ${value}; }`)}
  static Linked giveLinked() { return null; }
  static Object taken;
  static void nothing() { }
  static Object ident(Object value) { return value; }
  static CallSite bootTwo(MethodHandles.Lookup lookup, String name) { return null; }
  static CallSite bootSpread(Object... all) { return new ConstantCallSite(MethodHandles.constant(int.class, all.length)); }
  static CallSite bootObjects(Object a, Object b, Object c) { return new ConstantCallSite(MethodHandles.constant(int.class, 5)); }
  static CallSite bootPrimitive(MethodHandles.Lookup lookup, String name, MethodType type, long n) { return bootObjects(lookup, name, n); }
  static CallSite bootNarrow(MethodHandles.Lookup lookup, String name, MethodType type, int n) { return bootObjects(lookup, name, n); }
  static void bootVoid(MethodHandles.Lookup lookup, String name, MethodType type) { }
  static int bootInt(MethodHandles.Lookup lookup, String name, MethodType type) { return 1; }

  static Object constanttype(MethodHandles.Lookup lookup, String name, Class<?> type) {
    return MethodType.methodType(Object.class, Object.class);
  }
  static Object constanthandle(MethodHandles.Lookup lookup, String name, Class<?> type) throws Exception {
    return MethodHandles.lookup().findStatic(Main.class, "ident", MethodType.methodType(Object.class, Object.class));
  }
  static Object constantnone(MethodHandles.Lookup lookup, String name, Class<?> type) { return null; }
  static Object constanttext(MethodHandles.Lookup lookup, String name, Class<?> type) { return "text"; }
  static Object constantrecipe(MethodHandles.Lookup lookup, String name, Class<?> type) { return "<\\u0001>"; }
  static Object constantgetter(MethodHandles.Lookup lookup, String name, Class<?> type) throws Exception {
    return MethodHandles.lookup().findGetter(Point.class, "x", int.class);
  }

  static String shown(Object value) {
    return value == null ? "null" : value instanceof int[] ? "ints" : value.getClass().getSimpleName() + " " + value;
  }

  @SuppressWarnings("unchecked")
  static Object use(Object made) throws Throwable {
    if (made instanceof Function) {
      boolean serial = made instanceof Serializable;
      boolean cloneable = made instanceof Cloneable;
      Object argument = made.getClass().getInterfaces().length > 5 ? null : "argument";
      return (serial ? "serializable " : "") + (cloneable ? "cloneable " : "") + shown(((Function<Object, Object>) made).apply(argument));
    }
    if (made instanceof Supplier) return shown(((Supplier<?>) made).get());
    if (made instanceof Runnable) {
      taken = null;
      ((Runnable) made).run();
      return taken;
    }
    if (made instanceof Linked) return ((Linked) made).link();
    if (made instanceof Sealed) return ((Sealed) made).get();
    taken = null;
    ${each((letter, _, value) => `if (made instanceof Take${letter}) { ((Take${letter}) made).take(${value}); return taken; }`)}
    ${each((letter) => `if (made instanceof Give${letter}) return shown(((Give${letter}) made).give());`)}
    return shown(made);
  }

  interface Step { Object run() throws Throwable; }

  static void show(String name, Step step) {
    String first = null;
    for (int i = 0; i < 2; i++) {
      String text;
      try {
        text = String.valueOf(use(step.run()));
      } catch (Throwable e) {
        text = e instanceof AbstractMethodError ? e.getClass().getName() : e.toString();
        // Whether the same error has its cause again when it is thrown again, is up to the JVM; so are the words of an inner null.
        Throwable cause = i == 0 && e instanceof BootstrapMethodError ? e.getCause() : null;
        text += cause == null ? "" : " <- " + (cause instanceof NullPointerException ? cause.getClass() : cause);
        if (i == 1 && first.startsWith(text + " <- ")) continue;
      }
      text = text.replaceAll("Dynamic\\\\$\\\\$Lambda\\\\$[0-9]+(/0x[0-9a-f]+)?", "LAMBDA").replaceAll("module @[0-9a-f]+", "module @h").replaceAll("LAMBDA@[0-9a-f]+", "LAMBDA");
      if (!text.equals(first)) System.out.println(name + ": " + text);
      first = text;
    }
  }

  public static void main(String[] args) {
    CALLS
    System.out.println("end");
  }
}
`
