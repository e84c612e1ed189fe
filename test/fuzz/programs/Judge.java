import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Answers one line for each line of standard input, as long as there are any:
 *
 *   run    DIR           calls main of the class Main in DIR: exit status, tab, standard output in base 64
 *   javac  DIR SOURCE    compiles into DIR: 0 or 1, tab, the first errors in base 64
 */
public class Judge {
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] job = line.split("\t");
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            PrintStream sink = new PrintStream(text, false, "UTF-8");
            int status = job[0].equals("run") ? run(Path.of(job[1]), sink) : javac(Path.of(job[1]), job[2], sink);
            sink.flush();
            System.setOut(out);
            out.println(status + "\t" + Base64.getEncoder().encodeToString(text.toByteArray()));
            out.flush();
        }
    }

    private static int run(Path classes, PrintStream sink) throws Exception {
        System.setOut(sink);
        Throwable[] thrown = new Throwable[1];
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            Thread thread = new Thread(null, () -> {
                try {
                    loader.loadClass("Main").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
                } catch (java.lang.reflect.InvocationTargetException e) {
                    thrown[0] = e.getCause();
                } catch (Throwable e) {
                    thrown[0] = e;
                }
            }, "main", 2L << 20);
            thread.start();
            thread.join();
        }
        if (thrown[0] != null) sink.println("uncaught " + thrown[0]);
        return thrown[0] == null ? 0 : 1;
    }

    private static int javac(Path out, String source, PrintStream sink) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> collector = new DiagnosticCollector<>();
        Files.createDirectories(out);
        boolean ok;
        try (StandardJavaFileManager files = compiler.getStandardFileManager(collector, null, null)) {
            List<String> options = List.of("-d", out.toString(), "-proc:none", "-nowarn");
            ok = compiler.getTask(null, files, collector, options, null, files.getJavaFileObjects(source)).call();
        }
        for (Diagnostic<?> each : collector.getDiagnostics()) {
            if (each.getKind() == Diagnostic.Kind.ERROR) sink.println(each.getLineNumber() + ": " + each.getMessage(null));
        }
        return ok ? 0 : 1;
    }
}
