package example.statusmap;

import io.grpc.MethodDescriptor;

/** What takes the questions of this package: {@link StatusMapClient}, or what stands in for it in a test. */
public interface Asker {
    /**
     * Asks by any method of the contract that has one answer.
     *
     * @param method for instance {@code StatusMapServiceGrpc.getLookupStatusMethod()}
     * @param request the whole question
     * @param <Q> its type
     * @param <A> that of the answer
     * @return the whole answer
     * @throws StatusMapException for every failure
     */
    <Q, A> A ask(MethodDescriptor<Q, A> method, Q request);
}
