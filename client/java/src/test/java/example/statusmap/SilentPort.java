package example.statusmap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Accepts connections, and never says a word. */
final class SilentPort implements AutoCloseable {
    // The system accepts as many as this without our help.
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    SilentPort() throws IOException {}

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
