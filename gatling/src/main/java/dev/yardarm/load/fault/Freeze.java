package dev.yardarm.load.fault;

import dev.yardarm.load.gateway.Unsuited;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** How a node is kept from answering for a while. */
public enum Freeze {
    /** {@code DEBUG SLEEP}: the process does nothing, for the cluster it has failed. Redis does not allow it by default. */
    SLEEP(
            "DEBUG SLEEP 0",
            "let the user of -DredisUser call DEBUG, of nodes started with --enable-debug-command yes (local, where this runs beside them)") {
        @Override
        List<String> words(Duration time) {
            return List.of("DEBUG", "SLEEP", String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0));
        }
    },
    /** {@code CLIENT PAUSE}: clients are not answered, while the other nodes hear from it, so no replica takes over. */
    PAUSE("CLIENT PAUSE 1", "let the user of -DredisUser call CLIENT PAUSE") {
        @Override
        List<String> words(Duration time) {
            return List.of("CLIENT", "PAUSE", Long.toString(time.toMillis()), "ALL");
        }
    };

    private final String rehearsal;
    private final String remedy;

    Freeze(String rehearsal, String remedy) {
        this.rehearsal = rehearsal;
        this.remedy = remedy;
    }

    abstract List<String> words(Duration time);

    void begin(RedisNode node, Duration time) {
        node.fire(words(time).toArray(String[]::new));
    }

    /** Whether the cluster takes the node for failed, so that a replica takes over. */
    boolean promotes() {
        return this == SLEEP;
    }

    /**
     * Looks whether nodes hang for long enough to be taken for failed. What a node does not tell is not looked at.
     *
     * @throws Unsuited if they do not
     */
    void check(FlagCluster cluster, Duration time) {
        if (!promotes()) {
            return;
        }
        cluster.nodes().stream()
                .flatMap(node -> node.nodeTimeout().stream())
                .max(Comparator.naturalOrder())
                .filter(timeout -> time.compareTo(timeout) <= 0)
                .ifPresent(timeout -> {
                    throw new Unsuited(
                            "-Dhang=%dms: the nodes' cluster-node-timeout is %d ms, and nobody is taken for failed before: give %dms"
                                            .formatted(time.toMillis(), timeout.toMillis(), 4 * timeout.toMillis())
                                    + " or so, or leave sleep and zone out of -Dfaults");
                });
    }

    /** A condition for whether writes are taken again after a primary has been hung. */
    BooleanSupplier primaryBack(FlagCluster cluster, RedisNode hung) {
        return promotes() ? cluster.writableBeside(hung) : cluster.writable();
    }

    List<String> rehearsal() {
        return List.of(rehearsal.split(" ", -1));
    }

    String remedy() {
        return remedy;
    }

    /** As the command is called. */
    @Override
    public String toString() {
        return this == SLEEP ? "DEBUG SLEEP" : "CLIENT PAUSE";
    }
}
