package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import example.statusmap.v1.StatusMapServiceGrpc.StatusMapServiceImplBase;
import example.statusmap.v1.StreamMapHttpStatusesRequest;
import example.statusmap.v1.StreamMapHttpStatusesResponse;
import example.statusmap.v1.SummarizeStatusesRequest;
import example.statusmap.v1.SummarizeStatusesResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** What the tests of streams send, how a service of theirs answers, and how they fail. */
final class Streaming {
    static final StreamMapHttpStatusesRequest ONE =
            StreamMapHttpStatusesRequest.newBuilder().addHttpStatuses(404).build();
    static final SummarizeStatusesRequest COUNTED =
            SummarizeStatusesRequest.newBuilder().addHttpStatuses(404).build();

    private Streaming() {}

    /** The same request for ever, some milliseconds between them. */
    static <Q> Iterator<Q> slowly(Q request, int pauseMs) {
        return Stream.generate(() -> {
                    pause(pauseMs);
                    return request;
                })
                .iterator();
    }

    static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    record Failure(StatusMapException error, long read) {}

    /** Reads all; gives the error, and how many codes came before it. */
    static Failure failure(MappedChunks chunks, LongConsumer onAnswer) {
        long read = 0;
        try {
            for (var chunk : chunks) {
                read += chunk.getGrpcCodesCount();
                onAnswer.accept(read);
            }
        } catch (StatusMapException error) {
            assertEquals(read, error.answered().orElseThrow());
            assertEquals(read, chunks.answered());
            return new Failure(error, read);
        }
        return fail("the stream did not fail");
    }

    static Failure failure(MappedChunks chunks) {
        return failure(chunks, read -> {});
    }

    /** Streams as the test says. */
    static Fake streaming(Streams<StreamMapHttpStatusesRequest, StreamMapHttpStatusesResponse> handler)
            throws IOException {
        return new Fake(new StatusMapServiceImplBase() {
            @Override
            public StreamObserver<StreamMapHttpStatusesRequest> streamMapHttpStatuses(
                    StreamObserver<StreamMapHttpStatusesResponse> answers) {
                return handler.apply((ServerCallStreamObserver<StreamMapHttpStatusesResponse>) answers);
            }
        });
    }

    /** Counts as the test says. */
    static Fake counting(Streams<SummarizeStatusesRequest, SummarizeStatusesResponse> handler) throws IOException {
        return new Fake(new StatusMapServiceImplBase() {
            @Override
            public StreamObserver<SummarizeStatusesRequest> summarizeStatuses(
                    StreamObserver<SummarizeStatusesResponse> answers) {
                return handler.apply((ServerCallStreamObserver<SummarizeStatusesResponse>) answers);
            }
        });
    }

    @FunctionalInterface
    interface Streams<Q, A> {
        StreamObserver<Q> apply(ServerCallStreamObserver<A> answers);
    }

    /** What is done with each request; the end of the requests ends the answers. */
    record OnRequest<Q>(StreamObserver<?> answers, Runnable task) implements StreamObserver<Q> {
        @Override
        public void onNext(Q request) {
            task.run();
        }

        @Override
        public void onError(Throwable cancelled) {}

        @Override
        public void onCompleted() {
            try {
                answers.onCompleted();
            } catch (IllegalStateException ended) {
                // By the task.
            }
        }
    }

    static StreamMapHttpStatusesResponse answer(long answered) {
        return StreamMapHttpStatusesResponse.newBuilder()
                .addGrpcCodes(5)
                .setAnswered(answered)
                .build();
    }
}
