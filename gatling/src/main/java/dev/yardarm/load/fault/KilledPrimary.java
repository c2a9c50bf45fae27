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
        SHUTDOWN("SHUTDOWN NOSAVE", "SHUTDOWN ABORT"),
        /** By a crash. */
        SEGFAULT("DEBUG SEGFAULT", "DEBUG SLEEP 0");

        private final String command;
        private final String rehearsal;

        Way(String command, String rehearsal) {
            this.command = command;
            this.rehearsal = rehearsal;
        }
    }

    public KilledPrimary(Way way) {
        this.way = way;
    }

    @Override
    public String title() {
        return "primary killed by " + way.command;
    }

    @Override
    public List<List<String>> rehearsal() {
        return List.of(words(way.rehearsal));
    }

    @Override
    public String remedy() {
        return "let the user of -DredisUser call %s (DEBUG also wants --enable-debug-command yes), or leave %s out of -Dfaults"
                .formatted(words(way.command).get(0), way.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean promotes() {
        return true;
    }

    @Override
    public Effect inject(FlagCluster cluster) {
        RedisNode killed = cluster.primary();
        killed.fire(words(way.command).toArray(String[]::new));
        // Gone, or already started again by who watches over it, and reading its data.
        return new Effect(() -> killed.state() != State.PRIMARY, cluster.writableBeside(killed));
    }

    private static List<String> words(String command) {
        return List.of(command.split(" ", -1));
    }
}
