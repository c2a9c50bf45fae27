package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.yardarm.flag.Environment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CacheStatesTest {
    private final BackendUnavailable away = new BackendUnavailable(Backend.REDIS, "away");

    private final Logger logger = (Logger) LoggerFactory.getLogger(CacheStates.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final CacheStates states = new CacheStates(PRODUCTION::equals);

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
    void state_thatChanges_isLoggedEachTime() {
        states.missed(PRODUCTION, Lookup.Reason.ABSENT);
        states.hit(PRODUCTION, "node");
        states.unavailable(PRODUCTION, away);

        assertThat(lines.list)
                .extracting(ILoggingEvent::getMessage)
                .containsExactly("cache_miss", "cache_hit", "cache_unavailable");
    }

    @Test
    void state_thatChangesToAndFro_isLoggedOnce() {
        for (int i = 0; i < 100; i++) {
            states.hit(PRODUCTION, "node");
            states.unavailable(PRODUCTION, away);
        }

        assertThat(lines.list).extracting(ILoggingEvent::getMessage).containsExactly("cache_hit", "cache_unavailable");
    }

    @Test
    void state_ofAnEnvironmentThatIsNot_isNotLogged() {
        states.missed(new Environment("made-up"), Lookup.Reason.ABSENT);

        assertThat(lines.list).isEmpty();
    }
}
