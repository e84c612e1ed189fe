import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Permission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The oracle: one JVM that compiles and runs many small programs, because starting one JVM for each would take the
 * tests minutes. Reads jobs from the file that its argument names, one a line, fields separated by tabs:
 *
 *   compile  OUT-DIR  SOURCE...          javac; writes OUT-DIR/diagnostics.txt, lines "ERROR|WARNING<tab>line<tab>code"
 *   run      CLASS-DIR MAIN STDIN OUT    runs MAIN.main(); writes OUT.stdout, OUT.stderr, OUT.status
 *
 * A run prints what `java` prints: also the stack trace of an uncaught exception, without this class's own frames.
 */
@SuppressWarnings({"removal", "deprecation"})
public class Oracle {
    private static final class Exit extends SecurityException {
        final int status;

        Exit(int status) {
            this.status = status;
        }
    }

    private static int status;

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        System.setSecurityManager(new SecurityManager() {
            @Override
            public void checkExit(int status) {
                throw new Exit(status);
            }

            @Override
            public void checkPermission(Permission permission) {
            }
        });
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] job = line.split("\t");
            if (job[0].equals("compile")) {
                compile(Path.of(job[1]), Arrays.asList(job).subList(2, job.length));
            } else {
                run(Path.of(job[1]), job[2], job[3], job[4]);
                System.setIn(in);
                System.setOut(out);
                System.setErr(err);
            }
        }
        System.setSecurityManager(null);
        System.exit(0);
    }

    private static void compile(Path out, List<String> sources) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> collector = new DiagnosticCollector<>();
        Files.createDirectories(out);
        try (StandardJavaFileManager files = compiler.getStandardFileManager(collector, null, null)) {
            List<String> options = List.of("-d", out.toString(), "-proc:none", "-implicit:none");
            compiler.getTask(null, files, collector, options, null, files.getJavaFileObjectsFromStrings(sources)).call();
        }
        List<String> lines = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> d : collector.getDiagnostics()) {
            String kind = d.getKind() == Diagnostic.Kind.ERROR ? "ERROR" : "WARNING";
            lines.add(kind + "\t" + d.getLineNumber() + "\t" + d.getCode());
        }
        Files.write(out.resolve("diagnostics.txt"), lines);
    }

    private static void run(Path classes, String main, String stdin, String result) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        byte[] input = stdin.equals("-") ? new byte[0] : Files.readAllBytes(Path.of(stdin));
        System.setIn(new ByteArrayInputStream(input));
        System.setOut(new PrintStream(out, true, "UTF-8"));
        System.setErr(new PrintStream(err, true, "UTF-8"));
        status = 0;
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Thread thread = new Thread(null, () -> call(loader, main), "main", 8L << 20);
            thread.setContextClassLoader(loader);
            thread.start();
            thread.join(60000);
            if (thread.isAlive()) {
                status = 124;
                thread.stop();
            }
        }
        Files.write(Path.of(result + ".stdout"), out.toByteArray());
        Files.write(Path.of(result + ".stderr"), err.toByteArray());
        Files.write(Path.of(result + ".status"), Integer.toString(status).getBytes(StandardCharsets.UTF_8));
    }

    private static void call(ClassLoader loader, String main) {
        try {
            java.lang.reflect.Method method = Class.forName(main, false, loader).getMethod("main", String[].class);
            method.setAccessible(true);
            method.invoke(null, (Object) new String[0]);
        } catch (java.lang.reflect.InvocationTargetException e) {
            report(e.getCause());
        } catch (Throwable e) {
            report(e);
        }
    }

    private static void report(Throwable thrown) {
        if (thrown instanceof Exit) {
            status = ((Exit) thrown).status;
            return;
        }
        status = 1;
        trim(thrown, new ArrayList<>());
        System.err.print("Exception in thread \"main\" ");
        thrown.printStackTrace();
    }

    /** Cuts the frames below the program's main method. */
    private static void trim(Throwable thrown, List<Throwable> seen) {
        if (thrown == null || seen.contains(thrown)) {
            return;
        }
        seen.add(thrown);
        List<StackTraceElement> frames = new ArrayList<>(Arrays.asList(thrown.getStackTrace()));
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).getClassName().startsWith("jdk.internal.reflect.")
                    && frames.get(frames.size() - 2).getClassName().startsWith("Oracle")) {
                frames = frames.subList(0, i);
            }
        }
        thrown.setStackTrace(frames.toArray(new StackTraceElement[0]));
        trim(thrown.getCause(), seen);
        for (Throwable suppressed : thrown.getSuppressed()) {
            trim(suppressed, seen);
        }
    }
}
