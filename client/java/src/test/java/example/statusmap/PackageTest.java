package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.statusmap.v1.StatusMapServiceGrpc;
import io.grpc.MethodDescriptor.MethodType;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has to agree with files elsewhere, and the two clients with each other. */
class PackageTest {
    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static String first(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Repository.text(file))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    @Test
    void theVersionIsThatOfTheProject() throws IOException {
        String project = first("project\\(statusmap VERSION (\\S+)", Repository.ROOT.resolve("CMakeLists.txt"));
        assertEquals(project, StatusMapClientBuilder.VERSION);
        assertEquals(project, first("<version>([^<]+)</version>", Repository.PACKAGE.resolve("pom.xml")));
        assertTrue(Repository.text(Repository.PACKAGE.resolve("README.md"))
                .contains("<version>" + project + "</version>"));
    }

    @Test
    void whatIsGeneratedIsFresh(@TempDir Path fresh) throws Exception {
        String generate = Repository.PACKAGE.resolve("generate").toString();
        assertEquals(
                0,
                Repository.process(generate, fresh.toString())
                        .inheritIO()
                        .start()
                        .waitFor());
        try (var files = Files.walk(fresh)) {
            List<Path> made =
                    files.filter(Files::isRegularFile).map(fresh::relativize).toList();
            assertEquals(1, made.size());
            for (Path file : made) {
                assertEquals(Repository.text(fresh.resolve(file)), Repository.text(Repository.PACKAGE.resolve(file)));
            }
        }
    }

    @Test
    void theServiceConfigIsThatOfAllClients() throws IOException {
        String file = "src/main/resources/example/statusmap/service_config.json";
        assertEquals(
                Repository.text(Repository.ROOT.resolve("client/cpp/service_config.json")),
                Repository.text(Repository.PACKAGE.resolve(file)));
    }

    @Test
    void theReasonsAreThoseOfTheContract() throws IOException {
        String contract = Repository.text(Repository.ROOT.resolve("proto/statusmap/v1/status_map.proto"));
        List<String> want = found("(?<=^//       )[A-Z_]+(?= +[A-Z_]+ +\\S)", contract);
        assertTrue(want.size() >= 20);
        List<String> got =
                Arrays.stream(Reasons.class.getFields()).map(PackageTest::value).toList();
        assertEquals(want, got);
        assertEquals(
                got,
                Arrays.stream(Reasons.class.getFields()).map(Field::getName).toList());
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException error) {
            throw new AssertionError(error);
        }
    }

    @Test
    void bothClientsHaveTheSameQuestions() {
        assertEquals(questions(StatusMapClient.class), questions(StatusMapAsyncClient.class));
    }

    private static Set<String> questions(Class<?> type) {
        Set<String> methods = StatusMapServiceGrpc.getServiceDescriptor().getMethods().stream()
                .filter(method -> method.getType() == MethodType.UNARY)
                .map(method -> String.valueOf(method.getBareMethodName()))
                .map(name -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1))
                .collect(Collectors.toSet());
        Set<String> questions = Arrays.stream(type.getMethods())
                .filter(method -> methods.contains(method.getName().replaceAll("Page$", ""))
                        || method.getName().startsWith("compareOn"))
                .map(PackageTest::signature)
                .collect(Collectors.toSet());
        for (String method : methods) {
            assertTrue(questions.stream().anyMatch(question -> question.startsWith(method)), method);
        }
        return questions;
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
