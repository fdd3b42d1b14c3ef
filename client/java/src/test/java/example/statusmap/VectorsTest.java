package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import example.statusmap.StatusMapException.FieldViolation;
import example.statusmap.v1.StatusMapServiceGrpc;
import example.statusmap.v1.StreamMapHttpStatusesRequest;
import example.statusmap.v1.StreamMapHttpStatusesResponse;
import example.statusmap.v1.SummarizeStatusesRequest;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Asks the real server every question of tests/vectors by the methods of both clients, and compares messages. */
class VectorsTest {
    private static final Path FOLDER = Repository.ROOT.resolve("tests/vectors");
    private static final Map<String, MethodDescriptor<?, ?>> METHODS =
            StatusMapServiceGrpc.getServiceDescriptor().getMethods().stream()
                    .collect(Collectors.toMap(method -> snakeCase(nameOf(method)) + ".json", method -> method));

    private static Server server;
    private static StatusMapClient client;

    private record Failure(
            String code,
            String reason,
            String domain,
            Map<String, String> metadata,
            List<FieldViolation> field_violations) {}

    @BeforeAll
    static void start() throws IOException {
        server = Server.start();
        client = StatusMapClient.connect(server.address);
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    @TestFactory
    Stream<DynamicContainer> vectors() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            return all.stream().map(VectorsTest::container);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyMethodHasVectors() {
        return METHODS.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    JsonArray vectors = read(FOLDER.resolve(entry.getKey()));
                    assertEquals(false, vectors.isEmpty());
                }));
    }

    private static DynamicContainer container(Path file) {
        String name = file.getFileName().toString();
        MethodDescriptor<?, ?> method = METHODS.get(name);
        if (method == null) {
            return failing(name, () -> fail("the contract has no method for " + name));
        }
        try {
            if (!method.getType().clientSendsOneMessage()) {
                return DynamicContainer.dynamicContainer(
                        name,
                        vectors(file)
                                .map(vector -> DynamicTest.dynamicTest(
                                        vector.get("name").toString(), () -> checkStream(method, vector))));
            }
            Message request = prototype(method.getRequestMarshaller());
            Method ask = find(StatusMapClient.class, method, request);
            Method askLater = find(StatusMapAsyncClient.class, method, request);
            return DynamicContainer.dynamicContainer(
                    name,
                    vectors(file)
                            .map(vector ->
                                    DynamicTest.dynamicTest(vector.get("name").toString(), () -> {
                                        check(method, vector, question -> ask.invoke(client, question));
                                        check(
                                                method,
                                                vector,
                                                question -> waitFor(askLater.invoke(client.async(), question)));
                                    })));
        } catch (NoSuchMethodException | IOException missing) {
            return failing(name, () -> fail(missing));
        }
    }

    /** Their names are shown as JSON: some have control characters, which a report in XML cannot carry. */
    private static Stream<JsonObject> vectors(Path file) throws IOException {
        return StreamSupport.stream(read(file).spliterator(), false).map(JsonElement::getAsJsonObject);
    }

    private static DynamicContainer failing(String name, Executable executable) {
        return DynamicContainer.dynamicContainer(name, Stream.of(DynamicTest.dynamicTest(name, executable)));
    }

    @FunctionalInterface
    private interface Asked {
        Object ask(Message request) throws ReflectiveOperationException;
    }

    private static void check(MethodDescriptor<?, ?> method, JsonObject vector, Asked asked) throws Exception {
        Message request = parse(prototype(method.getRequestMarshaller()), vector.get("request"));
        if (vector.has("response")) {
            Message want = parse(prototype(method.getResponseMarshaller()), vector.get("response"));
            assertEquals(want, answer(asked, request));
            return;
        }
        checkError(vector, assertThrows(StatusMapException.class, () -> answer(asked, request)));
    }

    /** Every request of a stream as it is, and every response that came before the error. */
    private static void checkStream(MethodDescriptor<?, ?> method, JsonObject vector) throws Exception {
        List<Message> requests = parseAll(method.getRequestMarshaller(), vector.getAsJsonArray("requests"));
        List<Message> want = vector.has("response")
                ? List.of(parse(prototype(method.getResponseMarshaller()), vector.get("response")))
                : parseAll(method.getResponseMarshaller(), vector.getAsJsonArray("responses"));
        List<Message> got = new ArrayList<>();
        StatusMapException error = null;
        try {
            if (method.getType().serverSendsOneMessage()) {
                got.add(client.summarizeStatuses(typed(SummarizeStatusesRequest.class, requests)));
            } else {
                client.streamMapHttpStatuses(typed(StreamMapHttpStatusesRequest.class, requests))
                        .forEach(got::add);
            }
        } catch (StatusMapException failed) {
            error = failed;
        }
        assertEquals(want, got);
        if (vector.has("error")) {
            assertNotNull(error, "it did not fail");
            checkError(vector, error);
            int count = got.size();
            boolean none = method.getType().serverSendsOneMessage();
            long answered = count == 0 ? 0 : ((StreamMapHttpStatusesResponse) got.get(count - 1)).getAnswered();
            assertEquals(none ? OptionalLong.empty() : OptionalLong.of(answered), error.answered());
        } else {
            assertNull(error);
        }
    }

    private static <T> Iterator<T> typed(Class<T> type, List<Message> messages) {
        return messages.stream().map(type::cast).iterator();
    }

    private static List<Message> parseAll(Marshaller<?> marshaller, JsonArray messages)
            throws InvalidProtocolBufferException {
        List<Message> parsed = new ArrayList<>();
        for (JsonElement message : messages == null ? new JsonArray() : messages) {
            parsed.add(parse(prototype(marshaller), message));
        }
        return parsed;
    }

    private static void checkError(JsonObject vector, StatusMapException got) {
        Failure want = new Gson().fromJson(vector.get("error"), Failure.class);
        assertNotNull(want, "a vector has a response or an error");
        assertEquals(want.code, got.code().name());
        assertEquals(want.reason, got.reason());
        assertEquals(want.domain, got.domain());
        assertEquals(Objects.requireNonNullElse(want.metadata, Map.of()), got.metadata());
        assertEquals(Objects.requireNonNullElse(want.field_violations, List.of()), got.fieldViolations());
        assertEquals(got.code(), io.grpc.Status.fromThrowable(got).getCode());
    }

    private static Object answer(Asked asked, Message request) throws Exception {
        try {
            return asked.ask(request);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() instanceof Exception error ? error : thrown;
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof Exception error ? error : failed;
        }
    }

    private static Object waitFor(Object future) {
        return ((CompletableFuture<?>) future).join();
    }

    /** The method of the same name; that for one page of a list has a name of its own. */
    private static Method find(Class<?> type, MethodDescriptor<?, ?> method, Message request)
            throws NoSuchMethodException {
        String name = nameOf(method).substring(0, 1).toLowerCase(Locale.ROOT)
                + nameOf(method).substring(1);
        return type.getMethod(name.startsWith("list") ? name + "Page" : name, request.getClass());
    }

    private static String nameOf(MethodDescriptor<?, ?> method) {
        return Objects.requireNonNull(method.getBareMethodName());
    }

    private static String snakeCase(String name) {
        return name.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static JsonArray read(Path file) throws IOException {
        return JsonParser.parseString(Repository.text(file)).getAsJsonArray();
    }

    private static Message prototype(Marshaller<?> marshaller) {
        return (Message) Objects.requireNonNull(((PrototypeMarshaller<?>) marshaller).getMessagePrototype());
    }

    private static Message parse(Message prototype, JsonElement json) throws InvalidProtocolBufferException {
        Message.Builder builder = prototype.newBuilderForType();
        JsonFormat.parser().merge(json.toString(), builder);
        return builder.build();
    }
}
