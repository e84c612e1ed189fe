import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles groups of sources, a line each on standard input: output directory and sources, separated by tabs. */
public class CompileAll {
    public static void main(String[] args) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> parts = new ArrayList<>(Arrays.asList(line.split("\t")));
            String out = parts.remove(0);
            Files.createDirectories(Path.of(out));
            try (var manager = compiler.getStandardFileManager(d -> { }, null, null)) {
                compiler.getTask(new StringWriter(), manager, d -> { }, List.of("-nowarn", "-g", "-d", out), null,
                    manager.getJavaFileObjectsFromStrings(parts)).call();
            }
        }
    }
}
