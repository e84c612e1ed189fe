/**
 * What every generated program has: the checksum `cs`, into which t() takes a value and x() an exception; the first values
 * are printed, so that a difference shows where it began. Lines that begin with "message" depend on how the class file
 * names things (local variables without names, line numbers).
 *
 * Floating-point values are taken by their bits: their shortest decimal form differs between versions of Java.
 */
export const PRELUDE = `
  static long cs = 17;
  static int traced;
  static final StringBuilder out = new StringBuilder();
  static final Object LOCK = new Object();
  static int eaten;

  static void t(int id, long value) {
    cs = cs * 31 + value + id;
    traced++;
    if (traced < 150 || (traced & (traced - 1)) == 0) say("t" + id, value);
  }

  static void x(int id, Throwable e) {
    t(id, h(e.getClass().getName()));
    if (e instanceof Failure) t(id, ((Failure) e).code);
    for (Throwable s : e.getSuppressed()) t(id, h(s.getMessage()));
    if (traced < 150) {
      StackTraceElement[] trace = e.getStackTrace();
      int depth = 0;
      while (depth < trace.length && trace[depth].getClassName().startsWith("Main")) depth++;
      say("message " + e.getMessage() + " at " + trace[0] + " of " + depth, id);
    }
  }

  static void say(String what, long value) {
    out.append(what).append(' ').append(value).append('\\n');
    if (out.length() > 4000) flush();
  }

  static void flush() {
    System.out.print(out);
    out.setLength(0);
  }

  static void end() {
    say("traced", traced);
    say("eaten", eaten);
    say("checksum", cs);
    flush();
  }

  static long h(long v) { return v; }
  static long h(int v) { return v; }
  static long h(boolean v) { return v ? 1 : 0; }
  static long h(float v) { return Float.floatToIntBits(v); }
  static long h(double v) { return Double.doubleToLongBits(v); }
  static long h(Object v) {
    if (v == null) return -5;
    if (v instanceof int[]) return java.util.Arrays.hashCode((int[]) v);
    if (v instanceof long[]) return java.util.Arrays.hashCode((long[]) v);
    if (v instanceof byte[]) return java.util.Arrays.hashCode((byte[]) v);
    if (v instanceof short[]) return java.util.Arrays.hashCode((short[]) v);
    if (v instanceof char[]) return java.util.Arrays.hashCode((char[]) v);
    if (v instanceof boolean[]) return java.util.Arrays.hashCode((boolean[]) v);
    if (v instanceof float[]) return java.util.Arrays.hashCode((float[]) v);
    if (v instanceof double[]) return java.util.Arrays.hashCode((double[]) v);
    if (v instanceof Object[]) {
      long r = 7;
      for (Object each : (Object[]) v) r = r * 31 + h(each);
      return r;
    }
    // An anonymous class has no text of its own.
    String s = v.toString();
    return s.indexOf('@') >= 0 ? 3 : s.hashCode();
  }

  static void eat(int v) { eaten += v; }
  static void eat(long v) { eaten ^= (int) (v ^ v >>> 32); }
  static void eat(double v) { eat(Double.doubleToLongBits(v)); }
  static void eat(boolean v) { if (v) eaten++; }
  static void eat(String v) { eaten += v == null ? 1 : v.hashCode(); }

  static int at(int i, int length) {
    return length == 0 ? 0 : (i & 0x7fffffff) % length;
  }

  static int cell(int[] row, int i) { return row[at(i, row.length)]; }
  static long cell(long[] row, int i) { return row[at(i, row.length)]; }
  static String cut(String s) { return s.length() > 40 ? s.substring(s.length() - 21) : s; }
  static String part(String s, int i) { return s.substring(at(i, s.length() + 1)); }

  static int[] fill(int[] a) { for (int i = 0; i < a.length; i++) a[i] = i * 7 - 3; return a; }
  static long[] fill(long[] a) { for (int i = 0; i < a.length; i++) a[i] = i * 0x100000003L; return a; }
  static byte[] fill(byte[] a) { for (int i = 0; i < a.length; i++) a[i] = (byte) (i * 37); return a; }
  static short[] fill(short[] a) { for (int i = 0; i < a.length; i++) a[i] = (short) (i * 9999); return a; }
  static char[] fill(char[] a) { for (int i = 0; i < a.length; i++) a[i] = (char) (i * 9999); return a; }
  static boolean[] fill(boolean[] a) { for (int i = 0; i < a.length; i++) a[i] = i % 3 == 0; return a; }
  static float[] fill(float[] a) { for (int i = 0; i < a.length; i++) a[i] = i * 0.3f; return a; }
  static double[] fill(double[] a) { for (int i = 0; i < a.length; i++) a[i] = i * 0.7 - 1; return a; }
  static String[] fill(String[] a) { for (int i = 0; i < a.length; i += 2) a[i] = "s" + i; return a; }

  interface Mixed { long mix(long a, int b, double c); }

  static class Failure extends RuntimeException {
    final int code;
    Failure(int code) { super("failure " + code); this.code = code; }
  }

  static class Worse extends Failure {
    Worse(int code) { super(code ^ 1); }
    public String getMessage() { return "worse " + super.getMessage(); }
  }

  static class Resource implements AutoCloseable {
    final int id;
    Resource(int id) { this.id = id; t(9001, id); }
    public void close() {
      t(9002, id);
      if (id == 5) throw new Failure(55);
    }
  }

  enum Color {
    RED, GREEN { int weight(int k) { return k * 5; } }, BLUE;
    int weight(int k) { return k + ordinal(); }
  }

  record Pair(int a, long b, String c) {}
`
