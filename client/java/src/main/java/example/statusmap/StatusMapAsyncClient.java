package example.statusmap;

import io.grpc.MethodDescriptor;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The questions of {@link StatusMapClient} without waiting for the answer; {@link StatusMapClient#async()} gives one.
 * Domains, answers and errors are those of the methods of the same name there.
 *
 * <p>A future fails with a {@link StatusMapException}, which {@code get} and {@code join} wrap as they always do. To
 * cancel the future that a method returned cancels the call; to cancel one that was derived from it does not. What
 * follows on a future runs on gRPC's threads: use the methods with an executor for work that takes long.
 */
public final class StatusMapAsyncClient implements AsyncStatusQuestions, AsyncConventionQuestions, AsyncBatchQuestions {
    private final Calls calls;

    StatusMapAsyncClient(Calls calls) {
        this.calls = calls;
    }

    @Override
    public <Q, A, R> CompletableFuture<R> ask(MethodDescriptor<Q, A> method, Q request, Function<A, R> result) {
        return calls.askLater(method, request, result);
    }
}
