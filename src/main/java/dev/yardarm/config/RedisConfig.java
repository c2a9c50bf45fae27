package dev.yardarm.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The way to one Redis: a single instance or a cluster.
 *
 * @param seeds where to begin; exactly one for a single instance
 * @param tls whether the connections are encrypted and the server's certificate is verified, its name included
 * @param rootCertificate a file of PEM certificates to trust, instead of those the JVM trusts
 * @param database the number to {@code SELECT}; 0 for a cluster
 */
public record RedisConfig(
        List<HostPort> seeds,
        boolean tls,
        Optional<Path> rootCertificate,
        Optional<String> username,
        Optional<Secret> password,
        int database,
        Timeouts timeouts) {
    public RedisConfig {
        seeds = List.copyOf(seeds);
        if (database < 0) {
            throw new IllegalArgumentException("a database's number is not negative");
        }
    }

    /**
     * The bounds within which Redis is used.
     *
     * @param connect for a connection to be ready
     * @param attempt for one attempt of one command
     * @param budget for a read in all, every attempt and pause included
     */
    public record Timeouts(Duration connect, Duration attempt, Duration budget) {
        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofMillis(500), Duration.ofMillis(100), Duration.ofMillis(250));

        public Timeouts {
            if (isNone(connect) || isNone(attempt) || isNone(budget)) {
                throw new IllegalArgumentException("a timeout is positive");
            }
            if (budget.compareTo(attempt) < 0) {
                throw new IllegalArgumentException("the budget is not below the time of one attempt");
            }
        }

        private static boolean isNone(Duration duration) {
            return duration.isNegative() || duration.isZero();
        }
    }
}
