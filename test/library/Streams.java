import java.io.*;
import java.nio.charset.*;
import java.util.*;

/** Exercises java.io; the output is compared with that of a JDK. */
public class Streams {
  interface Body { Object run() throws Throwable; }

  static void p(Object o) { System.out.println(o); }

  static void t(String name, Body b) {
    String r;
    try { r = String.valueOf(b.run()); } catch (Throwable e) { r = "!" + e; }
    System.out.println(name + ": " + r);
  }

  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    String line; while ((line = in.readLine()) != null) p("[" + line + "]");
    ByteArrayOutputStream bo = new ByteArrayOutputStream(); DataOutputStream d = new DataOutputStream(new BufferedOutputStream(bo, 5)); d.writeInt(-5); d.writeLong(1L << 40); d.writeDouble(Math.PI); d.writeFloat(1.5f); d.writeUTF("héllo\0€"); d.writeBoolean(true); d.writeShort(-2); d.writeChar('x'); d.writeBytes("ab"); d.writeChars("cd"); d.flush(); p(Arrays.toString(bo.toByteArray()) + d.size());
    DataInputStream di = new DataInputStream(new ByteArrayInputStream(bo.toByteArray())); p(di.readInt() + " " + di.readLong() + " " + di.readDouble() + " " + di.readFloat() + " " + di.readUTF() + di.readBoolean() + di.readShort() + di.readChar() + di.available()); di.skipBytes(6); t("eof", () -> di.readInt());
    StringWriter sw = new StringWriter(); PrintWriter pw = new PrintWriter(sw); pw.printf("%d-%s%n", 5, "x"); pw.print('c'); pw.print(1.5); pw.println(true); pw.println(new char[] {'q'}); pw.append("abc", 1, 2).println((Object) null); pw.flush(); p(sw);
    ByteArrayOutputStream b2 = new ByteArrayOutputStream(); PrintStream ps = new PrintStream(b2, true, "UTF-16"); ps.print("aé"); ps.println(5); p(Arrays.toString(b2.toByteArray()).length() > 5); ps = new PrintStream(b2 = new ByteArrayOutputStream(), false, StandardCharsets.ISO_8859_1); ps.print("é€"); ps.write(65); ps.append('z').printf("%3d", 7); p(Arrays.toString(b2.toByteArray()));
    OutputStreamWriter ow = new OutputStreamWriter(b2 = new ByteArrayOutputStream(), "UTF-8"); ow.write("a\ud834"); ow.flush(); ow.write("\udd1e!"); ow.close(); p(Arrays.toString(b2.toByteArray()) + ow.getEncoding()); t("closed", () -> { ow.write("x"); return 0; });
    Reader r = new InputStreamReader(new ByteArrayInputStream("aé€𝄞\uFFFF".getBytes("UTF-8")) { public synchronized int read(byte[] b, int o, int l) { return super.read(b, o, Math.min(l, 1)); } }, StandardCharsets.UTF_8); int c; StringBuilder sb = new StringBuilder(); while ((c = r.read()) >= 0) sb.append(Integer.toHexString(c)).append(' '); p(sb);
    BufferedReader br = new BufferedReader(new StringReader("one\rtwo\r\nthree\n\nfour"), 3); p(br.readLine() + br.readLine() + br.readLine() + br.readLine() + (char) br.read() + br.readLine() + br.readLine()); br = new BufferedReader(new StringReader("abcdefghij"), 4); br.read(); br.mark(8); br.skip(5); br.reset(); p((char) br.read()); t("mk", () -> new StringReader("x").skip(5));
    BufferedInputStream bi = new BufferedInputStream(new ByteArrayInputStream("hello world".getBytes()), 4); bi.read(); bi.mark(10); byte[] buf = new byte[6]; p(bi.read(buf) + new String(buf)); bi.reset(); p((char) bi.read() + "" + bi.available() + bi.skip(3) + new String(bi.readAllBytes())); t("reset", () -> { new ByteArrayInputStream(new byte[3]).reset(); return 1; });
    PushbackReader pr = new PushbackReader(new StringReader("xyz"), 2); c = pr.read(); pr.unread(c); p((char) pr.read()); t("pb", () -> { pr.unread("abc".toCharArray()); return 0; }); SequenceInputStream sq = new SequenceInputStream(new ByteArrayInputStream("ab".getBytes()), new ByteArrayInputStream("cd".getBytes())); p(new String(sq.readAllBytes())); PushbackInputStream pi = new PushbackInputStream(new ByteArrayInputStream(new byte[] {1, 2})); pi.unread(9); p(Arrays.toString(pi.readAllBytes()));
    LineNumberReader ln = new LineNumberReader(new StringReader("a\nb\r\nc")); ln.readLine(); ln.readLine(); p(ln.getLineNumber()); CharArrayWriter cw = new CharArrayWriter(); cw.write("hello", 1, 3); cw.append('!'); p(cw + "" + cw.size()); CharArrayReader cr = new CharArrayReader("abc".toCharArray(), 1, 5); p((char) cr.read() + "" + cr.skip(5)); StreamTokenizer st = new StreamTokenizer(new StringReader("x = 3.5 + \"s\\n\" // c\n y")); st.slashSlashComments(true); while (st.nextToken() != StreamTokenizer.TT_EOF) p(st);
    p(Charset.forName("utf8") + " " + Charset.isSupported("nope") + StandardCharsets.UTF_8.aliases().contains("UTF8") + Charset.defaultCharset() + StandardCharsets.ISO_8859_1.name()); t("cs", () -> Charset.forName("nope")); t("cs", () -> Charset.forName("b@d")); t("ia", () -> new BufferedReader(new StringReader(""), 0)); t("ix", () -> new ByteArrayInputStream(new byte[3]).read(new byte[2], 1, 2));
    StringReader sr = new StringReader("q"); sr.close(); t("cl", () -> sr.read()); p(new ByteArrayOutputStream().toString() + InputStream.nullInputStream().read()); PrintStream old = System.out; ByteArrayOutputStream cap = new ByteArrayOutputStream(); System.setOut(new PrintStream(cap)); System.out.println("captured"); System.out.flush(); System.setOut(old); p(cap); System.out.write('A'); System.out.write("B\n".getBytes()); System.out.print("é€𝄞"); System.out.print('\ud834'); System.out.print('\udd1e'); System.out.println(); System.out.println((String) null); System.out.println(new char[] {'o', 'k'}); System.out.print(1L); System.out.printf(Locale.US, "%.1f%n", 2.5); System.err.println("err");
  }
}
