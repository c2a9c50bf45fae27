package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.flag.Environment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CacheStatesTest {
    private final BackendUnavailable away = new BackendUnavailable(Backend.REDIS, "away");

    @AutoClose
    private final CapturedLog lines = CapturedLog.of(CacheStates.class);

    private final CacheStates states = new CacheStates(PRODUCTION::equals);

    @Test
    void state_thatChanges_isLoggedEachTime() {
        states.missed(PRODUCTION, Lookup.Reason.ABSENT);
        states.hit(PRODUCTION, "node");
        states.unavailable(PRODUCTION, away);

        assertThat(lines.messages()).containsExactly("cache_miss", "cache_hit", "cache_unavailable");
    }

    @Test
    void state_thatChangesToAndFro_isLoggedOnce() {
        for (int i = 0; i < 100; i++) {
            states.hit(PRODUCTION, "node");
            states.unavailable(PRODUCTION, away);
        }

        assertThat(lines.messages()).containsExactly("cache_hit", "cache_unavailable");
    }

    @Test
    void state_ofAnEnvironmentThatIsNot_isNotLogged() {
        states.missed(new Environment("made-up"), Lookup.Reason.ABSENT);

        assertThat(lines.events()).isEmpty();
    }
}
