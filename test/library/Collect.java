import java.util.*;
import java.util.function.*;

/** Exercises the collections; the output is compared with that of a JDK. */
public class Collect {
  interface Body { Object run() throws Throwable; }

  static void p(Object o) { System.out.println(o); }

  static void t(String name, Body b) {
    String r;
    try { r = String.valueOf(b.run()); } catch (Throwable e) { r = "!" + (e instanceof NullPointerException ? "NullPointerException" : e); }
    System.out.println(name + ": " + r);
  }

  /** A small generator of its own, so that this does not depend on Random. */
  static int seed = 1;
  static int rnd(int n) { seed = seed * 1103515245 + 12345; return (seed >>> 8) % n; }

  static void list(List<Integer> l, String n) {
    l.clear();
    for (int i = 0; i < 300; i++) {
      switch (rnd(10)) {
        case 0: case 1: case 2: l.add(rnd(50)); break;
        case 3: l.add(rnd(l.size() + 1), rnd(50)); break;
        case 4: if (!l.isEmpty()) l.remove(rnd(l.size())); break;
        case 5: l.remove((Object) rnd(50)); break;
        case 6: if (!l.isEmpty()) l.set(rnd(l.size()), rnd(50)); break;
        case 7: l.addAll(rnd(l.size() + 1), Arrays.asList(rnd(50), rnd(50))); break;
        case 8: if (l.size() > 4) l.subList(1, 3).clear(); break;
        default: ListIterator<Integer> it = l.listIterator(rnd(l.size() + 1)); if (it.hasNext()) { it.next(); it.set(-1); it.add(rnd(9)); } if (it.hasPrevious()) { it.previous(); it.remove(); }
      }
    }
    p(n + l + l.size() + " " + l.hashCode() + " " + l.indexOf(7) + l.lastIndexOf(7) + l.contains(3) + l.equals(new ArrayList<>(l)));
    l.sort(null); p(l); l.sort(Comparator.reverseOrder()); p(l); l.removeIf(x -> x % 3 == 0); p(l); l.replaceAll(x -> x * 2); p(l); l.retainAll(Set.of(2, 4, 8, 10, 16, 20, 22)); p(l); l.removeAll(List.of(4, 8)); p(l);
    List<Integer> sub = l.subList(0, Math.min(3, l.size())); p(sub + " " + sub.hashCode()); sub.add(99); p(l + " " + sub);
    t(n + "get", () -> l.get(100)); t(n + "get-", () -> l.get(-1)); t(n + "set", () -> l.set(100, 1)); t(n + "add", () -> { l.add(100, 1); return 0; }); t(n + "rem", () -> l.remove(100)); t(n + "sub", () -> l.subList(3, 1)); t(n + "sub", () -> l.subList(0, 1000)); t(n + "li", () -> l.listIterator(1000)); t(n + "it", () -> l.listIterator(l.size()).next()); t(n + "itr", () -> { l.iterator().remove(); return 0; });
    t(n + "cme", () -> { for (Integer i : l) l.add(1); return 0; }); t(n + "cmesub", () -> { List<Integer> s = l.subList(0, 1); l.add(3); return s.size(); }); t(n + "foreach", () -> { l.forEach(x -> l.add(1)); return 0; });
    p(Arrays.toString(l.toArray(new Integer[0])).length() > 0); p(l.toArray(new Integer[200])[l.size()]);
  }

  static void map(Map<Object, Integer> m, String n) {
    for (int i = 0; i < 400; i++) {
      Object k = n.startsWith("T") ? "k" + rnd(60) : rnd(4) == 0 ? (Object) (rnd(100000) * 17) : "k" + rnd(200);
      switch (rnd(9)) {
        case 0: case 1: case 2: case 3: m.put(k, rnd(100)); break;
        case 4: m.remove(k); break;
        case 5: m.merge(k, 1, Integer::sum); break;
        case 6: m.computeIfAbsent(k, x -> x.hashCode() % 7 == 0 ? null : x.hashCode()); break;
        case 7: m.computeIfPresent(k, (a, b) -> b % 2 == 0 ? null : b + 1); break;
        default: m.compute(k, (a, b) -> b == null ? (Integer) 1 : b > 50 ? null : (Integer) (b + 1)); m.putIfAbsent(k, 5); m.replace(k, 6); m.getOrDefault(k, 3);
      }
    }
    p(n + m + m.size() + " " + m.hashCode() + m.keySet().hashCode() + m.entrySet().hashCode() + m.equals(new HashMap<>(m)));
    p(m.keySet() + " " + m.values()); m.values().removeIf(x -> x % 2 == 0); p(m); Iterator<Map.Entry<Object, Integer>> it = m.entrySet().iterator(); it.next().setValue(12345); it.next(); it.remove(); p(m);
    m.keySet().removeIf(x -> x.toString().endsWith("5")); m.replaceAll((a, b) -> b / 2); p(m); p(m.containsValue(6172) + " " + m.containsKey("k1") + m.get("nope") + m.entrySet().contains(Map.entry("k1", 1)) + m.keySet().contains("k3"));
    StringBuilder sb = new StringBuilder(); m.forEach((a, b) -> sb.append(a).append(b)); p(sb); t(n + "cme", () -> { for (Object k : m.keySet()) m.put(n.startsWith("T") ? "new" + k : (Object) ("new" + k), 1); return 0; }); m.clear(); p(m.size() + "" + m + m.isEmpty()); t(n + "next", () -> m.entrySet().iterator().next());
    t(n + "null", () -> m.put(null, 1)); t(n + "nullg", () -> m.get(null)); p(m);
  }

  static void deque(Deque<Integer> d, String n) {
    for (int i = 0; i < 200; i++) {
      switch (rnd(9)) { case 0: case 1: d.addFirst(i); break; case 2: case 3: d.addLast(i); break; case 4: d.pollFirst(); break; case 5: d.pollLast(); break; case 6: d.removeFirstOccurrence(rnd(200)); break; case 7: d.removeLastOccurrence(rnd(200)); break; default: d.push(i); d.offer(i); }
    }
    p(n + d + d.peekFirst() + d.peekLast() + d.size()); Iterator<Integer> it = d.descendingIterator(); StringBuilder s = new StringBuilder(); while (it.hasNext()) { int v = it.next(); s.append(v).append(' '); if (v % 3 == 0) it.remove(); } p(s); p(d); d.removeIf(x -> x % 2 == 0); p(d); p(d.pop() + d.getLast() + d.element()); d.clear(); t(n, () -> d.pop()); t(n, () -> d.getFirst()); t(n, () -> d.removeLast()); t(n, () -> d.element()); p(d.poll() + "" + d.peek());
  }

  static void tree() {
    TreeMap<Integer, String> m = new TreeMap<>();
    for (int i = 0; i < 60; i++) m.put(rnd(100), "v" + i);
    p(m); p(m.firstKey() + " " + m.lastEntry() + m.lowerKey(50) + m.floorKey(50) + m.ceilingEntry(50) + m.higherKey(50) + m.lowerKey(-5));
    NavigableMap<Integer, String> s = m.subMap(20, true, 70, false); p(s); p(s.descendingMap()); p(s.headMap(40) + " " + s.tailMap(40, false) + s.firstEntry() + s.lastKey() + s.size() + s.descendingMap().headMap(50, true) + s.descendingKeySet() + s.floorKey(200) + s.ceilingKey(0) + s.higherKey(69));
    t("range", () -> s.put(5, "x")); t("range", () -> s.subMap(10, 30)); t("inv", () -> m.subMap(5, 1)); t("first", () -> new TreeMap<Integer, Integer>().firstKey()); s.keySet().removeIf(x -> x % 2 == 0); p(m); s.pollFirstEntry(); s.descendingMap().pollFirstEntry(); p(m); s.clear(); p(m + "" + m.size()); t("null", () -> m.put(null, "")); t("cce", () -> { TreeMap<Object, Object> o = new TreeMap<>(); o.put("a", 1); o.put(1, 1); return o; }); t("ncmp", () -> { TreeMap<Object, Object> o = new TreeMap<>(); o.put(new Object(), 1); return o; });
    for (int i = 0; i < 3000; i++) { int k = rnd(500); if (rnd(3) == 0) m.remove(k); else m.put(k, "" + k); } int h = 0; for (int k : m.keySet()) h = h * 31 + k; p(m.size() + " " + h); Iterator<Integer> it = m.keySet().iterator(); while (it.hasNext()) if (it.next() % 3 != 0) it.remove(); p(m.keySet()); Iterator<Integer> di = m.descendingKeySet().iterator(); while (di.hasNext()) if (di.next() % 2 != 0) di.remove(); p(m.keySet());
    TreeSet<String> set = new TreeSet<>(Comparator.comparing(String::length).thenComparing(Comparator.reverseOrder())); Collections.addAll(set, "a", "bb", "cc", "ddd", "b", "e"); p(set + set.first() + set.descendingSet() + set.headSet("bb") + set.tailSet("bb", false) + set.subSet("b", "ddd") + set.pollFirst() + set.pollLast() + set.floor("zz") + set.comparator().compare("a", "b")); p(set.clone());
    t("setnull", () -> new TreeSet<String>().add(null)); p(new TreeMap<>(Map.of(3, 1, 1, 2)).descendingMap().comparator().compare(1, 2));
  }

  static void collections() {
    List<Integer> l = new ArrayList<>(List.of(5, 3, 8, 1, 9, 2)); Collections.sort(l); p(l); Collections.reverse(l); p(l); Collections.swap(l, 0, 5); p(l); Collections.rotate(l, 2); p(l); Collections.rotate(l, -3); p(l); Collections.shuffle(l, new Random(42)); p(l); List<Integer> ll = new LinkedList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8)); Collections.shuffle(ll, new Random(7)); p(ll);
    p(Collections.max(l) + " " + Collections.min(l, Comparator.reverseOrder()) + Collections.frequency(l, 3) + Collections.disjoint(l, List.of(100)) + Collections.nCopies(3, "x") + Collections.emptyList() + Collections.singletonMap(1, 2) + Collections.indexOfSubList(List.of(1, 2, 3, 2, 3), List.of(2, 3)) + Collections.lastIndexOfSubList(List.of(1, 2, 3, 2, 3), List.of(2, 3)) + Collections.binarySearch(List.of(1, 3, 5), 4)); Collections.fill(l, 0); p(l); Collections.replaceAll(l, 0, 1); p(l);
    for (Object o : new Object[] {Collections.unmodifiableList(l), Collections.emptyList(), Collections.singletonList(1), List.of(1), List.of(1, 2, 3), Collections.nCopies(2, 2), Arrays.asList(1, 2)}) { @SuppressWarnings("unchecked") List<Integer> u = (List<Integer>) o; t("add", () -> u.add(1)); t("rem", () -> u.remove(0)); t("set", () -> u.set(0, 1)); t("clear", () -> { u.clear(); return 0; }); t("get", () -> u.get(7)); t("it", () -> { Iterator<Integer> i = u.iterator(); i.next(); i.remove(); return 0; }); t("nul", () -> u.contains(null)); t("sort", () -> { u.sort(null); return u; }); p(u + " " + u.hashCode()); }
    t("ofnull", () -> List.of(1, null)); t("dup", () -> Set.of(1, 1)); t("dupk", () -> Map.of(1, 1, 1, 2)); t("mapadd", () -> Map.of(1, 2).put(3, 4)); t("umap", () -> Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))).entrySet().iterator().next().setValue(3)); t("checked", () -> { @SuppressWarnings({"unchecked", "rawtypes"}) List<Object> c = (List) Collections.checkedList(new ArrayList<>(), String.class); c.add(1); return c; }); t("copy", () -> { Collections.copy(new ArrayList<>(), List.of(1)); return 0; }); p(Collections.synchronizedMap(new TreeMap<>(Map.of(1, 2))) + "" + Collections.list(Collections.enumeration(List.of(1, 2))) + Collections.unmodifiableSet(new LinkedHashSet<>(List.of(3, 1))) + Collections.newSetFromMap(new LinkedHashMap<>()) + Collections.asLifoQueue(new ArrayDeque<>(List.of(1, 2))));
    p(new TreeSet<>(Set.of("a", "b", "c")) + "" + new TreeMap<>(Map.of("x", 1, "y", 2)) + Set.of(1).contains(1) + Map.of("a", 1).get("a") + List.copyOf(l) + Map.entry(1, 2) + Set.copyOf(List.of(1, 1)).size() + Map.ofEntries(Map.entry("k", "v")));
    LinkedHashMap<String, Integer> lru = new LinkedHashMap<>(4, .75f, true) { protected boolean removeEldestEntry(Map.Entry<String, Integer> e) { return size() > 3; } }; for (String s : "a b c a d e a f".split(" ")) { lru.put(s, s.length()); lru.get("a"); } p(lru);
    p(new HashSet<>(Arrays.asList("banana", "apple", "cherry", "date", "elderberry", "fig", "grape", null, "Aa", "BB")) + "" + new LinkedHashSet<>(Arrays.asList(3, 1, 2, 3)));
    IdentityHashMap<String, Integer> ih = new IdentityHashMap<>(); String k = new String("k"); ih.put("k", 1); ih.put(k, 2); p(ih.size() + "" + ih.get(k) + ih.get("k") + ih.containsKey(new String("k"))); ih.remove(k); p(ih);
    Comparator<String> c = Comparator.nullsFirst(Comparator.comparing(String::length)); List<String> sl = new ArrayList<>(Arrays.asList("ccc", null, "a", "bb")); sl.sort(c.reversed()); p(sl); sl.sort(Comparator.nullsLast(Comparator.<String>naturalOrder())); p(sl); List<Map.Entry<String, Integer>> es = new ArrayList<>(Map.of("a", 3, "b", 1, "c", 2).entrySet()); es.sort(Map.Entry.comparingByValue()); p(es); es.sort(Map.Entry.<String, Integer>comparingByKey().reversed()); p(es); es.sort(Comparator.comparingInt(e -> -e.getValue())); p(es);
    Vector<Integer> v = new Vector<>(List.of(1, 2, 3)); v.addElement(4); v.insertElementAt(0, 0); p(v + "" + v.elementAt(2) + v.firstElement() + v.lastElement() + v.capacity()); t("v", () -> v.elementAt(9)); t("v", () -> v.get(9)); Stack<Integer> st = new Stack<>(); st.push(1); st.push(2); p(st + "" + st.peek() + st.search(1) + st.pop() + st.pop() + st.empty()); t("st", () -> st.pop());
    Hashtable<String, Integer> ht = new Hashtable<>(); for (int i = 0; i < 30; i++) ht.put("key" + i, i); p(ht); ht.remove("key3"); p(ht.keySet() + "" + ht.values() + Collections.list(ht.keys()) + ht.contains(5)); t("ht", () -> ht.put(null, 1)); t("ht", () -> ht.put("a", null)); Properties pr = new Properties(); pr.setProperty("b", "2"); pr.setProperty("a", "1"); try { pr.load(new java.io.StringReader("# c\nx = y z\\\n   w\n  k:v\nq\\ r=s\\u0041\\t|\nempty\n")); } catch (java.io.IOException e) { p(e); } p(pr + pr.getProperty("x") + pr.getProperty("zz", "d") + new TreeSet<>(pr.stringPropertyNames()));
  }

  static void arrays() {
    int[] a = new int[2000]; for (int i = 0; i < a.length; i++) a[i] = rnd(1000) - 500; Arrays.sort(a); boolean ok = true; for (int i = 1; i < a.length; i++) ok &= a[i - 1] <= a[i]; p(ok + " " + Arrays.hashCode(a)); long[] b = new long[3000]; for (int i = 0; i < b.length; i++) b[i] = i % 17 * 1000000007L * (i % 3 - 1); Arrays.sort(b); p(Arrays.hashCode(b)); double[] d = {3, -0.0, 0.0, Double.NaN, -1, Double.NEGATIVE_INFINITY, 0.0, -0.0, 1e300, Double.NaN, 2}; Arrays.sort(d); p(Arrays.toString(d)); float[] f = {3, -0f, 0f, Float.NaN, -1}; Arrays.sort(f, 1, 5); p(Arrays.toString(f)); byte[] by = new byte[100]; for (int i = 0; i < 100; i++) by[i] = (byte) (i * 77); Arrays.sort(by); p(Arrays.toString(by)); char[] ch = "the quick brown fox jumps over the lazy dog".toCharArray(); Arrays.sort(ch); p(new String(ch)); short[] sh = new short[500]; for (int i = 0; i < 500; i++) sh[i] = (short) rnd(65536); Arrays.sort(sh); p(Arrays.hashCode(sh)); int[] organ = new int[5000]; for (int i = 0; i < 5000; i++) organ[i] = Math.min(i, 5000 - i); Arrays.sort(organ); p(Arrays.hashCode(organ));
    Integer[] o = new Integer[500]; for (int i = 0; i < 500; i++) o[i] = rnd(5000); Arrays.sort(o, (x, y) -> x % 10 - y % 10); p(Arrays.toString(o)); Arrays.sort(o, Collections.reverseOrder()); p(Arrays.hashCode(o)); String[] s = "one two three four five six seven eight nine ten".split(" "); Arrays.sort(s, 2, 8); p(Arrays.toString(s)); Arrays.sort(s, Comparator.comparing(String::length)); p(Arrays.toString(s)); t("nsort", () -> { Arrays.sort(new Object[] {1, "a"}); return 0; }); t("nsort", () -> { Arrays.sort(new Object[] {new Object(), new Object()}); return 0; });
    p(Arrays.binarySearch(new int[] {1, 3, 5}, 3) + " " + Arrays.binarySearch(new int[] {1, 3, 5}, 4) + " " + Arrays.binarySearch(s = new String[] {"a", "c"}, "b") + Arrays.equals(new int[] {1}, new int[] {1}) + Arrays.deepEquals(new Object[] {new int[] {1}, "x"}, new Object[] {new int[] {1}, "x"}) + Arrays.deepToString(new Object[] {1, null, new int[] {1}, new String[][] {{"q"}}}) + Arrays.deepHashCode(new Object[] {new long[] {5}, "x"}) + Arrays.compare(new int[] {1, 2}, new int[] {1, 3}) + Arrays.mismatch(new int[] {1, 2}, new int[] {1, 3}) + Arrays.compare("a".toCharArray(), "abc".toCharArray()) + Arrays.toString(Arrays.copyOf(new int[] {1, 2}, 4)) + Arrays.toString(Arrays.copyOfRange(new String[] {"a", "b"}, 1, 4)) + Arrays.asList(1, 2).toString() + Arrays.toString((int[]) null)); t("r", () -> { Arrays.fill(new int[3], 2, 5, 0); return 0; }); t("r", () -> { Arrays.sort(new int[3], 2, 1); return 0; }); t("r", () -> Arrays.copyOfRange(new int[3], 2, 1).length); t("r", () -> Arrays.copyOf(new int[3], -1).length); t("r", () -> Arrays.copyOfRange(new int[3], 5, 7).length); int[] sa = new int[5]; Arrays.setAll(sa, i -> i * i); Arrays.parallelPrefix(sa, Integer::sum); p(Arrays.toString(sa)); Object[] self = new Object[1]; self[0] = self; p(Arrays.deepToString(self)); List<Object> sl = new ArrayList<>(); sl.add(sl); p(sl);
  }

  static void formats() {
    Object[][] cases = {{"%d", 42}, {"%5d|%-5d|%05d", 42, 42, 42}, {"%,d", 1234567}, {"%+d % d %(d", 5, 5, -5}, {"%x %X %#x %o %#o", 255, 255, 255, 8, 8}, {"%x", -1}, {"%x", (byte) -1}, {"%x", -1L}, {"%s %S", "hi", "hi"}, {"%10s|%-10s|%.2s", "abc", "abc", "abc"}, {"%c%C%c", 'a', 'b', 0x1d11e}, {"%b %B %b", true, false, null}, {"%h %h", "abc", null}, {"%n%%|%5%|%-5%|"}, {"%f %.2f %.0f %10.3f|%-10.1f|", 3.14159, 2.005, 2.5, 1e3, 1.25}, {"%e %.3e %E %.0e", 12345.678, 0.00012345, 1e100, 15.0}, {"%g %g %.3g %g %g", 12345.678, 0.00001234, 1234567.0, 0.0, 1e10}, {"%a %A %.2a %a", 1.0, -0.1, 3.14159, Double.MIN_VALUE}, {"%2$s %1$s %<s %s", "a", "b"}, {"%f %e %5.1f|%05.1f", Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 2.25}, {"%,.2f %(,.2f %+.1f %010.2f", 1234567.891, -1234.5, 1.0, -3.14159}, {"%.1f %.1f %.1f %.3f", 0.25, 0.35, 0.05, 1e-10}, {"%s", (Object) null}, {"%.20f", 0.1}, {"%f", 1e20}, {"%f %.2f", 1.1f, 0.1f}, {"%d %s", null, List.of(1)}, {"%-8b|%8b|%.1b", true, false, true}, {"%08X|%#10x|%-6o|", 48879, 255, 8}, {"%,d %,d", -1234, Long.MIN_VALUE}, {"%#.0f %#s", 1.0, 1}, {"%d", "x"}, {"%d", 1.5}, {"%f", 1}, {"%c", "s"}, {"%c", -1}, {"%q", 1}, {"%"}, {"%5", 1}, {"%-d", 1}, {"%05s", "x"}, {"%s %s", 1}, {"%3$s", 1}, {"%<s", 1}, {"%.2d", 1}, {"%+x", 1}, {"%-05d", 1}, {"%+ d", 1}, {"%--5d", 1}, {"%#d", 1}, {"%,x", 1}, {"%,e", 1.0}, {"%.3c", 'c'}, {"%5n"}, {"%0d", 1}, {"%0$d", 1}, {"%99999999999d", 1}, {"%.99999999999f", 1.0}, {"%(a", 1.0}, {"%#g", 1.0}, {"%tx", 1}, {"%.f", 1.0}, {"%B %X", "x", 10}};
    for (Object[] c : cases) { String f = (String) c[0]; if (f.equals("%tx")) continue; t(f, () -> String.format(f, Arrays.copyOfRange(c, 1, c.length))); }
    for (int i = 0; i < 300; i++) { double x = (rnd(2000000) - 1000000) / Math.pow(10, rnd(12)); String f = "%" + (rnd(2) == 0 ? "," : "") + (rnd(3) == 0 ? "+" : "") + (rnd(2) == 0 ? "" + (1 + rnd(14)) : "") + (rnd(4) == 0 ? "" : "." + rnd(8)) + "feg".charAt(rnd(3)); t(f + " " + x, () -> String.format(f, x)); }
  }

  public static void main(String[] args) {
    list(new ArrayList<>(), "A"); list(new LinkedList<>(), "L"); list(new Vector<>(), "V"); map(new HashMap<>(), "H"); map(new LinkedHashMap<>(), "K"); map(new TreeMap<>(), "T"); map(new Hashtable<>(), "B"); deque(new ArrayDeque<>(), "D"); deque(new LinkedList<>(), "E"); tree(); collections(); arrays(); formats();
  }
}
