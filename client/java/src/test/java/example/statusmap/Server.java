package example.statusmap;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real server, on a port of its own. */
final class Server implements AutoCloseable {
    private static final long LIMIT_S = 30;
    private static final Pattern SERVING = Pattern.compile("^statusmap-server: serving on (\\S+);");

    private final Process process;
    private final BufferedReader log;
    final String address;

    private Server(Process process) throws IOException {
        this.process = process;
        log = process.inputReader();
        var late = new CompletableFuture<Void>();
        var unused = late.completeOnTimeout(null, LIMIT_S, TimeUnit.SECONDS).thenRun(process::destroyForcibly);
        String line = log.readLine();
        late.cancel(false);
        Matcher serving = SERVING.matcher(String.valueOf(line));
        if (!serving.find()) {
            process.destroyForcibly();
            throw new IOException(Repository.server() + " does not serve, but says: " + line);
        }
        address = serving.group(1);
        var unusedLog = CompletableFuture.runAsync(() -> log.lines().forEach(more -> {}));
    }

    static Server start() throws IOException {
        return start("127.0.0.1:0");
    }

    static Server start(String listen) throws IOException {
        return new Server(Repository.process(Repository.server().toString(), "--listen_address=" + listen)
                .redirectError(Redirect.INHERIT)
                .start());
    }

    /** Takes it away in the middle of what it does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Has it drain; it may take its time. */
    void drain() {
        process.destroy();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the server did not stop");
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
