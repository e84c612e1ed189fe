import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/**
 * Writes the tables of the Unicode names, blocks and scripts (version 13, the one of the Java that runs this):
 *
 *   java tools/unicode/Tables.java stdlib/hlvm
 *
 * makes unicode-names.bin and UnicodeRanges.src there, and prints the constants that Character.src has.
 */
public class Tables {
  private static final int CODE_POINTS = 0x110000;
  private static final int ROW = 64;

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Files.write(folder.resolve("unicode-names.bin"), names());
    List<UnicodeBlock> blocks = blocks();
    List<UnicodeScript> scripts = Arrays.asList(UnicodeScript.values());
    StringBuilder text = new StringBuilder();
    text.append("package hlvm;\n\n/** The blocks and scripts of the code points, packed as in UnicodeData. Generated: tools/unicode/Tables.java. */\n");
    text.append("final class UnicodeRanges {\n");
    constant(text, "BLOCKS", runs(c -> blocks.indexOf(UnicodeBlock.of(c))));
    constant(text, "SCRIPTS", runs(c -> scripts.indexOf(UnicodeScript.of(c))));
    StringBuilder codes = new StringBuilder();
    for (String code : scriptCodes(scripts)) {
      codes.append(code);
    }
    literal(text, "SCRIPT_CODES", "  /** The code of each script (ISO 15924), in the order of the constants. */\n", codes.toString());
    text.append("\n  private UnicodeRanges() {\n  }\n}\n");
    Files.writeString(folder.resolve("UnicodeRanges.src"), text);
    printConstants(blocks, scripts);
  }

  // Names.

  private static List<String> tokens(String name) {
    List<String> tokens = new ArrayList<>();
    for (String word : name.split(" ")) {
      for (String token : word.split("(?<=-)")) {
        tokens.add(token);
      }
      if (word.endsWith("-")) {
        // A space follows all the same.
        tokens.set(tokens.size() - 1, tokens.get(tokens.size() - 1) + " ");
      }
    }
    return tokens;
  }

  /** Those that are not made of the block's name and the number. */
  private static String nameOf(int c) {
    String name = Character.getName(c);
    return name == null || name.endsWith(" " + Integer.toHexString(c).toUpperCase()) ? null : name;
  }

  private static byte[] names() throws IOException {
    Map<String, Integer> count = new HashMap<>();
    for (int c = 0; c < CODE_POINTS; c++) {
      if (nameOf(c) != null) {
        tokens(nameOf(c)).forEach(t -> count.merge(t, 1, Integer::sum));
      }
    }
    List<String> words = new ArrayList<>(count.keySet());
    words.sort((a, b) -> count.get(a).equals(count.get(b)) ? a.compareTo(b) : count.get(b) - count.get(a));
    Map<String, Integer> index = new HashMap<>();
    for (String word : words) {
      index.put(word, index.size());
    }
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    DataOutputStream row = new DataOutputStream(rows);
    int rowCount = 0;
    for (int c = 0; c < CODE_POINTS;) {
      if (nameOf(c) == null) {
        c++;
        continue;
      }
      int start = c;
      int offset = entries.size();
      List<String> before = List.of();
      for (; c - start < ROW && nameOf(c) != null; c++) {
        List<String> tokens = tokens(nameOf(c));
        int shared = 0;
        while (shared < Math.min(15, Math.min(before.size(), tokens.size())) && before.get(shared).equals(tokens.get(shared))) {
          shared++;
        }
        int fresh = tokens.size() - shared;
        if (fresh > 15) {
          throw new IllegalStateException("too many words: " + tokens);
        }
        entries.write(shared << 4 | fresh);
        for (String token : tokens.subList(shared, tokens.size())) {
          int i = index.get(token);
          if (i >= 128) {
            entries.write(0x80 | i >> 8);
          }
          entries.write(i);
        }
        before = tokens;
      }
      row.writeInt(start << 8 | c - start);
      row.writeInt(offset);
      rowCount++;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(all);
    out.writeInt(words.size());
    out.writeInt(rowCount);
    for (String word : words) {
      out.writeByte(word.length());
      out.writeBytes(word);
    }
    out.write(rows.toByteArray());
    out.write(entries.toByteArray());
    return all.toByteArray();
  }

  // Blocks and scripts.

  private static List<UnicodeBlock> blocks() throws IllegalAccessException {
    List<UnicodeBlock> blocks = new ArrayList<>();
    for (Field field : UnicodeBlock.class.getFields()) {
      if (field.getType() == UnicodeBlock.class) {
        blocks.add((UnicodeBlock) field.get(null));
      }
    }
    return blocks;
  }

  private static List<String> scriptCodes(List<UnicodeScript> scripts) {
    String[] codes = new String[scripts.size()];
    char[] c = new char[4];
    for (int i = 0; i < 26 * 26 * 26 * 26; i++) {
      for (int k = 0, n = i; k < 4; k++, n /= 26) {
        c[3 - k] = (char) ('A' + n % 26);
      }
      try {
        String code = new String(c);
        UnicodeScript script = UnicodeScript.forName(code);
        if (!script.name().equals(code)) {
          int at = scripts.indexOf(script);
          if (codes[at] != null) {
            System.err.println(script + ": " + codes[at] + " and " + code);
            if (!script.name().startsWith(code.substring(0, 2))) {
              continue;
            }
          }
          codes[at] = code;
        }
      } catch (IllegalArgumentException e) {
        // No script.
      }
    }
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] == null) {
        System.err.println(scripts.get(i) + " has no code");
        codes[i] = "----";
      }
    }
    return Arrays.asList(codes);
  }

  private static List<Integer> runs(IntUnaryOperator value) {
    List<Integer> numbers = new ArrayList<>();
    int start = 0;
    for (int c = 1; c <= CODE_POINTS; c++) {
      if (c == CODE_POINTS || value.applyAsInt(c) != value.applyAsInt(start)) {
        int v = value.applyAsInt(start);
        numbers.add(c - start);
        numbers.add(v < 0 ? -v * 2 - 1 : v * 2);
        start = c;
      }
    }
    return numbers;
  }

  private static void constant(StringBuilder text, String name, List<Integer> numbers) {
    StringBuilder packed = new StringBuilder();
    for (int n : numbers) {
      do {
        int group = n & 31;
        n >>>= 5;
        int c = n != 0 ? 64 + group : 32 + group;
        packed.append(c == '"' ? '~' : c == '\\' ? '}' : (char) c);
      } while (n != 0);
    }
    literal(text, name, "", packed.toString());
  }

  private static void literal(StringBuilder text, String name, String comment, String value) {
    text.append(comment).append("  static final String ").append(name).append(" =\n");
    for (int i = 0; i < value.length(); i += 100) {
      text.append(i == 0 ? "      \"" : "      + \"").append(value, i, Math.min(value.length(), i + 100)).append('"');
      text.append(i + 100 >= value.length() ? ";\n\n" : "\n");
    }
  }

  /** The names that forName knows a block by: of each constant's name the forms with other signs between the words. */
  private static Set<String> aliases(String id, UnicodeBlock block) {
    String[] words = id.split("_");
    Set<String> known = new TreeSet<>();
    for (int i = 0; i < Math.pow(3, words.length - 1); i++) {
      StringBuilder name = new StringBuilder(words[0]);
      for (int k = 1, n = i; k < words.length; k++, n /= 3) {
        name.append(new String[] {"", " ", "-"}[n % 3]).append(words[k]);
      }
      try {
        if (UnicodeBlock.forName(name.toString()) == block) {
          known.add(name.toString());
        }
      } catch (IllegalArgumentException e) {
        // Not known by this name.
      }
    }
    return known;
  }

  private static void printConstants(List<UnicodeBlock> blocks, List<UnicodeScript> scripts) throws IllegalAccessException {
    Map<String, UnicodeBlock> fields = new LinkedHashMap<>();
    for (Field field : UnicodeBlock.class.getFields()) {
      if (field.getType() == UnicodeBlock.class) {
        fields.put(field.getName(), (UnicodeBlock) field.get(null));
      }
    }
    fields.forEach((name, block) -> {
      List<String> more = new ArrayList<>(aliases(name, block));
      String usual = name.replace('_', ' ');
      String spaced = more.stream().filter(a -> a.contains(" ")).findFirst().orElse(null);
      String line = "    public static final UnicodeBlock " + name + " = new UnicodeBlock(\"" + block + "\"";
      List<String> expected = new ArrayList<>(new TreeSet<>(List.of(usual, usual.replace(" ", ""))));
      if (!more.equals(expected)) {
        for (String alias : more) {
          line += ", \"" + alias + "\"";
        }
      }
      System.out.println(line + ");" + (block.toString().equals(name) ? "" : " // other name"));
    });
    System.out.println(scripts);
  }
}
