package dev.yardarm.bus;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.read.Backend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One line for a gateway when a backend goes, and one when it is back. */
class BreakerLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(BreakerLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<String> passedOn = new ArrayList<>();
    private final BreakerLog log = new BreakerLog(
            (backend, instance, state) -> passedOn.add(backend.label() + " " + instance + " " + state), false);

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void changed_allClosedAtTheStart_logsNothing() {
        log.changed(Backend.REDIS, 0, State.CLOSED);
        log.changed(Backend.REDIS, 1, State.CLOSED);

        assertThat(lines.list).isEmpty();
    }

    @Test
    void changed_severalOpen_logsOnce() {
        log.changed(Backend.REDIS, 0, State.OPEN);
        log.changed(Backend.REDIS, 1, State.OPEN);
        log.changed(Backend.REDIS, 0, State.HALF_OPEN);
        log.changed(Backend.REDIS, 0, State.OPEN);

        assertThat(messages()).containsExactly("Redis unavailable, falling back to database");
        assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.list.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .contains("backend=redis");
    }

    @Test
    void changed_oneOfSeveralCloses_logsNothingYet() {
        log.changed(Backend.REDIS, 0, State.OPEN);
        log.changed(Backend.REDIS, 1, State.OPEN);
        log.changed(Backend.REDIS, 0, State.CLOSED);

        assertThat(messages()).hasSize(1);
    }

    @Test
    void changed_theLastCloses_logsThatItIsBack() {
        log.changed(Backend.REDIS, 0, State.OPEN);
        log.changed(Backend.REDIS, 1, State.OPEN);
        log.changed(Backend.REDIS, 0, State.CLOSED);
        log.changed(Backend.REDIS, 1, State.CLOSED);

        assertThat(messages())
                .containsExactly("Redis unavailable, falling back to database", "Redis is available again");
        assertThat(lines.list.get(1).getLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void changed_aCluster_saysThatTheClusterIsUnavailable() {
        BreakerLog ofCluster = new BreakerLog((backend, instance, state) -> {}, true);
        ofCluster.changed(Backend.REDIS, 0, State.OPEN);
        ofCluster.changed(Backend.REDIS, 0, State.CLOSED);

        assertThat(messages())
                .containsExactly(
                        "Redis Cluster unavailable, falling back to database", "Redis Cluster is available again");
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        assertThat(lines.list.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .containsExactly("backend=redis", "cluster_unavailable=true");
    }

    @Test
    void changed_aSingleInstance_saysNothingOfACluster() {
        log.changed(Backend.REDIS, 0, State.OPEN);

        assertThat(lines.list.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key)
                .containsExactly("backend");
    }

    @Test
    void changed_twoBackends_areLoggedApart() {
        log.changed(Backend.REDIS, 0, State.OPEN);
        log.changed(Backend.POSTGRES, 0, State.OPEN);
        log.changed(Backend.POSTGRES, 0, State.CLOSED);

        assertThat(messages())
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

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
