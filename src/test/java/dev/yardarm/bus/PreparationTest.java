package dev.yardarm.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is told of a database that cannot be used: each reason as it comes up, and not each attempt. */
class PreparationTest {
    private static final String TRYING = "Database cannot be made ready, trying on";
    private static final Duration SOON = Duration.ofSeconds(20);

    @AutoClose
    private final CapturedLog lines = CapturedLog.of(Preparation.class);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void begin_failsForOneReasonAndThenForAnother_logsBoth() {
        Queue<String> failures = new ArrayDeque<>(List.of("too slow", "too slow", "no rights"));
        Preparation preparation = new Preparation(
                vertx,
                () -> failures.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new BackendUnavailable(Backend.POSTGRES, failures.remove())),
                SOON);

        vertx.runOnContext(start -> preparation.begin());

        Await.until(SOON, "it is ready", () -> lines.messages().contains("Database is ready"));
        assertThat(lines.messages()).containsExactly(TRYING, TRYING, "Database is ready");
        assertThat(lines.fields(0)).singleElement().asString().contains("too slow");
        assertThat(lines.fields(1)).singleElement().asString().contains("no rights");
    }
}
