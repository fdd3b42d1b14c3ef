package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows the README from an empty folder, with the package from a repository that has nothing else. What it needs comes
 * from Maven's own repository of this machine, or from where Maven looks otherwise.
 */
class ConsumerIT {
    private static final String NAME = "statusmap-client-" + StatusMapClientBuilder.VERSION;
    private static final Path JARS = Path.of(System.getProperty("statusmap.jars"));
    private static final String ADDRESS = "127.0.0.1:50051";
    private static final String POM =
            """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>example.consumer</groupId>
              <artifactId>consumer</artifactId>
              <version>1</version>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <repositories>%s</repositories>
              <pluginRepositories>%s</pluginRepositories>
              <dependencies>%s</dependencies>
              <build>
                <plugins>
                  <plugin>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <version>%s</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-resources-plugin</artifactId>
                    <version>%s</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-dependency-plugin</artifactId>
                    <version>%s</version>
                    <executions>
                      <execution>
                        <phase>compile</phase>
                        <goals>
                          <goal>build-classpath</goal>
                        </goals>
                        <configuration>
                          <outputFile>classpath</outputFile>
                        </configuration>
                      </execution>
                    </executions>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    private static Server server;
    private static String classpath;

    @TempDir
    static Path consumer;

    @BeforeAll
    static void install() throws Exception {
        server = Server.start();
        Path sources = Files.createDirectories(consumer.resolve("src/main/java"));
        for (String program : readme("java")) {
            assertTrue(program.contains(ADDRESS));
            String name = program.replaceAll("(?s).*\nclass (\\w+) .*", "$1");
            Files.writeString(sources.resolve(name + ".java"), program.replace(ADDRESS, server.address));
        }
        Files.copy(Repository.PACKAGE.resolve("examples/Fetch.java"), sources.resolve("Fetch.java"));

        String local = System.getProperty("statusmap.localRepository");
        String repositories = repository("company", published()) + repository("machine", Path.of(local));
        Files.writeString(
                consumer.resolve("pom.xml"),
                POM.formatted(
                        repositories,
                        repositories.replaceAll("(</?)repository>", "$1pluginRepository>"),
                        readme("xml").get(0),
                        pinned("maven-compiler-plugin"),
                        pinned("maven-resources-plugin"),
                        pinned("maven-dependency-plugin")));
        run("mvn", "--batch-mode", "--quiet", "-Dmaven.repo.local=" + consumer.resolve("m2"), "compile");
        classpath = consumer.resolve("target/classes") + ":" + Files.readString(consumer.resolve("classpath"));
        assertTrue(classpath.contains(consumer.resolve("m2/example/statusmap").toString()));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    /** The repository of a company, as `mvn deploy` fills it. */
    private static Path published() throws IOException {
        Path folder = Files.createDirectories(
                consumer.resolve("company/example/statusmap/statusmap-client/" + StatusMapClientBuilder.VERSION));
        for (String jar : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
            Files.copy(JARS.resolve(NAME + jar), folder.resolve(NAME + jar));
        }
        Files.copy(Repository.PACKAGE.resolve("pom.xml"), folder.resolve(NAME + ".pom"));
        return consumer.resolve("company");
    }

    private static String repository(String id, Path folder) {
        return "<repository><id>%s</id><url>%s</url><releases><checksumPolicy>ignore</checksumPolicy></releases></repository>"
                .formatted(id, folder.toUri());
    }

    private static String pinned(String plugin) throws IOException {
        String pom = Repository.text(Repository.PACKAGE.resolve("pom.xml"));
        var version =
                Pattern.compile(plugin + "</artifactId>\\s*<version>([^<]+)").matcher(pom);
        assertTrue(version.find(), plugin);
        return version.group(1);
    }

    /** The blocks of this language in the README. */
    private static List<String> readme(String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(Repository.text(Repository.PACKAGE.resolve("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String run(String... command) throws Exception {
        Path errors = Files.createTempFile(consumer, "errors", "");
        Process process = Repository.process(command)
                .directory(consumer.toFile())
                .redirectError(errors.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        String said = Files.readString(errors);
        assertEquals(0, process.exitValue(), () -> Arrays.toString(command) + "\n" + output + said);
        return output + (command[0].equals("mvn") ? "" : said);
    }

    private static String java(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-cp", classpath));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    @Test
    void theProgramsOfTheReadmePrintWhatItSays() throws Exception {
        assertEquals(readme("text"), List.of(java("Ask"), java("Log"), java("Read")));
    }

    @Test
    void theExampleSendsAgainForAsLongAsItIsAdvised() throws Exception {
        var requests = new AtomicInteger();
        var web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.sendResponseHeaders(requests.incrementAndGet() < 3 ? 503 : 200, -1);
            exchange.close();
        });
        web.start();
        try {
            String url = "http://127.0.0.1:" + web.getAddress().getPort() + "/";
            assertEquals("503 is UNAVAILABLE\n503 is UNAVAILABLE\n200 is OK\n", java("Fetch", server.address, url));
        } finally {
            web.stop(0);
        }
    }

    @Test
    void theJarHasClassesContractAndConfig() throws IOException {
        Set<String> files = files(NAME + ".jar");
        assertEquals(
                Set.of(
                        "META-INF/MANIFEST.MF",
                        "META-INF/maven/example.statusmap/statusmap-client/pom.properties",
                        "META-INF/maven/example.statusmap/statusmap-client/pom.xml",
                        "example/statusmap/service_config.json",
                        "statusmap/v1/status_map.proto"),
                files.stream().filter(file -> !file.endsWith(".class")).collect(Collectors.toSet()));
        assertTrue(files.contains("example/statusmap/StatusMapClient.class"));
        assertTrue(files.contains("example/statusmap/v1/StatusMapServiceGrpc.class"));
        assertTrue(files.stream().noneMatch(file -> file.startsWith("google/") || file.contains("Test")));
    }

    @Test
    void theSourcesAreThoseOfAllClasses() throws IOException {
        Set<String> sources = files(NAME + "-sources.jar");
        Set<String> classes = files(NAME + ".jar").stream()
                .filter(file -> file.endsWith(".class") && !file.contains("$"))
                .map(file -> file.replace(".class", ".java"))
                .collect(Collectors.toSet());
        assertEquals(
                classes, sources.stream().filter(file -> file.endsWith(".java")).collect(Collectors.toSet()));
        assertTrue(sources.contains("example/statusmap/service_config.json"));
    }

    @Test
    void theJavadocHasClientAndMessages() throws IOException {
        assertTrue(files(NAME + "-javadoc.jar")
                .containsAll(List.of(
                        "index.html",
                        "example.statusmap/example/statusmap/StatusMapClient.html",
                        "example.statusmap/example/statusmap/ResponseReader.html",
                        "example.statusmap/example/statusmap/v1/MapHttpStatusResponse.html")));
    }

    private static Set<String> files(String jar) throws IOException {
        try (var archive = new JarFile(JARS.resolve(jar).toFile());
                Stream<String> names =
                        archive.stream().filter(entry -> !entry.isDirectory()).map(entry -> entry.getName())) {
            return names.collect(Collectors.toSet());
        }
    }
}
