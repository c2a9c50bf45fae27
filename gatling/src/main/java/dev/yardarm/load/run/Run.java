package dev.yardarm.load.run;

import java.time.Duration;

/**
 * How a simulation ended that was run.
 *
 * @param attempt the last one, from 1 on
 * @param took all attempts together
 */
record Run(boolean passed, int attempt, Duration took) {
    /** In the words of the summary. */
    String outcome() {
        if (!passed) {
            return "**failed**";
        }
        return attempt == 1 ? "passed" : "passed at the second attempt";
    }
}
