package example.statusmap;

import java.util.concurrent.CompletableFuture;

/** A future that ends what it waits for when it is cancelled. */
final class CancellableFuture<T> extends CompletableFuture<T> {
    private final Runnable whenCancelled;

    CancellableFuture(Runnable whenCancelled) {
        this.whenCancelled = whenCancelled;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            whenCancelled.run();
        }
        return cancelled;
    }
}
