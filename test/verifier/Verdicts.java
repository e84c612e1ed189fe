import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.BufferedInputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * java's verdicts on many class files in one JVM. Reads a pack (written by verdicts.ts): groups of classes, each group with
 * one class to judge. Every group has a class loader of its own; the class is defined and linked, never initialised. One line for
 * each: the error's class or `ok`, the pc if the message has one, the first line of the message.
 */
public class Verdicts {
    static final class Loader extends ClassLoader {
        final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(ClassLoader.getPlatformClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) throw new ClassNotFoundException(name);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    public static void main(String[] args) throws Exception {
        StringBuilder out = new StringBuilder();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(args[0]), 1 << 16))) {
            int baseCount = in.readInt();
            Map<String, byte[]> base = new HashMap<>();
            for (int i = 0; i < baseCount; i++) readInto(in, base);
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                Map<String, byte[]> classes = new HashMap<>(base);
                int own = in.readInt();
                String judged = null;
                for (int k = 0; k < own; k++) {
                    String name = readInto(in, classes);
                    if (k == 0) judged = name;
                }
                out.append(verdict(judged, classes)).append('\n');
            }
        }
        System.out.print(out);
    }

    static String readInto(DataInputStream in, Map<String, byte[]> into) throws Exception {
        String name = in.readUTF().replace('/', '.');
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        into.put(name, bytes);
        return name;
    }

    static String verdict(String name, Map<String, byte[]> classes) {
        try {
            Class<?> c = Class.forName(name, false, new Loader(classes));
            // Asking for constructors (of an interface, for fields) links the class, and nothing else does so without initialising it.
            if (c.isInterface()) c.getFields();
            else c.getConstructors();
            return "ok\t-1\t";
        } catch (Throwable t) {
            String message = String.valueOf(t.getMessage());
            int at = message.indexOf(" @");
            String pc = "-1";
            if (at >= 0 && message.contains("Location:")) {
                int end = message.indexOf(':', at);
                pc = message.substring(at + 2, end);
            }
            String line = message.split("\n", 2)[0];
            StringBuilder clean = new StringBuilder();
            for (char ch : line.toCharArray()) clean.append(ch >= ' ' && ch < 127 ? ch : '?');
            return t.getClass().getSimpleName() + "\t" + pc + "\t" + clean;
        }
    }
}
