/**
 * Asks a statusmap service what an HTTP status means, what kind it is, which gRPC code it becomes under the convention
 * of a stack and back, and whether to send a request again.
 *
 * <pre>{@code
 * try (var client = StatusMapClient.connect("127.0.0.1:50051")) {
 *     MapHttpStatusResponse mapping = client.mapHttpStatus(429, "envoy");
 *     System.out.println(mapping.getGrpcCodeName() + " by " + mapping.getSource());
 * }
 * }</pre>
 *
 * Answers are the messages of the contract, in {@code example.statusmap.v1}, whose documentation has the meaning and
 * the domain of each field. {@link ResponseReader} reads responses of {@code java.net.http}.
 */
package example.statusmap;
