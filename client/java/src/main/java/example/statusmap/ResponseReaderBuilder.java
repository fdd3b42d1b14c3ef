package example.statusmap;

import example.statusmap.v1.Role;
import java.time.Duration;
import java.util.Objects;

/** The choices of a {@link ResponseReader}; {@link ResponseReader#builder} begins them. */
public final class ResponseReaderBuilder {
    final StatusMapClient client;
    String convention = "google-apis";
    Role role = Role.ROLE_CLIENT;
    Duration timeout = Duration.ofMillis(500);
    Duration pause = Duration.ofSeconds(1);
    int cacheSize = 1024;
    Duration cacheAge = Duration.ofHours(1);

    ResponseReaderBuilder(StatusMapClient client) {
        this.client = Objects.requireNonNull(client);
    }

    private ResponseReaderBuilder(ResponseReaderBuilder other) {
        client = other.client;
        convention = other.convention;
        role = other.role;
        timeout = other.timeout;
        pause = other.pause;
        cacheSize = other.cacheSize;
        cacheAge = other.cacheAge;
    }

    /**
     * Names the convention to map by. Without, {@code google-apis}.
     *
     * @param id for instance {@code envoy}
     * @return this
     */
    public ResponseReaderBuilder convention(String id) {
        convention = Objects.requireNonNull(id);
        return this;
    }

    /**
     * Says who asks. A proxy must not repeat a request whose method is not idempotent. Without, a client.
     *
     * @param asking client or proxy
     * @return this
     */
    public ResponseReaderBuilder role(Role asking) {
        role = Objects.requireNonNull(asking);
        return this;
    }

    /**
     * Sets how long a reading may take at most, whatever the service does. Without, 500 ms.
     *
     * @param limit more than zero
     * @return this
     */
    public ResponseReaderBuilder timeout(Duration limit) {
        timeout = StatusMapClient.checkDeadline(limit);
        return this;
    }

    /**
     * Sets for how long the service is not asked after it did not answer. Without, a second.
     *
     * @param length zero asks each time
     * @return this
     */
    public ResponseReaderBuilder pause(Duration length) {
        pause = Objects.requireNonNull(length);
        return this;
    }

    /**
     * Sets how many mappings, and how many pieces of advice, are kept. Without, 1024.
     *
     * @param answers zero keeps none
     * @return this
     */
    public ResponseReaderBuilder cacheSize(int answers) {
        cacheSize = answers;
        return this;
    }

    /**
     * Sets for how long an answer is kept, so that a new catalogue is seen in time. Without, an hour.
     *
     * @param age of the oldest answer
     * @return this
     */
    public ResponseReaderBuilder cacheAge(Duration age) {
        cacheAge = Objects.requireNonNull(age);
        return this;
    }

    /** {@return the reader} */
    public ResponseReader build() {
        return new ResponseReader(client, new ResponseReaderBuilder(this));
    }
}
