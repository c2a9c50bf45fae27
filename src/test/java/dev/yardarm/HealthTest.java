package dev.yardarm;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.metrics.BreakerMeters;
import dev.yardarm.metrics.ReadMeters;
import dev.yardarm.read.ChangeFollower;
import dev.yardarm.read.ChangeListener.Source;
import dev.yardarm.read.FeedState;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.Insistence;
import dev.yardarm.read.ReadRules;
import dev.yardarm.read.ReadState;
import dev.yardarm.read.ScriptedCache;
import dev.yardarm.read.ScriptedStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What operators are told of snapshots and of the feed, at a time that the test sets. */
class HealthTest {
    private static final Instant BEGAN = Instant.parse("2026-11-21T07:30:00Z");
    private static final Environment STAGING = new Environment("staging");

    private Instant now = BEGAN;
    private final InstantSource clock = () -> now;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ReadState state = new ReadState(clock, PRODUCTION, Duration.ofSeconds(1));
    private final ScriptedStore store = new ScriptedStore().holding(snapshot(PRODUCTION, 7, 2));
    private final FlagReader reader = new FlagReader(
            new ScriptedCache(),
            store,
            state,
            new ReadMeters(registry, "redis"),
            new ReadRules(PRODUCTION, Optional.of(Duration.ofMinutes(5)), Duration.ofHours(1)),
            Insistence.NONE);
    private final ChangeFollower follower = new ChangeFollower(state, reader);
    private final Health health = new Health(
            "redis",
            new BreakerMeters(registry),
            Map.of(),
            Optional.empty(),
            state.lastKnownGood()::states,
            state.hearing());

    @Test
    void report_feedNeverThere_isAwaySinceTheStartAndHasHeardNothing() {
        assertThat(feed()).isEqualTo(new JsonObject().put("state", "away").put("since", BEGAN.toString()));
        assertThat(snapshots()).isEmpty();
    }

    @Test
    void report_feedThere_agesNothingOfTheLatest() {
        load();
        follower.feedChanged(new FeedState.Connected(now));
        pass(Duration.ofMinutes(10));
        follower.heard(PRODUCTION, new Revision(7), Source.TICK);
        follower.allHeard(Source.TICK, clock.instant());

        assertThat(feed())
                .isEqualTo(new JsonObject()
                        .put("state", "connected")
                        .put("since", BEGAN.toString())
                        .put("lastHeard", now.toString()));
        assertThat(snapshots())
                .containsExactly(new JsonObject()
                        .put("environment", "production")
                        .put("revision", 7L)
                        .put("origin", "store")
                        .put("ageSeconds", 0.0));
    }

    @Test
    void report_feedLost_agesFromTheLoss() {
        load();
        follower.feedChanged(new FeedState.Connected(now));
        pass(Duration.ofMinutes(10));
        store.unavailable();
        follower.feedChanged(new FeedState.Away(now.minusSeconds(1)));
        pass(Duration.ofSeconds(20));

        assertThat(snapshots().getJsonObject(0).getDouble("ageSeconds")).isEqualTo(21);
        assertThat(feed().getString("lastHeard"))
                .isEqualTo(BEGAN.plusSeconds(599).toString());
    }

    /** Something later is known of, so what is kept is not what the store has. */
    @Test
    void report_laterChangeHeardButNotRead_agesWhatIsKept() {
        load();
        follower.feedChanged(new FeedState.Connected(now));
        pass(Duration.ofSeconds(5));
        state.fence().raise(PRODUCTION, new Revision(8));

        assertThat(snapshots().getJsonObject(0).getDouble("ageSeconds")).isEqualTo(5);
    }

    @Test
    void report_whatAnEarlierProcessKept_isOfTheDiskAndAsOldAsItWas() {
        state.restore(snapshot(STAGING, 3, 1), BEGAN.minusSeconds(60));
        follower.feedChanged(new FeedState.Connected(now));

        assertThat(snapshots())
                .containsExactly(new JsonObject()
                        .put("environment", "staging")
                        .put("revision", 3L)
                        .put("origin", "disk")
                        .put("ageSeconds", 60.0));
    }

    private void load() {
        assertThat(reader.list(PRODUCTION, Revision.NONE).succeeded()).isTrue();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private JsonObject feed() {
        return health.report().getJsonObject("changeFeed");
    }

    private JsonArray snapshots() {
        return health.report().getJsonArray("snapshots");
    }
}
