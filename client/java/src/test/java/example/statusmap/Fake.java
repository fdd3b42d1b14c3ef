package example.statusmap;

import com.google.protobuf.Message;
import example.statusmap.v1.StatusMapServiceGrpc;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCalls;
import java.io.IOException;

/** A service that answers as the test says: every method with one answer by the same handler. */
final class Fake implements AutoCloseable {
    static final Context.Key<Metadata> HEADERS = Context.key("headers");

    private final io.grpc.Server server;
    private final HealthStatusManager health = new HealthStatusManager();

    /** Answers, or throws {@link StatusRuntimeException}, or returns null for no answer at all. */
    @FunctionalInterface
    interface Handler {
        Message handle(Message request) throws StatusRuntimeException;
    }

    Fake(Handler handler) throws IOException {
        this(handler, InsecureServerCredentials.create());
    }

    Fake(Handler handler, ServerCredentials credentials) throws IOException {
        this(unary(handler), credentials);
    }

    /** As a service of gRPC itself answers, for what streams. */
    Fake(BindableService service) throws IOException {
        this(service.bindService(), InsecureServerCredentials.create());
    }

    private static ServerServiceDefinition unary(Handler handler) {
        var service = ServerServiceDefinition.builder(StatusMapServiceGrpc.SERVICE_NAME);
        for (MethodDescriptor<?, ?> method :
                StatusMapServiceGrpc.getServiceDescriptor().getMethods()) {
            if (method.getType() == MethodDescriptor.MethodType.UNARY) {
                addMethod(service, method, handler);
            }
        }
        return service.build();
    }

    private Fake(ServerServiceDefinition service, ServerCredentials credentials) throws IOException {
        health.setStatus(StatusMapServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
        server = Grpc.newServerBuilderForPort(0, credentials)
                .addService(ServerInterceptors.intercept(service, new HeadersOfCall()))
                .addService(health.getHealthService())
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    int port() {
        return server.getPort();
    }

    void fallIll() {
        health.setStatus(StatusMapServiceGrpc.SERVICE_NAME, ServingStatus.NOT_SERVING);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static <Q, A> void addMethod(
            ServerServiceDefinition.Builder service, MethodDescriptor<Q, A> method, Handler handler) {
        Class<?> answers = ((PrototypeMarshaller<A>) method.getResponseMarshaller()).getMessageClass();
        service.addMethod(method, ServerCalls.asyncUnaryCall((request, observer) -> {
            try {
                Message answer = handler.handle((Message) request);
                if (answer != null) {
                    @SuppressWarnings("unchecked")
                    A typed = (A) answers.cast(answer);
                    observer.onNext(typed);
                    observer.onCompleted();
                }
            } catch (StatusRuntimeException error) {
                observer.onError(error);
            }
        }));
    }

    private static final class HeadersOfCall implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return Contexts.interceptCall(Context.current().withValue(HEADERS, headers), call, headers, next);
        }
    }
}
