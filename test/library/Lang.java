import java.util.*;

/** Exercises java.lang; the output is compared with that of a JDK. */
public class Lang {
  enum Color { RED, GREEN { String say() { return "g"; } }, BLUE; String say() { return name().toLowerCase(); } }

  interface Body { Object run() throws Throwable; }

  static void p(Object o) { System.out.println(o); }

  static void t(String name, Body b) {
    String r;
    try {
      Object o = b.run();
      r = o instanceof Object[] ? Arrays.toString((Object[]) o) : o instanceof char[] ? new String((char[]) o) : o instanceof byte[] ? Arrays.toString((byte[]) o) : String.valueOf(o);
    } catch (Throwable e) {
      r = "!" + (e instanceof NullPointerException ? "NullPointerException" : e);
    }
    System.out.println(name + ": " + r);
  }

  static class Res implements AutoCloseable { String n; Res(String n) { this.n = n; } public void close() throws Exception { throw new Exception("close " + n); } }

  static void strings() throws Exception {
    String s = "Hello, Wörld €𝄞!";
    p(s.length() + " " + s.codePointCount(0, s.length()) + " " + s.hashCode() + " " + s.indexOf('o') + s.lastIndexOf('o') + s.indexOf("lo") + s.indexOf(0x1d11e) + s.lastIndexOf("l"));
    p(s.toUpperCase() + s.toLowerCase() + "straße ŉ ΑΣ ΣΑΣ.".toUpperCase() + "ΑΣ ΣΑΣ. İI".toLowerCase());
    p(s.substring(3) + "|" + s.substring(2, 5) + "|" + s.replace('l', 'L') + "|" + s.replace("l", "[]") + "|" + "aaa".replace("aa", "b") + "|" + "abc".replace("", "-"));
    p(Arrays.toString(s.getBytes("UTF-8")) + Arrays.toString(s.getBytes("ISO-8859-1")) + Arrays.toString(s.getBytes("US-ASCII")) + Arrays.toString(s.getBytes("UTF-16")) + Arrays.toString(s.getBytes("UTF-16LE")));
    byte[] bad = {65, (byte) 0xc3, 66, (byte) 0xe2, (byte) 0x82, 67, (byte) 0xf0, (byte) 0x9d, (byte) 0x84, (byte) 0x9e, (byte) 0xff, (byte) 0xed, (byte) 0xa0, (byte) 0x80, (byte) 0xc0, (byte) 0x80, (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80, (byte) 0xe2, (byte) 0x82};
    for (char c : new String(bad, "UTF-8").toCharArray()) System.out.print(Integer.toHexString(c) + " ");
    p("");
    p(new String(s.getBytes("UTF-16"), "UTF-16").equals(s) + " " + new String(s.getBytes("UTF-16LE"), "UTF-16LE").equals(s));
    for (String r : new String[] {",", "l", "\\.", "\\|", "\\s+", "[,;]", "", "x*", "o|l", "(,)", "\\s*,\\s*", "ab", "[^a-z]+"}) {
      for (String in : new String[] {"a,b,,c,,", "hello world", "a.b.c", " x  y z ", "a|b", "", ",", "a , b;c ,d", "abxabab", "foo12bar"}) {
        p(r + " / " + in + " -> " + Arrays.toString(in.split(r)) + Arrays.toString(in.split(r, 2)) + Arrays.toString(in.split(r, -1)) + in.split(r).length);
      }
    }
    p("a1b22c".replaceAll("[0-9]+", "<$0>") + "John Smith".replaceAll("(\\w+) (\\w+)", "$2, $1") + "aaa".replaceFirst("a", "b") + "x.y".replaceAll("\\.", "\\\\") + "abc".replaceAll("", "-") + "abc".replaceAll("x*", "-"));
    p("12345".matches("\\d+") + " " + "abc".matches("[a-c]{3}") + " " + "abcd".matches("[a-c]{3}") + " " + "a@b.c".matches("[^@]+@[^@]+\\.[a-z]+") + " " + "aXbX".matches("(a|b|X)*"));
    p("  x ".trim() + "|" + "\u2003 x \u2003".strip() + "|" + " x ".stripLeading() + "|" + " x ".stripTrailing() + "|" + "  ".isBlank() + "|" + "ab".repeat(3) + "|" + String.join("-", "a", "b", null) + String.join("/", List.of("x", "y")));
    p("a\nb\r\nc\n".indent(2) + "  a\n b".indent(-1) + "   a\n  b\n".stripIndent() + "  x\n    y".stripIndent() + "a\\tb\\n\\101\\s".translateEscapes());
    p("abc".compareTo("abd") + " " + "abc".compareTo("ab") + " " + "ABC".compareToIgnoreCase("abd") + " " + "Straße".equalsIgnoreCase("STRASSE") + " " + "aİ".equalsIgnoreCase("Ai") + " " + "abc".regionMatches(true, 1, "XBC", 1, 2) + " " + "abc".contentEquals(new StringBuilder("abc")));
    p(String.valueOf((Object) null) + String.valueOf(new char[] {'x', 'y'}) + String.valueOf(1.5f) + String.copyValueOf(new char[] {'a', 'b', 'c'}, 1, 2) + "%d%%".formatted(5));
    t("charAt", () -> "abc".charAt(3)); t("charAt-", () -> "abc".charAt(-1)); t("sub", () -> "abc".substring(2, 1)); t("sub4", () -> "abc".substring(4));
    t("cp", () -> "abc".codePointAt(5)); t("rep", () -> "a".repeat(-1)); t("new", () -> new String(new char[2], 1, 2)); t("bytes", () -> "a".getBytes("nope")); t("join", () -> String.join(null, "a")); t("npe", () -> "a".contains(null) ? 1 : 2);
    StringBuilder b = new StringBuilder("hello");
    b.append(1).append('c').append(2.5).append(true).append((String) null).append(new char[] {'x'}).append(5L).append(-7).append(Long.MIN_VALUE).append(Integer.MIN_VALUE).append(1.1f).append("abcdef", 1, 3).appendCodePoint(0x1d11e);
    p(b + " " + b.length() + " " + b.indexOf("l") + " " + b.lastIndexOf("l"));
    p(b.reverse()); b.setLength(5); p(b.insert(2, "XX").insert(0, 3.5).insert(1, true).deleteCharAt(0).delete(1, 3).replace(0, 2, "rep") + "|" + b.charAt(2) + b.capacity());
    b.setCharAt(0, 'Q'); p(b + " " + b.compareTo(new StringBuilder("R")));
    t("sb1", () -> new StringBuilder("abc").charAt(3)); t("sb2", () -> new StringBuilder("abc").deleteCharAt(3)); t("sb3", () -> new StringBuilder("abc").insert(4, "x")); t("sb4", () -> new StringBuilder("abc").delete(2, 1)); t("sb5", () -> new StringBuilder("abc").substring(2, 5)); t("sb6", () -> { new StringBuilder("abc").setCharAt(3, 'x'); return 1; }); t("sb7", () -> { new StringBuilder().setLength(-1); return 1; }); t("sb8", () -> new StringBuffer("abc").replace(4, 5, "x"));
    p(new StringBuffer("abc").append(1).insert(0, 'x').reverse());
  }

  static void numbers() {
    int[] is = {0, 1, -1, 9, 10, -10, 99, 100, 12345, Integer.MAX_VALUE, Integer.MIN_VALUE, 255, 65536, 1 << 30};
    for (int i : is) p(i + " " + Integer.toHexString(i) + " " + Integer.toOctalString(i) + " " + Integer.toBinaryString(i) + " " + Integer.toString(i, 36) + " " + Integer.toUnsignedString(i) + " " + Integer.bitCount(i) + Integer.numberOfLeadingZeros(i) + "," + Integer.numberOfTrailingZeros(i) + " " + Integer.reverse(i) + Integer.reverseBytes(i) + Integer.highestOneBit(i) + Integer.lowestOneBit(i) + Integer.signum(i) + Integer.rotateLeft(i, 5) + Integer.rotateRight(i, 5) + Integer.compareUnsigned(i, 7) + Integer.divideUnsigned(i, 7) + Integer.remainderUnsigned(i, 7));
    long[] ls = {0, 1, -1, 1234567890123L, -1234567890123L, Long.MAX_VALUE, Long.MIN_VALUE, 1000000000L, 999999999999999999L, 1000000000000000000L, 4294967296L};
    for (long l : ls) p(l + " " + Long.toHexString(l) + " " + Long.toOctalString(l) + " " + Long.toBinaryString(l) + " " + Long.toString(l, 36) + " " + Long.toUnsignedString(l) + " " + Long.toUnsignedString(l, 7) + Long.bitCount(l) + Long.numberOfLeadingZeros(l) + "," + Long.numberOfTrailingZeros(l) + " " + Long.reverse(l) + Long.reverseBytes(l) + Long.signum(l) + Long.divideUnsigned(l, 7) + Long.remainderUnsigned(l, -7) + " " + Long.hashCode(l) + Long.highestOneBit(l));
    for (String x : new String[] {"12", "-12", "+7", "", "-", "+", "2147483647", "2147483648", "-2147483648", "-2147483649", "12a", " 1", "0x10", "-0x10", "#ff", "010", "1_0", "１２"}) {
      t("int " + x, () -> Integer.parseInt(x)); t("hex " + x, () -> Integer.parseInt(x, 16)); t("dec " + x, () -> Integer.decode(x)); t("long " + x, () -> Long.parseLong(x)); t("u " + x, () -> Integer.parseUnsignedInt(x)); t("ul " + x, () -> Long.parseUnsignedLong(x)); t("byte " + x, () -> Byte.parseByte(x)); t("short " + x, () -> Short.parseShort(x));
    }
    t("null", () -> Integer.parseInt(null)); t("radix", () -> Integer.parseInt("1", 1)); t("radix", () -> Integer.parseInt("1", 99)); t("nulll", () -> Long.parseLong(null)); t("sub", () -> Integer.parseInt("xx12yy", 2, 4, 10));
    t("ul", () -> Long.parseUnsignedLong("18446744073709551615")); t("ul", () -> Long.parseUnsignedLong("18446744073709551616")); t("ul", () -> Long.parseUnsignedLong("99999999999999999999"));
    for (String x : new String[] {"1.5", "-1.5e3", "1e400", "1e-400", ".5", "5.", ".", "", " 2.5 ", "NaN", "-Infinity", "Infinit", "0x1.8p1", "0x.8p0", "0x1p", "1f", "1d", "1e", "1e+", "+.1E-2", "4.9e-324", "2.47e-324", "1.7976931348623157e308", "1.7976931348623159e308", "0x1.fffffffffffff8p1023", "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "1,5", "--1", "8.41921e-8", "3.4028236e38", "16777217", "16777217.0000001", "0.1"}) {
      t("double " + x, () -> Double.parseDouble(x)); t("float " + x, () -> Float.parseFloat(x));
    }
    t("null", () -> Double.parseDouble(null));
    double[] ds = {0.0, -0.0, 1.0, 1.5, 100, 1e7, 9999999, 0.0078125, 1048576.5, 1e21, 1e22, 0.1 + 0.2, Double.NaN, Double.POSITIVE_INFINITY, Math.PI, -1e100, 1 / 3.0};
    for (double d : ds) p(d + " " + (float) d + " " + Double.toHexString(d) + " " + Float.toHexString((float) d) + " " + Double.hashCode(d) + " " + (int) d + " " + (long) d + " " + Math.round(d) + " " + Math.round((float) d) + " " + Math.floor(d) + Math.ceil(d) + Math.rint(d) + " " + Math.ulp(d) + " " + Math.nextUp(d) + " " + Math.nextDown(d) + " " + Math.getExponent(d) + " " + Math.scalb(d, 3) + " " + Math.signum(d));
    p(Float.toHexString(Float.MIN_VALUE) + Float.toHexString(Float.MAX_VALUE) + Math.scalb(1.25, -1074) + Math.scalb(Double.MIN_VALUE, 2000) + Math.scalb(3.0, 1024) + Math.scalb(-1.0, -3000));
    p(Math.floorMod(-7, 3) + " " + Math.floorDiv(-7, 3) + " " + Math.floorMod(-7L, 3) + Math.floorDiv(-7L, -3L) + Math.multiplyHigh(Long.MAX_VALUE, 12345L) + Math.abs(-0.0) + Math.max(-0.0, 0.0) + Math.min(0.0, -0.0) + Math.max(Double.NaN, 1) + Math.hypot(3, 4) + Math.cbrt(27) + Math.toDegrees(Math.PI) + Math.toRadians(180) + Math.pow(2, 0.5) + Math.sin(1) + StrictMath.exp(1) + Math.log(10) + Math.log10(1000) + Math.atan2(1, -1));
    t("add", () -> Math.addExact(Integer.MAX_VALUE, 1)); t("mul", () -> Math.multiplyExact(Long.MAX_VALUE, 2L)); t("mul", () -> Math.multiplyExact(1L << 62, -2L)); t("toInt", () -> Math.toIntExact(1L << 40)); t("neg", () -> Math.negateExact(Long.MIN_VALUE)); t("abs", () -> Math.absExact(Integer.MIN_VALUE)); t("sub", () -> Math.subtractExact(Integer.MIN_VALUE, 1)); t("div", () -> 1 / (Integer.parseInt("0"))); t("fd", () -> Math.floorDiv(1, 0));
    p(Integer.valueOf(127) == Integer.valueOf(127)); p(Integer.valueOf(1).equals(1L)); p(Long.valueOf(5).hashCode() + Boolean.hashCode(true) + Character.valueOf('a').hashCode() + " " + Double.valueOf(0.0).equals(-0.0) + Double.compare(0.0, -0.0) + Double.valueOf(Double.NaN).equals(Double.NaN) + Short.toUnsignedInt((short) -1) + Byte.toUnsignedInt((byte) -1) + Short.reverseBytes((short) 0x1234));
  }

  static void chars() {
    int h = 0;
    for (int c = 0; c < 0x30000; c += c < 0x3000 ? 1 : 37) {
      int v = Character.getType(c) | (Character.isLetter(c) ? 64 : 0) | (Character.isDigit(c) ? 128 : 0) | (Character.isLetterOrDigit(c) ? 256 : 0) | (Character.isWhitespace(c) ? 512 : 0) | (Character.isSpaceChar(c) ? 1024 : 0) | (Character.isUpperCase(c) ? 2048 : 0) | (Character.isLowerCase(c) ? 4096 : 0) | (Character.isJavaIdentifierStart(c) ? 8192 : 0) | (Character.isJavaIdentifierPart(c) ? 16384 : 0) | (Character.isAlphabetic(c) ? 1 << 15 : 0) | (Character.isIdeographic(c) ? 1 << 16 : 0) | (Character.isUnicodeIdentifierPart(c) ? 1 << 17 : 0) | (Character.isMirrored(c) ? 1 << 18 : 0) | (Character.isISOControl(c) ? 1 << 19 : 0) | (Character.isTitleCase(c) ? 1 << 20 : 0) | (Character.isIdentifierIgnorable(c) ? 1 << 21 : 0) | (Character.isUnicodeIdentifierStart(c) ? 1 << 22 : 0);
      int w = Character.toUpperCase(c) * 3 + Character.toLowerCase(c) * 5 + Character.toTitleCase(c) * 7 + Character.digit(c, 36) * 11 + Character.getNumericValue(c) * 13 + Character.getDirectionality(c) * 17;
      h = h * 31 + v; h = h * 31 + w;
      if (c % 256 == 255) p(Integer.toHexString(c) + " " + h);
    }
    p(h + " " + Character.forDigit(11, 16) + Character.toString(0x1d11e) + Character.isSurrogatePair('\ud834', '\udd1e') + Character.toChars(0x1d11e).length + (char) Character.reverseBytes('a') + Character.MAX_RADIX);
    t("cp", () -> Character.toChars(-1));
  }

  static void exceptions() {
    t("npe", () -> { String s = null; return s.length(); });
    t("aioobe", () -> (new int[2][3])[1][5]); t("nas", () -> new int[Integer.parseInt("-1")]); t("cce", () -> { Object o = "x"; return (Integer) o; }); t("ase", () -> { Object[] o = new String[1]; o[0] = 1; return 0; });
    Exception e = new IllegalStateException("boom", new RuntimeException(new Error("deep")));
    p(e + " " + e.getCause() + " " + e.getCause().getCause() + " " + e.getCause().getMessage() + e.getSuppressed().length);
    t("cause", () -> new Exception("a", null).initCause(new Error())); t("self", () -> { Exception x = new Exception(); return x.initCause(x); }); t("sup", () -> { Exception x = new Exception(); x.addSuppressed(x); return 0; }); t("supn", () -> { new Exception().addSuppressed(null); return 0; });
    try (Res a = new Res("a"); Res b = new Res("b")) { throw new Exception("main"); } catch (Exception x) { p(x + Arrays.toString(x.getSuppressed())); }
    Exception c1 = new Exception("c1"), c2 = new Exception("c2", c1); c1.initCause(c2); c1.addSuppressed(new Exception("s"));
    c1.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "m", "A.java", 3), new StackTraceElement("B", "n", null, -1), new StackTraceElement("C", "o", "C.java", -2)});
    c2.setStackTrace(new StackTraceElement[] {new StackTraceElement("Z", "m", "A.java", 3), new StackTraceElement("C", "o", "C.java", -2)});
    c1.getSuppressed()[0].setStackTrace(new StackTraceElement[0]);
    java.io.StringWriter w = new java.io.StringWriter(); c1.printStackTrace(new java.io.PrintWriter(w)); p(w);
    p(new StackTraceElement("app", "mod", "1", "A", "m", "F", 2) + " " + new StackTraceElement("A", "m", "F", 2).hashCode());
    for (Throwable x : new Throwable[] {new ArrayIndexOutOfBoundsException(3), new StringIndexOutOfBoundsException(4), new IndexOutOfBoundsException(5), new IndexOutOfBoundsException(5L), new AssertionError(1.5), new AssertionError(e), new ExceptionInInitializerError(e), new ClassNotFoundException("x", e), new TypeNotPresentException("T", e), new java.io.UncheckedIOException(new java.io.IOException("io")), new InterruptedException("i"), new NoSuchFieldException("f"), new StackOverflowError(), new OutOfMemoryError("m"), new EnumConstantNotPresentException(Color.class, "X")}) p(x + " / " + x.getCause());
    StackTraceElement[] st = new Throwable().getStackTrace(); p(st[0].getMethodName() + st[0].getClassName() + st[1].getMethodName());
  }

  static int depth(int n) { return n == 0 ? 0 : 1 + depth(n - 1); }

  static void classes() throws Exception {
    Class<?>[] cs = {int.class, void.class, String.class, int[].class, String[][].class, Color.class, Color.GREEN.getClass(), Map.Entry.class, new Object() { }.getClass(), Runnable.class, Override.class, Thread.State.class};
    for (Class<?> c : cs) p(c + " " + c.getName() + " " + c.getSimpleName() + " " + c.getTypeName() + " " + c.getCanonicalName() + " " + c.getPackageName() + " " + c.isInterface() + c.isArray() + c.isPrimitive() + c.isEnum() + c.isAnonymousClass() + c.isMemberClass() + c.isAnnotation() + " " + c.getSuperclass() + " " + c.getComponentType() + " " + Arrays.toString(c.getInterfaces()) + " " + c.descriptorString() + " " + c.getDeclaringClass() + " " + c.getEnclosingClass());
    class Local { }
    p(Local.class.getSimpleName() + Local.class.getName() + Local.class.isLocalClass() + Local.class.getCanonicalName());
    p(Number.class.isInstance(5) + " " + Object[].class.isInstance(new String[0]) + " " + Number.class.isAssignableFrom(Integer.class) + int.class.isAssignableFrom(int.class) + " " + Integer.TYPE + Class.forName("java.util.ArrayList") + Class.forName("[I") + Class.forName("[Ljava.lang.String;"));
    t("forName", () -> Class.forName("no.Such")); t("cast", () -> Integer.class.cast("x")); t("sub", () -> String.class.asSubclass(Number.class));
    p(Arrays.toString(Color.values()) + Color.valueOf("RED") + Color.BLUE.compareTo(Color.RED) + Color.GREEN.getDeclaringClass() + Color.GREEN.say() + Color.BLUE.say() + Arrays.toString(Color.class.getEnumConstants()) + Enum.valueOf(Color.class, "BLUE").ordinal());
    t("enum", () -> Color.valueOf("PINK")); t("enumn", () -> Color.valueOf(null));
    int[][] a = (int[][]) java.lang.reflect.Array.newInstance(int.class, 2, 3); a[1][2] = 5; p(Arrays.deepToString(a) + java.lang.reflect.Array.getLength(a) + java.lang.reflect.Array.get(a[1], 2));
    t("arr", () -> java.lang.reflect.Array.get("x", 0)); t("arr", () -> java.lang.reflect.Array.getInt(new long[1], 0)); t("arr", () -> { int[] x = new int[1]; java.lang.reflect.Array.set(x, 0, "s"); return x; }); t("arr", () -> java.lang.reflect.Array.newInstance(int.class, -1)); t("arr", () -> java.lang.reflect.Array.getLength("x"));
    int[] cl = {1, 2, 3}; int[] c2 = cl.clone(); c2[0] = 9; p(Arrays.toString(cl) + Arrays.toString(c2));
    t("copy", () -> { System.arraycopy(new int[2], 0, new int[2], 1, 2); return 0; }); t("copy", () -> { System.arraycopy(new int[2], 0, new long[2], 0, 1); return 0; }); t("copy", () -> { System.arraycopy("x", 0, new long[2], 0, 1); return 0; }); t("copy", () -> { System.arraycopy(new Object[] {"a", 1}, 0, new String[2], 0, 2); return 0; });
    p(System.getProperty("line.separator").length() + System.getProperty("nope", "dflt") + System.getProperty("java.version").startsWith("17") + System.lineSeparator().length() + System.identityHashCode(null));
    Thread th = Thread.currentThread(); p(th + th.getName() + th.getPriority() + th.isDaemon() + th.isAlive() + th.getState() + th.getId() + th.getThreadGroup());
    Thread.currentThread().interrupt(); t("sleep", () -> { Thread.sleep(5); return 0; }); p(Thread.interrupted());
    ThreadLocal<Integer> tl = ThreadLocal.withInitial(() -> 7); p(tl.get()); tl.set(8); p(tl.get()); tl.remove(); p(tl.get());
    p(depth(500)); p("abc" == ("a" + "bc").intern()); p(Objects.hash(1, "a", null) + " " + Objects.equals(null, null) + Objects.toString(null, "d")); t("idx", () -> Objects.checkIndex(5, 3)); t("rng", () -> Objects.checkFromToIndex(2, 1, 3)); t("siz", () -> Objects.checkFromIndexSize(2, 2, 3)); t("rnn", () -> Objects.requireNonNull(null, "msg"));
    t("wait", () -> { new Object().notify(); return 0; }); t("clone", () -> new Lang().clone());
    p(Runtime.getRuntime().availableProcessors() > 0); p(Runtime.getRuntime().totalMemory() > 0);
  }

  public static void main(String[] args) throws Exception { strings(); numbers(); chars(); exceptions(); classes(); }
}
