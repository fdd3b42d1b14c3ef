import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import com.google.api.gax.httpjson.HttpJsonStatusCode;
import com.google.api.gax.rpc.StatusCode;
import com.linecorp.armeria.internal.common.grpc.GrpcStatus;
import io.grpc.Status;
import io.grpc.internal.GrpcUtil;
import io.prometheus.client.Histogram;
import io.prometheus.client.Summary;
import io.vertx.grpc.transcoding.impl.GrpcTranscodingError;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import misk.client.ClientMetricsInterceptor;
import misk.web.exceptions.ExceptionHandlingInterceptorKt;
import org.apache.dubbo.rpc.TriRpcStatus;

/** Observe OUTDIR: asks each library about every code, and writes what it answered. */
public final class Observe {
  private static final String DATE = "2026-11-22";
  private static final String NONE = "-";
  private static final int[] STATUSES = IntStream.rangeClosed(100, 599).toArray();
  private static final int[] CODES = IntStream.rangeClosed(0, 17).toArray();

  private static final Map<String, List<String>> dumps = new TreeMap<>();
  private static final TreeSet<String> index = new TreeSet<>();

  private interface Function {
    Object ask(int code) throws Exception;
  }

  /** Asks a function about every code of one direction; "library" is a class of the library that answers. */
  private static void observe(
      String convention, String direction, Class<?> library, String name, int[] domain, Function function)
      throws Exception {
    List<String> rows = dumps.computeIfAbsent(convention, key -> new ArrayList<>(List.of("direction,from,to")));
    for (int from : domain) rows.add(direction + "," + from + "," + function.ask(from));
    // The archive that the class came from is called NAME-VERSION.jar.
    Path archive = Path.of(library.getProtectionDomain().getCodeSource().getLocation().toURI());
    String versioned = archive.getFileName().toString().replaceFirst("-(?=\\d)", ",").replaceFirst("\\.jar$", "");
    index.add(String.join(",", convention, direction, versioned, DATE, "function " + name));
  }

  private static void toGrpc(String convention, Class<?> library, String name, Function function) throws Exception {
    observe(convention, "http_to_grpc", library, name, STATUSES, function);
  }

  private static void toHttp(String convention, Class<?> library, String name, int[] domain, Function function)
      throws Exception {
    observe(convention, "grpc_to_http", library, name, domain, function);
  }

  /** An enumeration of codes has no constant for the one beyond, and so no answer. */
  private static <E extends Enum<E>> Object named(Class<E> codes, int code, ToIntFunction<E> answer) {
    if (code > Status.Code.UNAUTHENTICATED.value()) return NONE;
    return answer.applyAsInt(Enum.valueOf(codes, Status.fromCodeValue(code).getCode().name()));
  }

  private static void grpcJava() throws Exception {
    toGrpc("grpc-java", GrpcUtil.class, "GrpcUtil.httpStatusToGrpcStatus",
        status -> GrpcUtil.httpStatusToGrpcStatus(status).getCode().value());
  }

  private static void gaxJava() throws Exception {
    toGrpc("gax-java", HttpJsonStatusCode.class, "HttpJsonStatusCode.of",
        status -> Status.Code.valueOf(HttpJsonStatusCode.of(status).getCode().name()).value());
    toHttp("gax-java", StatusCode.class, "StatusCode.Code.getHttpStatusCode", CODES,
        code -> named(StatusCode.Code.class, code, StatusCode.Code::getHttpStatusCode));
  }

  private static void armeria() throws Exception {
    toGrpc("armeria", GrpcStatus.class, "GrpcStatus.httpStatusToGrpcStatus",
        status -> GrpcStatus.httpStatusToGrpcStatus(status).getCode().value());
    toHttp("armeria", GrpcStatus.class, "GrpcStatus.grpcCodeToHttpStatus", CODES,
        code -> named(Status.Code.class, code, known -> GrpcStatus.grpcCodeToHttpStatus(known).code()));
  }

  private static void dubboTriple() throws Exception {
    toGrpc("dubbo-triple", TriRpcStatus.class, "TriRpcStatus.httpStatusToGrpcCode",
        status -> TriRpcStatus.httpStatusToGrpcCode(status).code);
    toHttp("dubbo-triple", TriRpcStatus.class, "TriRpcStatus.grpcCodeToHttpStatus", CODES,
        code -> named(TriRpcStatus.Code.class, code, TriRpcStatus::grpcCodeToHttpStatus));
  }

  private static void vertxGrpc() throws Exception {
    // Its caller does not ask for OK.
    toHttp("vertx-grpc", GrpcTranscodingError.class, "GrpcTranscodingError.fromHttp2Code",
        IntStream.rangeClosed(1, 17).toArray(), code -> GrpcTranscodingError.fromHttp2Code(code).getHttpStatusCode());
  }

  private static void misk() throws Exception {
    toGrpc("misk", ExceptionHandlingInterceptorKt.class, "toGrpcStatus",
        status -> ExceptionHandlingInterceptorKt.toGrpcStatus(status).getCode());
    Class<?> metrics = ClientMetricsInterceptor.class;
    Constructor<?> constructor = metrics.getDeclaredConstructor(String.class, Summary.class, Histogram.class);
    constructor.setAccessible(true);
    Object interceptor = constructor.newInstance("observe", null, null);
    Method function = metrics.getDeclaredMethod("grpcStatusToHttpCode", Integer.class);
    function.setAccessible(true);
    toHttp("misk", metrics, "ClientMetricsInterceptor.grpcStatusToHttpCode", CODES,
        code -> Objects.requireNonNullElse(function.invoke(interceptor, code), NONE));
  }

  private static void akkaGrpc() throws Exception {
    Class<?> client = Class.forName("akka.grpc.internal.AkkaHttpClientUtils$"); // Java cannot say Scala's name.
    Method function = client.getDeclaredMethod("mapHttpStatus", akka.http.scaladsl.model.HttpResponse.class);
    function.setAccessible(true);
    Object module = client.getField("MODULE$").get(null);
    toGrpc("akka-grpc", client, "AkkaHttpClientUtils.mapHttpStatus", status -> {
      var known = StatusCodes.lookup(status).orElseGet(() -> StatusCodes.custom(status, "", "", false, true));
      Object answer = function.invoke(module, HttpResponse.create().withStatus(known));
      return ((Status) answer).getCode().value();
    });
  }

  private static void write(Path file, String header, Iterable<String> rows) throws Exception {
    Files.writeString(file, header + String.join("\n", rows) + "\n");
  }

  public static void main(String[] arguments) throws Exception {
    grpcJava();
    gaxJava();
    armeria();
    dubboTriple();
    vertxGrpc();
    misk();
    akkaGrpc();
    Path out = Path.of(arguments[0]);
    for (var dump : dumps.entrySet()) write(out.resolve(dump.getKey() + ".csv"), "", dump.getValue());
    write(out.resolve("index-java.csv"), "convention,direction,library,version,date,how\n", index);
  }
}
