package dev.yardarm.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a snapshot may be made of, and that it stays so. */
class SnapshotTest {
    private static final Environment PRODUCTION = new Environment("production");
    private static final Environment STAGING = new Environment("staging");

    @Test
    void of_flagsInAnyOrder_areByKey() {
        Snapshot snapshot = Snapshot.of(
                PRODUCTION,
                new Revision(7),
                List.of(flag(PRODUCTION, "b", 7), flag(PRODUCTION, "c", 1), flag(PRODUCTION, "a", 3)));

        assertThat(snapshot.flags().keySet()).containsExactly(new FlagKey("a"), new FlagKey("b"), new FlagKey("c"));
    }

    @Test
    void of_flagOfAnotherEnvironment_isRefused() {
        List<Flag> flags = List.of(flag(PRODUCTION, "a", 1), flag(STAGING, "b", 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Snapshot.of(PRODUCTION, new Revision(7), flags))
                .withMessageContaining("another environment");
    }

    @Test
    void of_flagLaterThanTheEnvironment_isRefused() {
        List<Flag> flags = List.of(flag(PRODUCTION, "a", 8));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Snapshot.of(PRODUCTION, new Revision(7), flags))
                .withMessageContaining("later");
    }

    @Test
    void of_flagOfTheEnvironmentsOwnRevision_isTaken() {
        assertThat(Snapshot.of(PRODUCTION, new Revision(7), List.of(flag(PRODUCTION, "a", 7)))
                        .flags())
                .hasSize(1);
    }

    @Test
    void flags_changedFromOutside_refuse() {
        Snapshot snapshot = Snapshot.of(PRODUCTION, new Revision(7), List.of(flag(PRODUCTION, "a", 7)));

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> snapshot.flags().remove(new FlagKey("a")));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> snapshot.flags().pollFirstEntry());
    }

    @Test
    void constructor_mapChangedAfterwards_isNotTouched() {
        NavigableMap<FlagKey, Flag> flags = new TreeMap<>();
        flags.put(new FlagKey("a"), flag(PRODUCTION, "a", 7));
        Snapshot snapshot = new Snapshot(PRODUCTION, new Revision(7), flags);

        flags.clear();

        assertThat(snapshot.flags()).hasSize(1);
    }

    private static Flag flag(Environment environment, String key, long revision) {
        return new Flag(
                new FlagKey(key),
                environment,
                true,
                RolloutPercentage.ALL,
                "",
                new Revision(revision),
                Instant.parse("2026-11-21T07:30:00.123Z"));
    }
}
