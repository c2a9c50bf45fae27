package dev.yardarm.jmh;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.flag.Snapshot;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** An environment of so many flags, each of about 190 bytes, as one change for each has left it. */
public final class SampleSnapshot {
    public static final Environment ENVIRONMENT = new Environment("production");

    private static final Instant FIRST_CHANGE = Instant.parse("2026-11-21T07:30:00.123Z");

    private SampleSnapshot() {}

    public static Snapshot of(int flags) {
        return Snapshot.of(ENVIRONMENT, new Revision(flags), list(flags));
    }

    /** In the order of their keys, as long as there are at most a thousand. */
    public static List<FlagKey> keys(int flags) {
        return IntStream.range(0, flags).mapToObj(SampleSnapshot::key).toList();
    }

    /** One of them as a later change leaves it. */
    public static Flag changed(int number, Revision later) {
        return flag(number, later);
    }

    private static List<Flag> list(int flags) {
        return IntStream.range(0, flags)
                .mapToObj(number -> flag(number, new Revision(number + 1)))
                .toList();
    }

    private static FlagKey key(int number) {
        return new FlagKey("sample-%03d".formatted(number));
    }

    private static Flag flag(int number, Revision revision) {
        return new Flag(
                key(number),
                ENVIRONMENT,
                number % 2 == 0,
                new RolloutPercentage(BigDecimal.valueOf(number % 101)),
                "Sample flag number %03d".formatted(number),
                revision,
                FIRST_CHANGE.plusSeconds(revision.value()));
    }
}
