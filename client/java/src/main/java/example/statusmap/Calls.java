package example.statusmap;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** How both clients ask: one place for the deadline and for the errors, so that no method can forget them. */
final class Calls {
    private final Channel channel;

    /** @param deadline of calls with one answer that have none; {@code null} is no limit */
    Calls(Channel channel, Duration deadline) {
        this.channel = deadline == null ? channel : ClientInterceptors.intercept(channel, limit(deadline));
    }

    Channel channel() {
        return channel;
    }

    <Q, A> A ask(MethodDescriptor<Q, A> method, Q request) {
        try {
            return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
        } catch (StatusRuntimeException error) {
            throw new StatusMapException(error);
        }
    }

    /** Asks without waiting. To cancel the future cancels the call. */
    <Q, A, R> CompletableFuture<R> askLater(MethodDescriptor<Q, A> method, Q request, Function<A, R> result) {
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
        var future = new CancellableFuture<R>(() -> call.cancel("the future was cancelled", null));
        ClientCalls.asyncUnaryCall(call, request, new StreamObserver<A>() {
            @Override
            public void onNext(A answer) {
                future.complete(result.apply(answer));
            }

            @Override
            public void onError(Throwable error) {
                future.completeExceptionally(
                        error instanceof StatusRuntimeException known ? new StatusMapException(known) : error);
            }

            @Override
            public void onCompleted() {}
        });
        return future;
    }

    private static ClientInterceptor limit(Duration deadline) {
        return new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                boolean own = options.getDeadline() != null
                        || !method.getType().clientSendsOneMessage()
                        || !method.getType().serverSendsOneMessage();
                return next.newCall(method, own ? options : options.withDeadlineAfter(deadline));
            }
        };
    }
}
