package example.statusmap;

import io.grpc.MethodDescriptor;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What takes questions without waiting: {@link StatusMapAsyncClient}, or what stands in for it in a test. */
public interface AsyncAsker {
    /**
     * Asks by any method of the contract that has one answer.
     *
     * @param method for instance {@code StatusMapServiceGrpc.getLookupStatusMethod()}
     * @param request the whole question
     * @param result makes of the answer what is wanted of it
     * @param <Q> the type of the question
     * @param <A> that of the answer
     * @param <R> that of the result
     * @return the result; to cancel it cancels the call
     */
    <Q, A, R> CompletableFuture<R> ask(MethodDescriptor<Q, A> method, Q request, Function<A, R> result);

    /**
     * As above, for the whole answer.
     *
     * @param method for instance {@code StatusMapServiceGrpc.getLookupStatusMethod()}
     * @param request the whole question
     * @param <Q> the type of the question
     * @param <A> that of the answer
     * @return the whole answer; to cancel it cancels the call
     */
    default <Q, A> CompletableFuture<A> ask(MethodDescriptor<Q, A> method, Q request) {
        return ask(method, request, Function.identity());
    }
}
