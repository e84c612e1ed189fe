import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** javac in this process: COUNT OUTPUT ARGUMENTS... prints the milliseconds of each compilation. */
public class CompileRepeatedly {
    public static void main(String[] args) throws Exception {
        var javac = ToolProvider.getSystemJavaCompiler();
        int count = Integer.parseInt(args[0]);
        Path output = Path.of(args[1]);
        String[] options = new String[args.length];
        System.arraycopy(args, 2, options, 2, args.length - 2);
        options[0] = "-d";
        options[1] = args[1];
        for (int i = 0; i < count; i++) {
            clear(output);
            long start = System.nanoTime();
            int status = javac.run(null, null, System.err, options);
            long time = System.nanoTime() - start;
            if (status != 0) throw new AssertionError("javac refuses");
            System.out.println(time / 1_000_000);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
            }
        }
        Files.createDirectories(folder);
    }
}
