package p;
public class Base {
  protected int count = 5;
  protected static int total = 7;
  protected String hello(String who) { return "hello " + who; }
  protected static String sh(int x) { return "sh" + x; }
  protected Base() {}
  protected Base(Runnable r) { r.run(); }
}
