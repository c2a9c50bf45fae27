package dev.yardarm.bus;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.ScriptedCache;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which calls move the breaker of a cache, and which are made in spite of it. */
class GuardedCacheTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ScriptedCache cache = new ScriptedCache();
    private Vertx vertx;
    private Guard guard;
    private GuardedCache guarded;

    @BeforeEach
    void startVertx() {
        vertx = Vertx.vertx();
        Promise<Void> noProbeEnds = Promise.promise();
        guard = new Guard(vertx, Backend.REDIS, 0, noProbeEnds::future, (backend, instance, state) -> {});
        guarded = new GuardedCache(cache, guard);
    }

    @AfterEach
    void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void reads_failing_openTheBreaker() {
        open();

        assertThat(guard.isOpen()).isTrue();
        assertThat(ended(guarded.flag(PRODUCTION, new FlagKey("a"), Revision.NONE))
                        .cause())
                .isInstanceOf(BackendUnavailable.class);
        assertThat(cache.calls()).hasSize(3).containsOnly("snapshot");
    }

    @Test
    void writes_failing_leaveItClosed() {
        cache.failingWrites(new BackendUnavailable(Backend.REDIS, "away"));
        for (int i = 0; i < 10; i++) {
            assertThat(ended(guarded.publish(snapshot(PRODUCTION, 7, 1))).failed())
                    .isTrue();
            assertThat(ended(guarded.invalidate(PRODUCTION, new Revision(8))).failed())
                    .isTrue();
        }

        assertThat(guard.isOpen()).isFalse();
    }

    @Test
    void publish_breakerOpen_isRefused() {
        open();

        assertThat(ended(guarded.publish(snapshot(PRODUCTION, 7, 1))).cause()).isInstanceOf(BackendUnavailable.class);
        assertThat(cache.calls()).doesNotContain("publish 7");
    }

    @Test
    void invalidateAndDiscard_breakerOpen_areMadeAllTheSame() {
        open();

        assertThat(ended(guarded.invalidate(PRODUCTION, new Revision(8))).succeeded())
                .isTrue();
        assertThat(ended(guarded.discard(PRODUCTION)).succeeded()).isTrue();
        assertThat(cache.calls()).endsWith("invalidate 8", "discard");
    }

    private void open() {
        cache.unavailable();
        for (int i = 0; i < 3; i++) {
            assertThat(ended(guarded.snapshot(PRODUCTION, Revision.NONE)).failed())
                    .isTrue();
        }
    }

    private static <T> Future<T> ended(Future<T> future) {
        Await.until(SOON, "the call has ended", future::isComplete);
        return future;
    }
}
