import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prints the public and protected members of all classes in the packages that the arguments name (java/util ...), of the
 * Java that runs this: "class NAME FLAGS SUPERTYPES", then "field" or "method NAME DESCRIPTOR FLAGS" for each member.
 */
public class Members {
  private static final int SYNTHETIC = 0x1000;
  private static final int VISIBLE = Modifier.PUBLIC | Modifier.PROTECTED;

  public static void main(String[] packages) throws Exception {
    Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules");
    List<Path> roots;
    try (Stream<Path> list = Files.list(modules)) {
      roots = list.filter(m -> m.getFileName().toString().startsWith("java.")).sorted().toList();
    }
    for (String name : packages) {
      for (Path root : roots) {
        if (Files.isDirectory(root.resolve(name))) {
          printPackage(root, name);
        }
      }
    }
  }

  private static void printPackage(Path root, String name) throws Exception {
    List<Path> files;
    try (Stream<Path> list = Files.list(root.resolve(name))) {
      files = list.filter(f -> f.toString().endsWith(".class")).sorted().toList();
    }
    for (Path file : files) {
      String internal = root.relativize(file).toString().replaceFirst("\\.class$", "");
      print(Class.forName(internal.replace('/', '.'), false, ClassLoader.getSystemClassLoader()));
    }
  }

  private static boolean visible(Class<?> c) {
    return (c.getModifiers() & VISIBLE) != 0 && (c.getEnclosingClass() == null || visible(c.getEnclosingClass()));
  }

  private static void print(Class<?> c) {
    if (c.isSynthetic() || c.isAnonymousClass() || c.isLocalClass() || !visible(c)) {
      return;
    }
    StringBuilder line = new StringBuilder("class " + name(c) + " " + c.getModifiers());
    if (c.getSuperclass() != null) {
      line.append(' ').append(name(c.getSuperclass()));
    }
    for (Class<?> i : c.getInterfaces()) {
      line.append(' ').append(name(i));
    }
    System.out.println(line);
    for (Field f : c.getDeclaredFields()) {
      member("field", f.getName(), f.getType().descriptorString(), f.getModifiers());
    }
    for (Constructor<?> m : c.getDeclaredConstructors()) {
      member("method", "<init>", descriptor(m, void.class), m.getModifiers());
    }
    for (Method m : c.getDeclaredMethods()) {
      member("method", m.getName(), descriptor(m, m.getReturnType()), m.getModifiers());
    }
  }

  private static void member(String kind, String name, String descriptor, int modifiers) {
    if ((modifiers & VISIBLE) != 0 && (modifiers & SYNTHETIC) == 0) {
      System.out.println(kind + " " + name + " " + descriptor + " " + modifiers);
    }
  }

  private static String name(Class<?> c) {
    return c.getName().replace('.', '/');
  }

  private static String descriptor(Executable e, Class<?> result) {
    StringBuilder text = new StringBuilder("(");
    for (Class<?> p : e.getParameterTypes()) {
      text.append(p.descriptorString());
    }
    return text.append(')').append(result.descriptorString()).toString();
  }
}
