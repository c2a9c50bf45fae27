package dev.yardarm;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.local.SampleFlags;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The samples' entry is damaged, over and over: F16. */
final class EntryRows {
    private static final Duration REPAIRED_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final String REVISION = "#revision";

    private EntryRows() {}

    static List<MatrixRow> rows() {
        return List.of(MatrixRow.of("F16", "entry damaged", EntryRows::damaged, Bar.P99_BELOW_50)
                .brief());
    }

    /** What is done to the primary; the second is the key of a sample. The entry shows by itself that something is wrong. */
    static final List<BiConsumer<ClusterNode, String>> SHOWN_DAMAGES = List.of(
            (primary, flag) -> primary.command("SET", Scene.KEY, "not a hash"),
            (primary, flag) -> primary.command("HDEL", Scene.KEY, REVISION),
            (primary, flag) -> primary.command("HSET", Scene.KEY, flag, "{\"key\":"),
            (primary, flag) -> primary.command("HSET", Scene.KEY, REVISION, "seven"),
            // These do no harm: nobody asks for the flag, and fields of later versions are passed over.
            (primary, flag) -> primary.command("HSET", Scene.KEY, "no-such-flag", "no flag at all"),
            (primary, flag) -> primary.command("HSET", Scene.KEY, "#later", "1"));

    /** Only the truth shows that a flag is missing. */
    static final BiConsumer<ClusterNode, String> HIDDEN_DAMAGE =
            (primary, flag) -> primary.command("HDEL", Scene.KEY, flag);

    static final List<BiConsumer<ClusterNode, String>> DAMAGES =
            Stream.concat(SHOWN_DAMAGES.stream(), Stream.of(HIDDEN_DAMAGE)).toList();

    private static void damaged(Scene scene, RowRun run) throws Exception {
        run.underSteadyLoad(scene.gateway());
        run.fault(() -> damage(scene, run, 0));
        Duration end = run.elapsed().plus(run.lasts());
        Duration longest = Duration.ZERO;
        int times = 1;
        for (; run.elapsed().compareTo(end) < 0; times++) {
            Duration took = damage(scene, run, times);
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        run.note("damaged %d times, repaired after %d ms at the most".formatted(times, longest.toMillis()));
        run.mend(() -> {});
    }

    /** Returns how long it took until the entry was whole; where nobody reads it, a change makes it so. */
    private static Duration damage(Scene scene, RowRun run, int number) {
        ClusterNode primary = scene.primary();
        String flag = SampleFlags.key(run.random().nextInt(SampleFlags.COUNT));
        Duration began = run.elapsed();
        DAMAGES.get(number % DAMAGES.size()).accept(primary, flag);
        Await.until(
                REPAIRED_WITHIN,
                LOOK_EVERY,
                () -> "the entry repaired after damage number " + number % DAMAGES.size(),
                () -> isWhole(primary, flag));
        return run.elapsed().minus(began);
    }

    private static boolean isWhole(ClusterNode primary, String flag) {
        return "hash".equals(primary.command("TYPE", Scene.KEY))
                && primary.command("HMGET", Scene.KEY, REVISION, flag) instanceof List<?> fields
                && String.valueOf(fields.get(0)).matches("[0-9]+")
                && String.valueOf(fields.get(1)).endsWith("}");
    }
}
