import example.statusmap.ResponseReader;
import example.statusmap.StatusMapClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Fetch SERVICE URL: gets the URL, and sends the request again for as long as it is advised, five times at most. */
final class Fetch {
    private static final int ATTEMPTS = 5;

    private Fetch() {}

    public static void main(String[] arguments) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(arguments[1])).build();
        var http = HttpClient.newHttpClient();
        try (var client = StatusMapClient.connect(arguments[0])) {
            // More time than usual: the first call of a JVM has gRPC's classes to load.
            var reader = ResponseReader.builder(client)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                var response = http.send(request, BodyHandlers.discarding());
                var reading = reader.read(response, attempt);
                System.out.println(response.statusCode() + " is " + reading.code());
                if (!reading.mayRetry()) {
                    return;
                }
                Thread.sleep(reading.delay().toMillis());
            }
        }
    }
}
