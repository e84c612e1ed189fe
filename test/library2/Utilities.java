import java.util.*;

/** The classes of java.util that are no plain collections in short, then random formats, queues and sorted maps. */
public class Utilities {
  enum E {
    A, B, C
  }

  static void scanner() {
    Scanner in = new Scanner(System.in);
    System.out.println(in.nextInt() + "[" + in.nextLine() + "][" + in.nextLine() + "]");
    double sum = 0;
    while (in.hasNextDouble()) {
      sum += in.nextDouble();
    }
    System.out.println(sum + " " + in.hasNext() + " " + in.next());
    try {
      in.nextInt();
    } catch (NoSuchElementException e) {
      System.out.println(e);
    }
    Scanner text = new Scanner("12, -7 ,x,99999999999,1,234 true").useDelimiter("\\s*,\\s*");
    System.out.println(text.nextInt() + text.nextInt());
    try {
      text.nextInt();
    } catch (InputMismatchException e) {
      System.out.println(e + " " + text.next());
    }
    try {
      text.nextInt();
    } catch (InputMismatchException e) {
      System.out.println(e + " " + text.hasNextLong() + text.nextLong() + text.nextByte() + text.nextLine());
    }
  }

  static void small() {
    BitSet bits = new BitSet();
    bits.set(3, 70);
    bits.clear(5);
    System.out.println(bits.cardinality() + " " + bits.nextClearBit(3) + bits.get(60, 75) + bits.hashCode());
    System.out.println(Base64.getEncoder().encodeToString("hello world".getBytes())
        + new String(Base64.getDecoder().decode("aGVsbG8=")) + UUID.nameUUIDFromBytes("x".getBytes()));
    System.out.println(Optional.of(3).map(x -> x * 2) + " " + OptionalInt.empty() + OptionalDouble.of(1.5));
    EnumMap<E, String> map = new EnumMap<>(E.class);
    map.put(E.C, "c");
    map.put(E.A, null);
    System.out.println(map + " " + EnumSet.complementOf(EnumSet.of(E.B)) + EnumSet.range(E.B, E.C));
    Hashtable<String, Integer> table = new Hashtable<>();
    for (String word : "one two three four five six seven eight nine ten eleven twelve".split(" ")) {
      table.put(word, word.length());
    }
    System.out.println(table);
    StringTokenizer tokens = new StringTokenizer("a b,c", " ,", true);
    while (tokens.hasMoreTokens()) {
      System.out.print(tokens.nextToken() + ";");
    }
    IntSummaryStatistics statistics = new IntSummaryStatistics();
    statistics.accept(4);
    statistics.accept(7);
    System.out.println(statistics + " " + new StringJoiner(", ", "{", "}").add("a").add("b"));
    Stack<Integer> stack = new Stack<>();
    stack.push(5);
    System.out.println(stack + " " + stack.search(5) + new SplittableRandom(5).nextInt(100));
    try {
      System.out.println(stack.pop() + stack.pop());
    } catch (EmptyStackException e) {
      System.out.println(e);
    }
  }

  static void formats(Random random) {
    String flags = "-#+ 0,(";
    String conversions = "dxosSbhcefgX";
    Object[] values = {null, true, "text", 'c', 65, -1234567, 1L << 40, (byte) -3, 0.5, -2.25, 123456.75, 1e10, 2.5f};
    for (int i = 0; i < 1500; i++) {
      StringBuilder format = new StringBuilder("%");
      for (int k = random.nextInt(3); k > 0; k--) {
        format.append(flags.charAt(random.nextInt(flags.length())));
      }
      format.append(random.nextInt(3) == 0 ? "" : 1 + random.nextInt(14));
      format.append(random.nextInt(3) == 0 ? "." + random.nextInt(8) : "");
      format.append(conversions.charAt(random.nextInt(conversions.length())));
      Object value = values[random.nextInt(values.length)];
      String result;
      try {
        result = String.format(format.toString(), value);
      } catch (IllegalFormatException e) {
        result = e.toString();
      }
      System.out.println(format + " " + value + " |" + result + "|");
    }
  }

  static void queues(Random random) {
    PriorityQueue<Integer> queue = new PriorityQueue<>(Comparator.reverseOrder());
    ArrayDeque<Integer> deque = new ArrayDeque<>(2);
    for (int i = 0; i < 300; i++) {
      int k = random.nextInt(30);
      switch (random.nextInt(6)) {
        case 0:
          System.out.println(queue.poll() + " " + deque.pollFirst());
          break;
        case 1:
          System.out.println(queue.remove(k) + " " + deque.removeLastOccurrence(k));
          break;
        case 2:
          System.out.println(queue + " " + deque);
          break;
        default:
          queue.add(k);
          deque.addFirst(k);
          deque.addLast(k + 1);
          break;
      }
    }
  }

  static void sorted(Random random) {
    TreeMap<Integer, Integer> map = new TreeMap<>();
    for (int i = 0; i < 600; i++) {
      int k = random.nextInt(60);
      int n = k + random.nextInt(20);
      switch (random.nextInt(8)) {
        case 0:
          map.remove(k);
          break;
        case 1:
          System.out.println(map.subMap(k, true, n, false).descendingMap() + " " + map.headMap(k).size());
          break;
        case 2:
          System.out.println(map.floorKey(k) + " " + map.higherEntry(k) + " " + map.pollFirstEntry());
          break;
        case 3:
          map.tailMap(n, false).keySet().removeIf(x -> x % 3 == 0);
          break;
        default:
          map.merge(k, i, Integer::sum);
          break;
      }
    }
    System.out.println(map + " " + map.hashCode());
    try {
      map.headMap(10).put(11, 1);
    } catch (IllegalArgumentException e) {
      System.out.println(e);
    }
    try {
      for (Integer key : map.keySet()) {
        map.remove(key);
      }
    } catch (ConcurrentModificationException e) {
      System.out.println(e);
    }
  }

  public static void main(String[] args) {
    scanner();
    small();
    Random random = new Random(42);
    System.out.println(random.nextGaussian() + " " + random.nextInt(5, 10) + " " + random.nextLong() + random.nextFloat());
    formats(random);
    queues(random);
    sorted(random);
  }
}
