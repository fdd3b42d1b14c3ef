package example.statusmap;

import example.statusmap.v1.CompareConventionsRequest;
import example.statusmap.v1.CompareConventionsResponse;
import example.statusmap.v1.Convention;
import example.statusmap.v1.GrpcCodeComparison;
import example.statusmap.v1.HttpStatusComparison;
import example.statusmap.v1.ListConventionsRequest;
import example.statusmap.v1.ListConventionsResponse;
import example.statusmap.v1.MapGrpcCodeRequest;
import example.statusmap.v1.MapGrpcCodeResponse;
import example.statusmap.v1.MapHttpStatusRequest;
import example.statusmap.v1.MapHttpStatusResponse;
import example.statusmap.v1.PairComparison;
import example.statusmap.v1.StatusMapServiceGrpc;
import io.grpc.Status.Code;
import java.util.Optional;

/** The questions about conventions. {@link StatusMapClient} says what holds for all of them. */
public interface ConventionQuestions extends Asker {
    /**
     * As {@link #mapHttpStatus(int, String)}, under the convention {@code google-apis}.
     *
     * @param httpStatus 100 to 599
     * @return the code, and by which rule
     */
    default MapHttpStatusResponse mapHttpStatus(int httpStatus) {
        return mapHttpStatus(httpStatus, "");
    }

    /**
     * Tells which gRPC code an HTTP status becomes under a convention, by which rule, where that was read, and how many
     * other conventions agree. {@link #codeOf} has the code as a constant of gRPC.
     *
     * @param httpStatus 100 to 599
     * @param convention for instance {@code envoy}; {@link #listConventions()} has all; empty is {@code google-apis}
     * @return the code, unset where the convention gives no answer, and by which rule
     * @throws StatusMapException INVALID_ARGUMENT with {@link Reasons#HTTP_STATUS_OUT_OF_RANGE} or {@link
     *     Reasons#CONVENTION_UNKNOWN} (metadata {@code nearest} has the closest ids); FAILED_PRECONDITION with {@link
     *     Reasons#DIRECTION_NOT_COVERED}
     */
    default MapHttpStatusResponse mapHttpStatus(int httpStatus, String convention) {
        return mapHttpStatus(Requests.mapHttpStatus(httpStatus, convention));
    }

    /**
     * As {@link #mapHttpStatus(int, String)}; the request can also have the answer name the conventions.
     *
     * @param request the whole question
     * @return the code, and by which rule
     */
    default MapHttpStatusResponse mapHttpStatus(MapHttpStatusRequest request) {
        return ask(StatusMapServiceGrpc.getMapHttpStatusMethod(), request);
    }

    /**
     * As {@link #mapGrpcCode(Code, String)}, under the convention {@code google-apis}.
     *
     * @param code of a call
     * @return the HTTP status, and by which rule
     */
    default MapGrpcCodeResponse mapGrpcCode(Code code) {
        return mapGrpcCode(code, "");
    }

    /**
     * Tells which HTTP status a gRPC code becomes under a convention.
     *
     * @param code of a call
     * @param convention as for {@link #mapHttpStatus(int, String)}
     * @return the HTTP status, unset where the convention gives no answer, and by which rule
     * @throws StatusMapException as of {@link #mapHttpStatus(int, String)}, without the range
     */
    default MapGrpcCodeResponse mapGrpcCode(Code code, String convention) {
        return mapGrpcCode(Requests.mapGrpcCode(code, convention));
    }

    /**
     * As {@link #mapGrpcCode(Code, String)}; the request can also ask about a code above 16, which gRPC does not define,
     * and have the answer name the conventions.
     *
     * @param request the whole question
     * @return the HTTP status, and by which rule
     * @throws StatusMapException also {@link Reasons#GRPC_CODE_NEGATIVE}
     */
    default MapGrpcCodeResponse mapGrpcCode(MapGrpcCodeRequest request) {
        return ask(StatusMapServiceGrpc.getMapGrpcCodeMethod(), request);
    }

    /**
     * Tells what all conventions make of an HTTP status, and what each school of them does.
     *
     * @param httpStatus 100 to 599
     * @return every answer with the conventions that give it
     * @throws StatusMapException INVALID_ARGUMENT with {@link Reasons#HTTP_STATUS_OUT_OF_RANGE}
     */
    default HttpStatusComparison compareOnHttpStatus(int httpStatus) {
        return compareConventions(Requests.compareOnHttpStatus(httpStatus)).getByHttpStatus();
    }

    /**
     * Tells what all conventions make of a gRPC code.
     *
     * @param code of a call
     * @return every answer with the conventions that give it
     */
    default GrpcCodeComparison compareOnGrpcCode(Code code) {
        return compareConventions(Requests.compareOnGrpcCode(code)).getByGrpcCode();
    }

    /**
     * Tells on which codes two conventions differ, and what does not survive the way there by the one and back by the
     * other.
     *
     * @param convention the one; empty is {@code google-apis}
     * @param other the other; empty is the same as the one, so that only its own round trips are of interest
     * @return parts that need a direction which one of the two has not are absent
     * @throws StatusMapException INVALID_ARGUMENT with {@link Reasons#CONVENTION_UNKNOWN}, or with {@link
     *     Reasons#FIELD_MISSING} if both are empty
     */
    default PairComparison compareConventions(String convention, String other) {
        return compareConventions(Requests.compareConventions(convention, other))
                .getByPair();
    }

    /**
     * As the three above.
     *
     * @param request one of the three questions
     * @return the answer to that one
     * @throws StatusMapException also {@link Reasons#QUESTION_AMBIGUOUS} or {@link Reasons#GRPC_CODE_NEGATIVE}
     */
    default CompareConventionsResponse compareConventions(CompareConventionsRequest request) {
        return ask(StatusMapServiceGrpc.getCompareConventionsMethod(), request);
    }

    /** {@return all conventions in the order of their ids, aliases included} */
    default Pages<Convention> listConventions() {
        return listConventions(Requests.listConventions());
    }

    /**
     * Lists the conventions that map in a direction, in the order of their ids.
     *
     * @param request its direction holds for all pages; it begins at its token, and pages have its size
     * @return conventions; to read them throws INVALID_ARGUMENT with {@link Reasons#FILTER_UNKNOWN}, {@link
     *     Reasons#PAGE_SIZE_NEGATIVE} or {@link Reasons#PAGE_TOKEN_INVALID}
     */
    default Pages<Convention> listConventions(ListConventionsRequest request) {
        return new Pages<>(
                request.getPageToken(),
                token -> Pages.of(listConventionsPage(
                        request.toBuilder().setPageToken(token).build())));
    }

    /**
     * One page of {@link #listConventions(ListConventionsRequest)}.
     *
     * @param request the whole question
     * @return the page, with the token of the next one
     */
    default ListConventionsResponse listConventionsPage(ListConventionsRequest request) {
        return ask(StatusMapServiceGrpc.getListConventionsMethod(), request);
    }

    /**
     * {@return the code of a mapping; empty where the convention gives no answer}
     *
     * @param mapping an answer of {@link #mapHttpStatus(int, String)}
     */
    static Optional<Code> codeOf(MapHttpStatusResponse mapping) {
        return mapping.hasGrpcCode()
                ? Optional.of(
                        io.grpc.Status.fromCodeValue(mapping.getGrpcCode()).getCode())
                : Optional.empty();
    }
}
