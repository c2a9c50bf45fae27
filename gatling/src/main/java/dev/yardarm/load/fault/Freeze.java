package dev.yardarm.load.fault;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How a node is kept from answering for a while. */
public enum Freeze {
    /** {@code DEBUG SLEEP}: the process does nothing, for the cluster it has failed. Redis does not allow it by default. */
    SLEEP(
            List.of("DEBUG", "SLEEP", "0"),
            "let the user of -DredisUser call DEBUG, of nodes started with --enable-debug-command yes (local, where this runs beside them)") {
        @Override
        List<String> words(Duration time) {
            return List.of("DEBUG", "SLEEP", String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0));
        }
    },
    /** {@code CLIENT PAUSE}: clients are not answered, while the other nodes hear from it, so no replica takes over. */
    PAUSE(List.of("CLIENT", "PAUSE", "1"), "let the user of -DredisUser call CLIENT PAUSE") {
        @Override
        List<String> words(Duration time) {
            return List.of("CLIENT", "PAUSE", Long.toString(time.toMillis()), "ALL");
        }
    };

    private final List<String> rehearsal;
    private final String remedy;

    Freeze(List<String> rehearsal, String remedy) {
        this.rehearsal = rehearsal;
        this.remedy = remedy;
    }

    abstract List<String> words(Duration time);

    void begin(RedisNode node, Duration time) {
        node.fire(words(time).toArray(String[]::new));
    }

    List<String> rehearsal() {
        return rehearsal;
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
