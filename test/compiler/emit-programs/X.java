import java.util.*;
import java.util.function.*;
import java.io.*;
import p.Base;

public class X extends Base {
  static StringBuilder log = new StringBuilder();
  static void p(Object o) { System.out.println(o); }
  class In {
    String go() { return hello("x") + count + total + sh(3) + X.this.hello("q") + X.super.hello("s"); }
  }
  @Override protected String hello(String who) { return "over " + super.hello(who); }
  Supplier<String> sup() { return () -> super.hello("lam") + count; }
  Function<String, String> supRef() { return super::hello; }

  enum Op implements IntBinaryOperator {
    ADD("+") { public int applyAsInt(int a, int b) { return a + b; } },
    MUL("*") { public int applyAsInt(int a, int b) { return a * b; } },
    ;
    final String sym;
    private static final Map<String, Op> BY = new HashMap<>();
    static { for (Op o : values()) BY.put(o.sym, o); }
    Op(String s) { sym = s; }
    static Op of(String s) { return BY.get(s); }
  }
  record Pt<T extends Comparable<T>>(T a, int... rest) implements Comparable<Pt<T>> {
    static int made;
    Pt { made++; if (rest.length > 2) throw new IllegalArgumentException("many"); }
    Pt(T a) { this(a, 1, 2); }
    public int compareTo(Pt<T> o) { return a.compareTo(o.a); }
  }
  sealed interface Sh permits Ci, Sq {}
  record Ci(double r) implements Sh {}
  record Sq(double s) implements Sh {}
  static double area(Sh s) {
    if (s instanceof Ci c && c.r() > 1) return c.r() * 3;
    if (!(s instanceof Sq q)) return -1;
    return q.s() * q.s();
  }
  static int fin(int k) {
    int x = 0;
    outer:
    for (int i = 0; ; i++) {
      try {
        try {
          if (k == 0) return x;
          if (k == 1) { k = 2; continue outer; }
          if (k == 2) break outer;
          if (k == 3) throw new IllegalStateException("three");
          x += k--;
        } finally { x += 10; log.append("f").append(k); }
      } catch (IllegalStateException | IllegalArgumentException e) {
        x += e.getMessage().length();
        k = 5;
        if (x > 100) return x;
      } finally {
        x += 100;
        if (x > 1000) { log.append('!'); break; }
      }
    }
    return -x;
  }
  @SuppressWarnings("finally")
  static int ret() { try { throw new RuntimeException(); } finally { return 3; } }
  static String sw(String s) {
    switch (s) {
      case "Aa": case "BB": log.append("coll"); return "AaBB";
      case "C#": return "c#";
      case "Bb": break;
      default: return "def";
    }
    return "after";
  }
  static int sw2(Object o) {
    return 1 + switch (o.toString()) {
      case "a", "b" -> 1;
      case "c" -> { int z = 5; yield z * 2; }
      case "t" -> { try { yield Integer.parseInt("x"); } catch (NumberFormatException e) { yield 77; } finally { log.append("swf"); } }
      default -> throw new IllegalArgumentException(o + "");
    } * 2;
  }
  static String en(Op o) { return switch (o) { case ADD -> "add"; case MUL -> "mul"; }; }
  static class Res implements AutoCloseable {
    final String n; final boolean fail;
    Res(String n, boolean fail) { this.n = n; this.fail = fail; log.append("open").append(n); }
    public void close() throws IOException { log.append("close").append(n); if (fail) throw new IOException("close " + n); }
  }
  static Res make(String n) { return n == null ? null : new Res(n, true); }
  static String twr(boolean t) throws Exception {
    Res given = new Res("g", false);
    try (Res a = new Res("a", false); Res b = make("b"); Res c = make(null); given) {
      if (t) throw new IllegalStateException("body");
      return "ok";
    } catch (IllegalStateException e) {
      return e.getMessage() + Arrays.toString(e.getSuppressed());
    } catch (IOException e) { return "io " + e.getMessage(); }
    finally { log.append("|"); }
  }
  static <T extends Number & Comparable<T>> int cmp(T a, T b) { return a.compareTo(b) + a.intValue(); }
  static abstract class Node<T> { abstract T get(); void set(T t) { p("set " + t); } T both(T t) { set(t); return get(); } }
  static class SN extends Node<String> { String get() { return "sn"; } @Override void set(String s) { p("sn " + s.length()); } }
  interface Greeter { default String g() { return "g" + h() + st(); } private String h() { return "h"; } static String st() { return "s"; } }
  static class Gr implements Greeter { public String g() { return Greeter.super.g() + "!"; } }
  static class Pro extends Base {
    int v;
    Pro(int k) { super(() -> log.append("pro").append(k)); v = k; }
    Pro(String s, List<String> l) { this(l.size() + s.length() + ((Supplier<Integer>) () -> l.get(0).length() + s.length()).get()); }
  }
  class Gen<T> { T t; Gen(T t) { this.t = t; } class Deep { T again() { return t; } int c() { return count; } } }
  int fld = 3; long lf = 4; byte bf = 120; Integer box = 5; String str = "s"; int[] arr = {1, 2, 3}; static char sc = 'a'; Integer[] boxes = {1, 2};
  int calls; X self() { calls++; return this; } int idx() { return calls++ % 2; }
  void compound() {
    fld += 2.7; lf <<= 33; bf += 10; bf++; --bf; box += 2; box++; ++box; str += 1 + 2 + "x" + null + 'c'; arr[1] *= 3; sc += 2; sc++;
    p(fld + " " + lf + " " + bf + " " + box + " " + str + " " + arr[1] + " " + sc);
    p(self().fld++ + self().arr[idx()]++ + (self().box += 3) + self().box-- + " " + calls);
    boxes[idx()]++; boxes[idx()] += 7; p(Arrays.toString(boxes) + calls);
    short sh = (short) 70000; sh >>>= 1; int i = 'a' + 1; char ch = 'a'; ch++; ch += 1; p(sh + " " + i + ch);
    long l = 1; l += 1.5f; int sft = 1; sft <<= 33L; p(l + " " + sft + " " + (1 << 33L) + " " + (5 & 3 | 4 ^ 1) + (~7L));
    double d = 0.0; d++; float f = 1; f /= 3; p(d + " " + f + " " + (f > d) + (Double.NaN >= 1) + !(Double.NaN < 1) + (0.0 == -0.0));
    Character cc = 'x'; cc++; p(cc); Long LL = 5L; LL *= 2; p(LL); Object o = 5; o = (Integer) o + 1; p(o); Boolean bb = true; bb &= false; p(bb);
    boolean t = true; t |= i > 3 ^ t; p(t); int[][] m = new int[3][4]; m[1][2] = 5; int[][][] n = new int[2][][]; p(m[1][2]++ + ++m[1][2] + " " + n.length + n[0]);
    String[][] sa = {{"a"}, {}, {"b", "c"}}; p(sa[2][1] + sa.length + int[].class + String[][].class + int.class + void.class);
    final int K = 5; byte bk = K; switch (i) { case K: case 98: int q; q = 3; p(q); default: q = 4; p(q); }
    p(i > 3 ? 1 : 2.0); p((i > 3 ? (Integer) null : "z")); p(true ? 'a' : 0); Integer nul = null; try { int z = nul; p(z); } catch (NullPointerException e) { p("npe"); }
  }
  static String locals() {
    int a = 1; String s = "cap"; long w = 9;
    class L1 { int x = a; String f() { return s + x + w; } class L1In { String g() { return s + x + f(); } } }
    class L2 extends L1 { L2() { super(); } String f() { return super.f() + a + new L1().f(); } }
    Supplier<L1> mk = L2::new; Runnable r = new Runnable() { int c = a; { c += w; } public void run() { p(c + s + new L2().f()); Runnable r2 = () -> p(this.c + s); r2.run(); } };
    r.run();
    return mk.get().f();
  }
  static void lambdas() {
    int k = 10; String[] names = {"b", "a", "c"};
    Function<Integer, Function<Integer, Integer>> add = x -> y -> x + y + k; p(add.apply(1).apply(2));
    Arrays.sort(names, Comparator.reverseOrder()); p(Arrays.asList(names)); Arrays.sort(names, String::compareTo); p(String.join(",", names));
    IntFunction<int[]> mk = int[]::new; p(mk.apply(3).length); Supplier<List<String>> ls = ArrayList::new; p(ls.get()); Function<String, Integer> len = String::length; p(len.apply("four"));
    Object lock = "bound"; Supplier<String> bs = lock::toString; p(bs.get()); BiFunction<Integer, Integer, Integer> mx = Math::max; p(mx.apply(3, 4)); Runnable r = (Runnable & Serializable) () -> p("ser"); r.run(); p(r instanceof Serializable);
    Function<Object[], List<Object>> va = Arrays::asList; p(va.apply(new Object[] {1, 2})); BiFunction<String, Integer, String> vf = X::va; p(vf.apply("v", 3));
    int[] arr = {3, 1}; Supplier<int[]> cl = arr::clone; p(cl.get().length); Callable2<String> c2 = () -> { if (k > 100) throw new Exception(); return "c2"; }; try { p(c2.call()); } catch (Exception e) { }
    ToIntFunction<Integer> un = Integer::intValue; p(un.applyAsInt(8)); Consumer<String> cons = log::append; cons.accept("cons"); Supplier<X.Gen<String>> gg = () -> new X().new Gen<>("gen"); p(gg.get().t);
    Map<String, List<Integer>> m = new TreeMap<>(); for (int i = 0; i < 6; i++) m.computeIfAbsent(i % 2 == 0 ? "e" : "o", z -> new ArrayList<>()).add(i); m.forEach((a, b) -> p(a + b)); int total = 0; for (Map.Entry<String, List<Integer>> e : m.entrySet()) for (int v : e.getValue()) total += v; p(total);
  }
  interface Callable2<V> { V call() throws Exception; }
  static String va(String s, Object... os) { return s + os.length; }
  static int sync(Object o, int x) { synchronized (o) { synchronized (log) { if (x > 2) return x; } x++; } return -x; }
  static String big() { String a = "z"; return a+1+a+2+a+3L+a+4.0+a+5f+a+'c'+a+true+a+null+a+(char) 1+a+"\2"+a+new int[0].length+(a + a) + (1 + 2); }
  static void asserts() { assert log != null : "x" + 1; try { assert log == null : 5; p("no"); } catch (AssertionError e) { p("ae " + e.getMessage()); } }
  static long spin(long n) { long s = 0; do { if ((n & 1) == 0) { n >>= 1; continue; } n--; s += n; } while (n > 0); return s; }
  static <T> T[] arrOf(T... ts) { return ts; }
  static int depth; static int rec(int n) { return n <= 1 ? 1 : n * rec(n - 1); }
  static boolean sc(boolean a, boolean b, boolean c) { return a && (b || c) && !(a && b && c) || (a ? b : c) && a != b; }
  public static void main(String[] args) throws Exception {
    X x = new X(); p(x.new In().go()); p(x.sup().get()); p(x.supRef().apply("r")); p(Op.of("+").applyAsInt(2, 3) + en(Op.MUL) + Op.valueOf("MUL").applyAsInt(4, 5) + Op.ADD.getDeclaringClass());
    p(new Pt<>("a").compareTo(new Pt<>("b", 3)) + " " + Pt.made + " " + new Pt<>("q").a() + new Ci(2) + new Ci(2).equals(new Ci(2)) + new Ci(3).hashCode()); p(area(new Ci(2)) + area(new Sq(3)) + area(new Ci(1)));
    for (int i = 0; i < 8; i++) p(fin(i)); p(ret()); for (String s : "Aa BB C# Bb x".split(" ")) p(sw(s)); for (String s : "a b c t".split(" ")) p(sw2(s)); try { sw2("zz"); } catch (IllegalArgumentException e) { p(e.getMessage()); }
    p(twr(true)); p(twr(false)); p(cmp(3, 4)); Node<String> n = new SN(); p(n.both("abc")); p(new Gr().g()); p(new Pro("k", List.of("a", "bb")).v); X.Gen<String>.Deep d = x.new Gen<>("deep").new Deep(); p(d.again().length() + d.c());
    x.compound(); p(locals()); lambdas(); p(sync("a", 1) + sync("b", 5)); p(big()); asserts(); p(spin(100)); p(arrOf("a", "b").length + arrOf(1, 2)[1]); p(rec(6)); for (int i = 0; i < 8; i++) p(sc((i & 1) > 0, (i & 2) > 0, (i & 4) > 0));
    Iterator<Integer> it = new Iterator<>() { int i = 0; public boolean hasNext() { return i < 3; } public Integer next() { return i++; } }; Iterable<Integer> itb = () -> it; for (int v : itb) p(v); for (char ch : "hey".toCharArray()) { if (ch == 'e') continue; p(ch); }
    List<? super Integer> sup = new ArrayList<Number>(List.of(1.5)); sup.add(3); for (Object o : sup) p(o); StringBuilder sb = new StringBuilder(); l: for (int i = 0; i < 5; i++) { for (int j = 0; j < 5; j++) { if (j == 3) continue l; if (i == 3) break l; sb.append(i * j); } } p(sb); p(log);
    Object o = args; if (o instanceof String[] sa && sa.length == 0) p("empty"); while (!(o instanceof Integer in)) { o = 42; } p(in + 1); p(((Function<Integer, Integer> & Serializable) q -> q + 1).apply(1));
  }
}
