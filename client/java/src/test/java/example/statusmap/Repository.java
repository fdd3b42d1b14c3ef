package example.statusmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Where the tests find what is not in this package. Maven runs them in the folder of the package. */
final class Repository {
    static final Path PACKAGE = Path.of("").toAbsolutePath();
    static final Path ROOT = PACKAGE.resolve("../..").normalize();

    private Repository() {}

    static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    static Path server() {
        String build = Objects.requireNonNullElse(System.getenv("STATUSMAP_BUILD"), ROOT + "/.build/test");
        return Path.of(build, "bin/statusmap-server");
    }

    /** Takes away what would configure a server or a client behind the back of a test. */
    static ProcessBuilder process(String... command) {
        ProcessBuilder process = new ProcessBuilder(command);
        Map<String, String> environment = process.environment();
        environment.keySet().removeIf(name -> name.startsWith("STATUSMAP_"));
        environment.remove("JAVA_TOOL_OPTIONS");
        return process;
    }
}
