import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** javac many times in one JVM: one compilation a line of the file, arguments separated by tabs. */
public class ManyCompilations {
    public static void main(String[] args) throws Exception {
        var javac = ToolProvider.getSystemJavaCompiler();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            int status = javac.run(null, null, null, line.split("\t"));
            if (status != 0) throw new AssertionError("javac refuses " + line);
        }
    }
}
