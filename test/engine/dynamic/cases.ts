/**
 * Dynamic constants and call sites that no compiler writes: `Dynamic` is assembled, `Main` (below) has the bootstrap methods and calls
 * every method of Dynamic twice, so that what is linked once is seen to be linked once.
 */

/** Name, result type as descriptor, code, and what the bootstrap entries are that it mentions by number. */
export const METHODS: readonly (readonly [name: string, descriptor: string, code: string])[] = [
  ['constantInt', '()I', 'ldc dynamic 0 five I|ireturn'],
  ['constantLong', '()J', 'ldc2_w dynamic 1 big J|lreturn'],
  ['constantDouble', '()D', 'ldc2_w dynamic 2 pi D|dreturn'],
  ['constantFloat', '()F', 'ldc dynamic 3 half F|freturn'],
  ['constantBoolean', '()Z', 'ldc dynamic 4 yes Z|ireturn'],
  ['constantChar', '()C', 'ldc dynamic 4 letter C|ireturn'],
  ['constantByte', '()B', 'ldc dynamic 4 small B|ireturn'],
  ['constantShort', '()S', 'ldc dynamic 4 less S|ireturn'],
  ['constantText', '()Ljava/lang/String;', 'ldc_w dynamic 4 text Ljava/lang/String;|areturn'],
  ['constantNull', '()Ljava/lang/Object;', 'ldc dynamic 5 _ Ljava/lang/Object;|areturn'],
  [
    'sameConstant',
    '()Z',
    'ldc dynamic 6 list Ljava/util/List;|ldc dynamic 6 list Ljava/util/List;|invokevirtual java/lang/Object equals (Ljava/lang/Object;)Z|ireturn',
  ],
  ['identity', '()Ljava/lang/Object;', 'ldc dynamic 6 list Ljava/util/List;|areturn'],
  ['arguments', '()Ljava/lang/String;', 'ldc dynamic 7 all Ljava/lang/String;|areturn'],
  ['nested', '()Ljava/lang/String;', 'ldc dynamic 8 outer Ljava/lang/String;|areturn'],
  ['varargs', '()Ljava/lang/String;', 'ldc dynamic 9 many Ljava/lang/String;|areturn'],
  ['varargsEmpty', '()Ljava/lang/String;', 'ldc dynamic 10 none Ljava/lang/String;|areturn'],
  ['enumConstant', '()Ljava/lang/Object;', 'ldc dynamic 11 SECONDS Ljava/util/concurrent/TimeUnit;|areturn'],
  ['primitiveClass', '()Ljava/lang/Class;', 'ldc dynamic 12 J Ljava/lang/Class;|areturn'],
  ['staticFinal', '()I', 'ldc dynamic 13 MAX_VALUE I|ireturn'],
  ['invoked', '()Ljava/lang/String;', 'ldc dynamic 14 _ Ljava/lang/String;|areturn'],
  ['throwsException', '()I', 'ldc dynamic 15 bad I|ireturn'],
  ['throwsError', '()I', 'ldc dynamic 16 bad I|ireturn'],
  ['wrongType', '()I', 'ldc dynamic 4 text I|ireturn'],
  ['castFails', '()Ljava/lang/Integer;', 'ldc dynamic 4 text Ljava/lang/Integer;|areturn'],
  ['nullToInt', '()I', 'ldc dynamic 17 null I|ireturn'],
  ['missingBootstrap', '()I', 'ldc dynamic 18 x I|ireturn'],
  ['methodType', '()Ljava/lang/Object;', 'ldc mtype (IJ[Ljava/lang/String;)Ljava/util/List;|areturn'],
  ['methodTypeMissing', '()Ljava/lang/Object;', 'ldc mtype (LNowhere;)V|areturn'],
  [
    'handleStatic',
    '()I',
    'ldc handle invokeStatic method Main twice (I)I|bipush 21|invokevirtual java/lang/invoke/MethodHandle invokeExact (I)I|ireturn',
  ],
  [
    'handleVirtual',
    '()I',
    'ldc handle invokeVirtual method java/lang/String length ()I|ldc "four"|invokevirtual java/lang/invoke/MethodHandle invokeExact (Ljava/lang/String;)I|ireturn',
  ],
  [
    'handleInterface',
    '()I',
    'ldc handle invokeInterface imethod java/lang/CharSequence length ()I|ldc "seven77"|invokevirtual java/lang/invoke/MethodHandle invoke (Ljava/lang/Object;)I|ireturn',
  ],
  [
    'handleNew',
    '()Ljava/lang/Object;',
    'ldc handle newInvokeSpecial method java/lang/StringBuilder <init> (Ljava/lang/String;)V|ldc "made"|invokevirtual java/lang/invoke/MethodHandle invokeExact (Ljava/lang/String;)Ljava/lang/StringBuilder;|areturn',
  ],
  [
    'handleGet',
    '()I',
    'ldc handle getStatic field Main counter I|invokevirtual java/lang/invoke/MethodHandle invokeExact ()I|ireturn',
  ],
  [
    'handlePut',
    '()V',
    'ldc handle putStatic field Main counter I|sipush 1000|invokevirtual java/lang/invoke/MethodHandle invokeExact (I)V|return',
  ],
  ['handleWrong', '()Ljava/lang/Object;', 'ldc handle invokeStatic method Main missing ()V|areturn'],
  ['handleInstance', '()Ljava/lang/Object;', 'ldc handle invokeStatic method java/lang/String length ()I|areturn'],
  [
    'handleType',
    '()I',
    'ldc handle invokeStatic method Main twice (I)I|lconst_1|invokevirtual java/lang/invoke/MethodHandle invokeExact (J)I|ireturn',
  ],
  [
    'handleNull',
    '()I',
    'aconst_null|checkcast java/lang/invoke/MethodHandle|iconst_1|invokevirtual java/lang/invoke/MethodHandle invokeExact (I)I|ireturn',
  ],
  ['site', '()I', 'iconst_4|invokedynamic 19 twice (I)I|ireturn'],
  [
    'siteWithArguments',
    '()Ljava/lang/String;',
    'iconst_2|ldc "two"|invokedynamic 20 show (ILjava/lang/String;)Ljava/lang/String;|areturn',
  ],
  ['siteMutable', '()I', 'invokedynamic 21 count ()I|ireturn'],
  ['siteNull', '()V', 'invokedynamic 22 none ()V|return'],
  ['siteWrongType', '()V', 'iconst_1|invokedynamic 23 other (I)V|return'],
  ['siteThrows', '()V', 'invokedynamic 24 bad ()V|return'],
  ['siteThrowsError', '()V', 'invokedynamic 25 bad ()V|return'],
  ['siteIsNoCallSite', '()V', 'invokedynamic 26 bad ()V|return'],
  ['siteTargetThrows', '()I', 'iconst_0|invokedynamic 27 divide (I)I|ireturn'],
  ['siteLong', '()J', 'iconst_1|ldc2_w long 1099511627776|dconst_1|invokedynamic 28 mix (IJD)J|lreturn'],
  ['siteConstantArgument', '()Ljava/lang/String;', 'invokedynamic 29 wrap ()Ljava/lang/String;|areturn'],
]

const LOOKUP = 'Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;'
const boot = (name: string, result: string, more = ''): string =>
  `handle invokeStatic method Main ${name} (${LOOKUP}Ljava/lang/Class;${more})${result}`
const siteBoot = (name: string, more = '', result = 'Ljava/lang/invoke/CallSite;'): string =>
  `handle invokeStatic method Main ${name} (${LOOKUP}Ljava/lang/invoke/MethodType;${more})${result}`
const standard = (name: string, result: string, more = ''): string =>
  `handle invokeStatic method java/lang/invoke/ConstantBootstraps ${name} (${LOOKUP}Ljava/lang/Class;${more})${result}`

/** Method, then its static arguments. */
export const BOOTSTRAPS: readonly (readonly string[])[] = [
  [boot('five', 'I')],
  [boot('big', 'J')],
  [boot('pi', 'D')],
  [boot('half', 'F')],
  [boot('byName', 'Ljava/lang/Object;')],
  [standard('nullConstant', 'Ljava/lang/Object;')],
  [boot('list', 'Ljava/util/List;')],
  [
    boot(
      'all',
      'Ljava/lang/String;',
      'IJFDLjava/lang/String;Ljava/lang/Class;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;',
    ),
    'int -7',
    'long 1234567890123',
    'float 1.5',
    'double -0.0',
    '"text"',
    'class [[I',
    'mtype (I)V',
    'handle invokeStatic method Main twice (I)I',
  ],
  [boot('outer', 'Ljava/lang/String;', 'ILjava/util/List;'), 'dynamic 0 five I', 'dynamic 6 list Ljava/util/List;'],
  [boot('many', 'Ljava/lang/String;', '[Ljava/lang/Object;'), 'int 1', '"b"', 'class java/lang/Runnable'],
  [boot('many', 'Ljava/lang/String;', '[Ljava/lang/Object;')],
  [standard('enumConstant', 'Ljava/lang/Enum;')],
  [standard('primitiveClass', 'Ljava/lang/Class;')],
  [standard('getStaticFinal', 'Ljava/lang/Object;', 'Ljava/lang/Class;'), 'class java/lang/Integer'],
  [
    standard('invoke', 'Ljava/lang/Object;', 'Ljava/lang/invoke/MethodHandle;[Ljava/lang/Object;'),
    'handle invokeVirtual method java/lang/String concat (Ljava/lang/String;)Ljava/lang/String;',
    '"con"',
    '"cat"',
  ],
  [boot('throwsException', 'I')],
  [boot('throwsError', 'I')],
  [boot('nothing', 'Ljava/lang/Integer;')],
  [boot('isMissing', 'I')],
  [siteBoot('plain')],
  [siteBoot('withArguments', 'ILjava/lang/String;'), 'int 9', '"static"'],
  [siteBoot('counting')],
  [siteBoot('noSite')],
  [siteBoot('otherType')],
  [siteBoot('siteException')],
  [siteBoot('siteError')],
  [siteBoot('noCallSite', '', 'Ljava/lang/Object;')],
  [siteBoot('plain')],
  [siteBoot('plain')],
  [siteBoot('wrapping', 'Ljava/util/List;'), 'dynamic 6 list Ljava/util/List;'],
]

export const MAIN = `import java.lang.invoke.*;
import java.util.*;
public class Main {
  static int counter;
  static int made;

  static int twice(int x) { return x * 2; }
  static int divide(int x) { return 10 / x; }
  static long mix(int a, long b, double c) { return a + b * 3 + (long) c; }
  static int count() { return ++counter; }

  static int five(MethodHandles.Lookup lookup, String name, Class<?> type) { System.out.println("boot " + name + " " + type + " " + lookup); return 5; }
  static long big(MethodHandles.Lookup lookup, String name, Class<?> type) { return Long.MIN_VALUE + 1; }
  static double pi(MethodHandles.Lookup lookup, String name, Class<?> type) { return Math.PI; }
  static float half(MethodHandles.Lookup lookup, String name, Class<?> type) { return -0.5f; }
  static Object byName(MethodHandles.Lookup lookup, String name, Class<?> type) {
    switch (name) {
      case "yes": return true;
      case "letter": return '\\uffff';
      case "small": return (byte) -128;
      case "less": return (short) -32768;
      default: return "text of " + name;
    }
  }
  static List<Integer> list(MethodHandles.Lookup lookup, String name, Class<?> type) { made++; return new ArrayList<>(List.of(made)); }
  static String all(MethodHandles.Lookup lookup, String name, Class<?> type, int i, long l, float f, double d, String s, Class<?> c, MethodType t, MethodHandle h)
      throws Throwable {
    return name + i + " " + l + " " + f + " " + d + " " + s + " " + c + " " + t + " " + (int) h.invokeExact(8);
  }
  static String outer(MethodHandles.Lookup lookup, String name, Class<?> type, int five, List<?> list) { return five + " " + list; }
  static String many(MethodHandles.Lookup lookup, String name, Class<?> type, Object... args) { return name + Arrays.toString(args); }
  static int throwsException(MethodHandles.Lookup lookup, String name, Class<?> type) throws Exception {
    made++;
    throw new java.io.IOException("from the bootstrap " + made);
  }
  static int throwsError(MethodHandles.Lookup lookup, String name, Class<?> type) { made++; throw new AssertionError("error " + made); }
  static Integer nothing(MethodHandles.Lookup lookup, String name, Class<?> type) { return null; }

  static CallSite plain(MethodHandles.Lookup lookup, String name, MethodType type) throws Exception {
    System.out.println("link " + name + " " + type + " " + lookup.lookupClass().getName());
    return new ConstantCallSite(MethodHandles.lookup().findStatic(Main.class, name, type));
  }
  static String shown(int number, String text, int a, String b) { return number + text + a + b; }
  static CallSite withArguments(MethodHandles.Lookup lookup, String name, MethodType type, int number, String text) throws Exception {
    MethodHandle handle = MethodHandles.lookup().findStatic(Main.class, "shown",
        MethodType.methodType(String.class, int.class, String.class, int.class, String.class));
    return new ConstantCallSite(MethodHandles.insertArguments(handle, 0, number, text));
  }
  static CallSite counting(MethodHandles.Lookup lookup, String name, MethodType type) throws Exception {
    MutableCallSite site = new MutableCallSite(type);
    site.setTarget(MethodHandles.lookup().findStatic(Main.class, "count", type));
    sites.add(site);
    return site;
  }
  static final List<MutableCallSite> sites = new ArrayList<>();
  static CallSite noSite(MethodHandles.Lookup lookup, String name, MethodType type) { made++; return null; }
  static CallSite otherType(MethodHandles.Lookup lookup, String name, MethodType type) {
    return new ConstantCallSite(MethodHandles.constant(String.class, "x"));
  }
  static CallSite siteException(MethodHandles.Lookup lookup, String name, MethodType type) throws Exception {
    made++;
    throw new IllegalStateException("no site " + made);
  }
  static CallSite siteError(MethodHandles.Lookup lookup, String name, MethodType type) { throw new StackOverflowError("thrown"); }
  static Object noCallSite(MethodHandles.Lookup lookup, String name, MethodType type) { return "text"; }
  static CallSite wrapping(MethodHandles.Lookup lookup, String name, MethodType type, List<?> list) {
    return new ConstantCallSite(MethodHandles.constant(String.class, "wraps " + list));
  }

  interface Step { Object run() throws Throwable; }

  static void show(String name, Step step) {
    for (int i = 0; i < 2; i++) {
      try {
        System.out.println(name + ": " + step.run());
      } catch (Throwable e) {
        System.out.print(name + ": " + e);
        // Whether the same error has its cause again when it is thrown again, is up to the JVM; so are the words of an inner null.
        Throwable cause = i == 0 && e instanceof BootstrapMethodError ? e.getCause() : null;
        System.out.println(cause == null ? "" : " <- " + (cause instanceof NullPointerException ? cause.getClass() : cause));
      }
    }
  }

  public static void main(String[] args) {
    CALLS
    sites.get(0).setTarget(MethodHandles.constant(int.class, 55));
    show("siteMutable", () -> Dynamic.siteMutable());
    System.out.println(sites.size() + " " + made + " " + counter);
  }
}
`
