import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** javac many times in one JVM: arguments a line, separated by tabs; prints after each a line `== status` and what javac said. */
public class JavacMessages {
    public static void main(String[] args) throws Exception {
        var javac = ToolProvider.getSystemJavaCompiler();
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            int status = 9;
            try {
                status = javac.run(null, said, said, line.split("\t"));
            } catch (RuntimeException | Error e) {
                said.writeBytes(e.toString().getBytes(StandardCharsets.UTF_8));
            }
            out.println("== " + status);
            out.println(said.toString(StandardCharsets.UTF_8));
        }
        out.flush();
    }
}
