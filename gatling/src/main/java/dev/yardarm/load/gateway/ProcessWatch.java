package dev.yardarm.load.gateway;

import dev.yardarm.load.record.Outcome;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a gateway's process takes over time, by its metrics, read once a second. A reading that fails is left out.
 */
public final class ProcessWatch {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final GatewayClient gateway;
    private final List<Reading> readings = new ArrayList<>();

    /**
     * One of them.
     *
     * @param connections to Redis, to all of its nodes
     * @param heapBytes in use, garbage included
     * @param collections of garbage since the process began
     * @param redisErrors connections to Redis that could not be made or were lost, and commands that it refused, since the
     *     process began
     * @param timeouts commands that it did not answer in time, since then; also where the machine is busy
     * @param began when the process did
     */
    public record Reading(
            double connections,
            double heapBytes,
            double files,
            double collections,
            double redisErrors,
            double timeouts,
            double began) {
        static Reading of(Metrics metrics) {
            return new Reading(
                    metrics.sum("redis_connections_active"),
                    metrics.sum("jvm_memory_used_bytes", "area=\"heap\""),
                    metrics.sum("process_files_open_files"),
                    // Not shown before the first.
                    counted(metrics, "jvm_gc_pause_seconds_count"),
                    counted(metrics, "redis_connection_errors_total")
                            + counted(metrics, "redis_commands_total", "result=\"error\""),
                    counted(metrics, "redis_commands_total", "result=\"timeout\""),
                    metrics.sum("process_start_time_seconds"));
        }

        private static double counted(Metrics metrics, String name, String... labels) {
            double count = metrics.sum(name, labels);
            return Double.isNaN(count) ? 0 : count;
        }
    }

    public ProcessWatch(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /** Reads for so long. */
    public void during(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            try {
                Metrics metrics = gateway.metrics();
                // Another page, such as that of an error, says nothing.
                if (metrics.has("flag_reads_total")) {
                    add(Reading.of(metrics));
                }
            } catch (UncheckedIOException | NumberFormatException noReading) {
                // The load shows whether the gateway is well.
            }
            try {
                Thread.sleep(EVERY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    synchronized void add(Reading reading) {
        readings.add(reading);
    }

    public synchronized List<Reading> readings() {
        return List.copyOf(readings);
    }

    /** How many readings there have to be for so long a time to be judged: every second one. */
    public static double least(Duration time) {
        return Math.max(1, time.toMillis() / 2 / EVERY.toMillis());
    }

    /** The highest; NaN without any reading. */
    public double most(ToDoubleFunction<Reading> of) {
        return readings().stream().mapToDouble(of).max().orElse(Double.NaN);
    }

    /** By how much a count has risen from the first reading to the last; NaN without any. */
    public double rise(ToDoubleFunction<Reading> of) {
        List<Reading> all = readings();
        return all.isEmpty() ? Double.NaN : of.applyAsDouble(all.get(all.size() - 1)) - of.applyAsDouble(all.get(0));
    }

    /** Whether all readings are of one process: what was counted in another says nothing. */
    public Outcome oneProcess() {
        long processes =
                readings().stream().mapToDouble(Reading::began).distinct().count();
        return new Outcome(processes == 1, Long.toString(processes));
    }

    /** How something went, from the first third of the time to the last. */
    public Trend trend() {
        List<Reading> all = readings();
        int third = all.size() / 3;
        return new Trend(all.subList(0, third), all.subList(all.size() - third, all.size()));
    }

    /** The readings of the first and of the last third. */
    public record Trend(List<Reading> first, List<Reading> last) {
        /** The growth of the highest. */
        public double growthOfMost(ToDoubleFunction<Reading> of) {
            return most(last, of) - most(first, of);
        }

        /** The growth of the lowest: of a heap that of what stays after a collection. */
        public double growthOfLeast(ToDoubleFunction<Reading> of) {
            return least(last, of) - least(first, of);
        }

        /** How much a count has risen, in the third where it rose least. */
        public double leastRise(ToDoubleFunction<Reading> of) {
            return Math.min(most(first, of) - least(first, of), most(last, of) - least(last, of));
        }

        private static double most(List<Reading> readings, ToDoubleFunction<Reading> of) {
            return readings.stream().mapToDouble(of).max().orElse(Double.NaN);
        }

        private static double least(List<Reading> readings, ToDoubleFunction<Reading> of) {
            return readings.stream().mapToDouble(of).min().orElse(Double.NaN);
        }
    }
}
