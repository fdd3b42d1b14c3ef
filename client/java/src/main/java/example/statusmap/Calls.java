package example.statusmap;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** How both clients ask: one place for the deadline and for the errors, so that no method can forget them. */
final class Calls {
    private final Channel channel;

    /**
     * @param unary the deadline of calls with one question and one answer that have none; {@code null} is no limit
     * @param streams the same of all others
     */
    Calls(Channel channel, Duration unary, Duration streams) {
        this.channel = ClientInterceptors.intercept(channel, limit(unary, streams));
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

    <Q, A> ClientCall<Q, A> begin(MethodDescriptor<Q, A> method) {
        return channel.newCall(method, CallOptions.DEFAULT);
    }

    /** Sends all requests, for one answer. */
    <Q, A> A askMany(MethodDescriptor<Q, A> method, Iterator<Q> requests) {
        var exchange = Exchange.ofOne(begin(method), requests);
        A answer = exchange.next();
        A more = answer == null ? null : exchange.next();
        if (answer == null || more != null) {
            exchange.cancel("not one answer");
            throw new StatusMapException(Status.INTERNAL.withDescription("the service gave not one answer"));
        }
        return answer;
    }

    private static ClientInterceptor limit(Duration unary, Duration streams) {
        return new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                Duration limit = method.getType() == MethodDescriptor.MethodType.UNARY ? unary : streams;
                boolean own = options.getDeadline() != null || limit == null;
                return next.newCall(method, own ? options : options.withDeadlineAfter(limit));
            }
        };
    }
}
