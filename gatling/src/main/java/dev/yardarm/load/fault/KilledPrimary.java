package dev.yardarm.load.fault;

import dev.yardarm.load.fault.RedisNode.State;
import java.util.List;
import java.util.Locale;

/** The process of the flags' primary ends, and its connections break. Who started it has to start it again. */
public final class KilledPrimary implements Fault {
    private final Way way;

    /** How it ends. */
    public enum Way {
        /** At once and in order. */
        SHUTDOWN(List.of("SHUTDOWN", "NOSAVE"), List.of("SHUTDOWN", "ABORT"), "SHUTDOWN"),
        /** By a crash. */
        SEGFAULT(List.of("DEBUG", "SEGFAULT"), List.of("DEBUG", "SLEEP", "0"), "DEBUG");

        private final List<String> words;
        private final List<String> rehearsal;
        private final String command;

        Way(List<String> words, List<String> rehearsal, String command) {
            this.words = words;
            this.rehearsal = rehearsal;
            this.command = command;
        }
    }

    public KilledPrimary(Way way) {
        this.way = way;
    }

    @Override
    public String title() {
        return "primary killed by " + String.join(" ", way.words);
    }

    @Override
    public List<List<String>> rehearsal() {
        return List.of(way.rehearsal);
    }

    @Override
    public String remedy() {
        return "let the user of -DredisUser call %s (DEBUG also wants --enable-debug-command yes), or leave %s out of -Dfaults"
                .formatted(way.command, way.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean promotes() {
        return true;
    }

    @Override
    public Effect inject(FlagCluster cluster) {
        RedisNode killed = cluster.primary();
        killed.fire(way.words.toArray(String[]::new));
        // Gone, or already started again by who watches over it, and reading its data.
        return new Effect(() -> killed.state() != State.PRIMARY, cluster.writableBeside(killed));
    }
}
