package example.statusmap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/** Waiting, with an end. */
final class Patience {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private Patience() {}

    /** Tries until it neither throws nor fails. */
    static void eventually(Executable attempt) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                attempt.execute();
                return;
            } catch (Throwable error) {
                if (System.nanoTime() > end) {
                    Assertions.fail("still after " + LIMIT, error);
                }
            }
            Thread.sleep(20);
        }
    }

    /** Fails if it took less than the one or more than the other, in milliseconds. */
    static void assertTakes(long least, long most, Executable task) throws Throwable {
        long begin = System.nanoTime();
        task.execute();
        long took = (System.nanoTime() - begin) / 1_000_000;
        assertTrue(took >= least && took <= most, "it took " + took + " ms, not " + least + " to " + most);
    }
}
