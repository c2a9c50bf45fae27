package dev.yardarm.bus;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.read.Backend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One line for a gateway when a backend goes, and one when it is back. */
class BreakerLogTest {
    @AutoClose
    private final CapturedLog lines = CapturedLog.of(BreakerLog.class);

    private final List<String> passedOn = new ArrayList<>();
    private final BreakerLog log = new BreakerLog(
            (backend, instance, state) -> passedOn.add(backend.label() + " " + instance + " " + state), false);

    @Test
    void changed_allClosedAtTheStart_logsNothing() {
        log.changed(Backend.REDIS, 0, State.CLOSED);
        log.changed(Backend.REDIS, 1, State.CLOSED);

        assertThat(lines.events()).isEmpty();
    }

    @Test
    void changed_severalOpen_logsOnce() {
        log.changed(Backend.REDIS, 0, State.OPEN);
        log.changed(Backend.REDIS, 1, State.OPEN);
        log.changed(Backend.REDIS, 0, State.HALF_OPEN);
        log.changed(Backend.REDIS, 0, State.OPEN);

        assertThat(lines.messages()).containsExactly("Redis unavailable, falling back to database");
        assertThat(lines.events().get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.fields(0)).contains("backend=redis");
    }

    @Test
    void changed_oneOfSeveralCloses_logsNothingYet() {
        log.changed(Backend.REDIS, 0, State.OPEN);
        log.changed(Backend.REDIS, 1, State.OPEN);
        log.changed(Backend.REDIS, 0, State.CLOSED);

        assertThat(lines.messages()).hasSize(1);
    }

    @Test
    void changed_theLastCloses_logsThatItIsBack() {
        log.changed(Backend.REDIS, 0, State.OPEN);
        log.changed(Backend.REDIS, 1, State.OPEN);
        log.changed(Backend.REDIS, 0, State.CLOSED);
        log.changed(Backend.REDIS, 1, State.CLOSED);

        assertThat(lines.messages())
                .containsExactly("Redis unavailable, falling back to database", "Redis is available again");
        assertThat(lines.events().get(1).getLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void changed_aCluster_saysThatTheClusterIsUnavailable() {
        BreakerLog ofCluster = new BreakerLog((backend, instance, state) -> {}, true);
        ofCluster.changed(Backend.REDIS, 0, State.OPEN);
        ofCluster.changed(Backend.REDIS, 0, State.CLOSED);

        assertThat(lines.messages())
                .containsExactly(
                        "Redis Cluster unavailable, falling back to database", "Redis Cluster is available again");
        assertThat(lines.events()).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        assertThat(lines.fields(0)).containsExactly("backend=redis", "cluster_unavailable=true");
    }

    @Test
    void changed_aSingleInstance_saysNothingOfACluster() {
        log.changed(Backend.REDIS, 0, State.OPEN);

        assertThat(lines.fields(0)).containsExactly("backend=redis");
    }

    @Test
    void changed_twoBackends_areLoggedApart() {
        log.changed(Backend.REDIS, 0, State.OPEN);
        log.changed(Backend.POSTGRES, 0, State.OPEN);
        log.changed(Backend.POSTGRES, 0, State.CLOSED);

        assertThat(lines.messages())
                .containsExactly(
                        "Redis unavailable, falling back to database",
                        "PostgreSQL unavailable, answering from caches",
                        "PostgreSQL is available again");
    }

    @Test
    void changed_anything_isPassedOn() {
        log.changed(Backend.REDIS, 0, State.CLOSED);
        log.changed(Backend.POSTGRES, 1, State.OPEN);

        assertThat(passedOn).containsExactly("redis 0 CLOSED", "postgres 1 OPEN");
    }
}
