package dev.yardarm.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.yardarm.migration.Instruction.SetShare;
import dev.yardarm.migration.MigrationState.Phase;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurrentMigrationTest {
    private final Recording observer = new Recording();
    private final CurrentMigration migration = new CurrentMigration(0.25, observer);

    private static MigrationState version(long version, double share) {
        return new MigrationState(version, share, Phase.MANUAL, Optional.empty(), 0, Instant.EPOCH);
    }

    private long drawn(int reads) {
        long drawn = 0;
        for (int i = 0; i < reads; i++) {
            drawn += migration.draw() == Side.TO ? 1 : 0;
        }
        return drawn;
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 0", "0.1, 10, 1", "0.1, 1000, 100", "0.05, 20, 1", "0.5, 8, 4", "0.333, 1000, 333", "1, 10, 10"
    })
    void reads_inARow_goToTheNewCacheByTheShare(double share, int reads, long expected) {
        migration.offer(version(1, share));

        assertThat(drawn(reads)).isCloseTo(expected, within(share == 0 || share == 1 ? 0L : 1L));
    }

    /** Wherever in the sequence they begin: a share is kept within any short time. */
    @Test
    void reads_anyHundredInARow_keepTheShareButForOne() {
        migration.offer(version(1, 0.1));

        for (int i = 0; i < 1_000; i++) {
            migration.draw();
            assertThat(drawn(100)).isBetween(8L, 12L);
        }
    }

    /** Two clients that take turns are both spread, at a share of a half too. */
    @Test
    void reads_everySecondInARow_keepTheShareToo() {
        migration.offer(version(1, 0.5));

        int drawn = 0;
        for (int i = 0; i < 1_000; i++) {
            drawn += migration.draw() == Side.TO ? 1 : 0;
            migration.draw();
        }

        assertThat(drawn).isBetween(490, 510);
    }

    @Test
    void shadows_areDrawnByTheirOwnShare() {
        int drawn = 0;
        for (int i = 0; i < 100; i++) {
            drawn += migration.drawShadow() ? 1 : 0;
        }

        assertThat(drawn).isBetween(22, 28);
    }

    @Test
    void state_later_isTakenUpWithFiguresOfItsOwn() {
        migration.recorder(Side.TO).failed();
        migration.offer(MigrationState.INITIAL.after(new SetShare(0.5)));
        migration.recorder(Side.TO).read(true);

        MigrationStore.Report report = migration.report("a");
        assertThat(report.version()).isEqualTo(1);
        assertThat(report.tallies().to().errors()).isZero();
        assertThat(report.tallies().to().hits()).isEqualTo(1);
        assertThat(observer.shares).containsExactly(0.5);
    }

    @Test
    void state_earlier_isTakenUpOnlyIfItIsSaidAgain() {
        migration.offer(version(7, 0.7));
        migration.offer(version(3, 0.3));
        assertThat(migration.state().version()).isEqualTo(7);
        migration.offer(version(7, 0.7));
        migration.offer(version(3, 0.3));
        assertThat(migration.state().version()).isEqualTo(7);

        migration.offer(version(3, 0.3));

        assertThat(migration.state().share()).isEqualTo(0.3);
    }

    @Test
    void state_ofTheSameVersionAndAnother_isTakenUp() {
        migration.offer(version(1, 0.5));
        migration.offer(version(1, 0.7));

        assertThat(migration.state().share()).isEqualTo(0.7);
    }

    @Test
    void state_theSame_keepsItsFigures() {
        migration.offer(version(1, 0.5));
        migration.recorder(Side.FROM).read(false);
        migration.offer(version(1, 0.5));

        assertThat(migration.report("a").tallies().from().misses()).isEqualTo(1);
    }
}
