// Prints one line per instruction and operand combination: the mnemonic, the operands and the result, all as raw bits
// in hexadecimal. test/semantics/table.txt.gz is this output, compressed; the test compares our functions with it.
import java.util.function.*;

public class SemanticsTable {
  static final int[] INTS = {
    0, 1, -1, 2, -2, 3, 7, -7, 10, 31, 32, 33, 63, 64, 65, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768,
    65535, 65536, 0x7fffffff, 0x80000000, 0x80000001, 0x7ffffffe, 0x12345678, 0x87654321, 16777217, 33554433, -16777219
  };
  static final long[] LONGS = {
    0, 1, -1, 2, -2, 3, 7, -7, 10, 63, 64, 65535, 65536, 0x7fffffffL, 0x80000000L, -0x80000000L, 0xffffffffL,
    0x100000000L, -0x100000000L, 0x123456789abcdefL, 0xfedcba9876543210L, 1L << 52, (1L << 52) - 1, -(1L << 52),
    -(1L << 52) - 1, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1, 0x4000000000000000L, 0x7fffffffffffffffL,
    0x8000000000000000L, 0x8000000000000001L, 0x7fffffffffffffbfL, 0x7fffff4000000001L, 0x8000008000000001L,
    0x7fffffbfffffffffL, 0x7fffffc000000000L, 0x4000004000000001L, 0x4000004000000000L, 0x400000bfffffffffL,
    1000000007L, 999999999999999989L, 4611686014132420609L, 0xdeadbeefcafebabeL
  };
  static final float[] FLOATS = {
    0f, -0f, 1f, -1f, 0.5f, 1.5f, -1.5f, 2.5f, 3.14159f, 1e10f, -1e10f, 1e-40f, -1e-45f, Float.MIN_VALUE,
    Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_NORMAL, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN,
    2147483647f, -2147483648f, 2147483520f, 9.223372e18f, -9.223372e18f, 9.2233715e18f, 16777216f, 16777215f, 1e20f
  };
  static final double[] DOUBLES = {
    0d, -0d, 1d, -1d, 0.5, -0.5, 1.5, -1.5, 2.5, 3.141592653589793, 1e10, -1e10, 1e-310, Double.MIN_VALUE, -Double.MIN_VALUE,
    Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_NORMAL, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN,
    2147483647.0, 2147483647.5, 2147483648.0, -2147483648.0, -2147483648.9, -2147483649.0, 4294967295.5, -4294967296.5,
    9.223372036854775807e18, -9.223372036854775808e18, 9.223372036854774e18, -9.3e18, 1e19, 4503599627370497.5, 9007199254740993.0,
    1.0000000596046448, 1.0000001788139343, 3.4028235677973366e38, 3.4028235677973362e38, 7.006492321624085e-46, 1e300
  };

  static String h(int x) { return Integer.toHexString(x); }
  static String h(long x) { return Long.toHexString(x); }
  static String h(float x) { return Integer.toHexString(Float.floatToIntBits(x)); }
  static String h(double x) { return Long.toHexString(Double.doubleToLongBits(x)); }

  static final StringBuilder out = new StringBuilder();

  static void line(String name, String a, String b, String r) {
    System.out.print(name + ' ' + a + (b == null ? "" : " " + b) + ' ' + r + '\n');
  }

  public static void main(String[] args) {
    for (int a : INTS) {
      line("ineg", h(a), null, h(-a));
      line("i2l", h(a), null, h((long) a));
      line("i2f", h(a), null, h((float) a));
      line("i2d", h(a), null, h((double) a));
      line("i2b", h(a), null, h((int) (byte) a));
      line("i2c", h(a), null, h((int) (char) a));
      line("i2s", h(a), null, h((int) (short) a));
      line("ifeq", h(a), null, a == 0 ? "1" : "0");
      line("ifne", h(a), null, a != 0 ? "1" : "0");
      line("iflt", h(a), null, a < 0 ? "1" : "0");
      line("ifge", h(a), null, a >= 0 ? "1" : "0");
      line("ifgt", h(a), null, a > 0 ? "1" : "0");
      line("ifle", h(a), null, a <= 0 ? "1" : "0");
      for (int b : INTS) {
        line("iadd", h(a), h(b), h(a + b));
        line("isub", h(a), h(b), h(a - b));
        line("imul", h(a), h(b), h(a * b));
        if (b != 0) line("idiv", h(a), h(b), h(a / b));
        if (b != 0) line("irem", h(a), h(b), h(a % b));
        line("ishl", h(a), h(b), h(a << b));
        line("ishr", h(a), h(b), h(a >> b));
        line("iushr", h(a), h(b), h(a >>> b));
        line("iand", h(a), h(b), h(a & b));
        line("ior", h(a), h(b), h(a | b));
        line("ixor", h(a), h(b), h(a ^ b));
        line("if_icmpeq", h(a), h(b), a == b ? "1" : "0");
        line("if_icmpne", h(a), h(b), a != b ? "1" : "0");
        line("if_icmplt", h(a), h(b), a < b ? "1" : "0");
        line("if_icmpge", h(a), h(b), a >= b ? "1" : "0");
        line("if_icmpgt", h(a), h(b), a > b ? "1" : "0");
        line("if_icmple", h(a), h(b), a <= b ? "1" : "0");
      }
    }
    for (long a : LONGS) {
      line("lneg", h(a), null, h(-a));
      line("l2i", h(a), null, h((int) a));
      line("l2f", h(a), null, h((float) a));
      line("l2d", h(a), null, h((double) a));
      for (int b : INTS) {
        line("lshl", h(a), h(b), h(a << b));
        line("lshr", h(a), h(b), h(a >> b));
        line("lushr", h(a), h(b), h(a >>> b));
      }
      for (long b : LONGS) {
        line("ladd", h(a), h(b), h(a + b));
        line("lsub", h(a), h(b), h(a - b));
        line("lmul", h(a), h(b), h(a * b));
        if (b != 0) line("ldiv", h(a), h(b), h(a / b));
        if (b != 0) line("lrem", h(a), h(b), h(a % b));
        line("land", h(a), h(b), h(a & b));
        line("lor", h(a), h(b), h(a | b));
        line("lxor", h(a), h(b), h(a ^ b));
        line("lcmp", h(a), h(b), h(a < b ? -1 : a > b ? 1 : 0));
      }
    }
    for (float a : FLOATS) {
      line("fneg", h(a), null, h(-a));
      line("f2i", h(a), null, h((int) a));
      line("f2l", h(a), null, h((long) a));
      line("f2d", h(a), null, h((double) a));
      for (float b : FLOATS) {
        line("fadd", h(a), h(b), h(a + b));
        line("fsub", h(a), h(b), h(a - b));
        line("fmul", h(a), h(b), h(a * b));
        line("fdiv", h(a), h(b), h(a / b));
        line("frem", h(a), h(b), h(a % b));
        boolean nan = a != a || b != b;
        line("fcmpl", h(a), h(b), h(nan ? -1 : a < b ? -1 : a > b ? 1 : 0));
        line("fcmpg", h(a), h(b), h(nan ? 1 : a < b ? -1 : a > b ? 1 : 0));
      }
    }
    for (double a : DOUBLES) {
      line("dneg", h(a), null, h(-a));
      line("d2i", h(a), null, h((int) a));
      line("d2l", h(a), null, h((long) a));
      line("d2f", h(a), null, h((float) a));
      for (double b : DOUBLES) {
        line("dadd", h(a), h(b), h(a + b));
        line("dsub", h(a), h(b), h(a - b));
        line("dmul", h(a), h(b), h(a * b));
        line("ddiv", h(a), h(b), h(a / b));
        line("drem", h(a), h(b), h(a % b));
        boolean nan = a != a || b != b;
        line("dcmpl", h(a), h(b), h(nan ? -1 : a < b ? -1 : a > b ? 1 : 0));
        line("dcmpg", h(a), h(b), h(nan ? 1 : a < b ? -1 : a > b ? 1 : 0));
      }
    }
  }
}
