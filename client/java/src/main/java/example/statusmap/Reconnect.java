package example.statusmap;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Connects again soon after the service went away, so that one that restarts is found while the calls' retries last.
 * gRPC's own backoff begins with a second, and grpc-java lets nobody change that; but a channel can be told to forget
 * it, which also has names resolved again. After these first attempts that backoff holds.
 */
final class Reconnect {
    private static final int[] DELAYS_MS = {100, 200, 400, 800};

    private final ManagedChannel channel;

    private Reconnect(ManagedChannel channel) {
        this.channel = channel;
    }

    static void watch(ManagedChannel channel) {
        new Reconnect(channel).follow();
    }

    private void follow() {
        ConnectivityState state = channel.getState(false);
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            attempt(0);
        }
        if (state != ConnectivityState.SHUTDOWN) {
            channel.notifyWhenStateChanged(state, this::follow);
        }
    }

    private void attempt(int number) {
        if (number == DELAYS_MS.length) {
            return;
        }
        Executor later = CompletableFuture.delayedExecutor(DELAYS_MS[number], TimeUnit.MILLISECONDS);
        later.execute(() -> {
            // With round robin the channel stays in this state until a connection is ready.
            if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
                attempt(number + 1);
            }
        });
    }
}
