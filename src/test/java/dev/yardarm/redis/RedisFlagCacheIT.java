package dev.yardarm.redis;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.Lookup;
import dev.yardarm.read.Lookup.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cache keeps in a real Redis, and what it makes of what it finds there. */
class RedisFlagCacheIT {
    private static final String KEY = "feature_flags:production";
    private static final FlagKey FLAG = new FlagKey("flag-001");
    private static final Duration SOON = Duration.ofSeconds(5);

    private static RedisServer server;
    private RedisFixture redis;

    @BeforeAll
    static void startServer() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() {
        server.command("FLUSHALL");
        redis = RedisFixture.of(server);
        Await.until(SOON, "the link is ready", redis::isReady);
    }

    @AfterEach
    void disconnect() {
        redis.close();
    }

    @Test
    void flag_nothingCached_missesAsAbsent() {
        assertThat(miss(flag())).isEqualTo(Reason.ABSENT);
    }

    @Test
    void flag_published_hasTheBytesAndTheRevisions() {
        EncodedSnapshot published = publish(snapshot(PRODUCTION, 7, 120));

        Lookup.Hit<Optional<EncodedFlag>> hit = hit(flag());

        assertThat(hit.revision()).isEqualTo(new Revision(7));
        assertThat(hit.value()).isEqualTo(published.flag(FLAG));
        assertThat(hit.node()).isEqualTo(server.host() + ":" + server.port());
    }

    @Test
    void flag_notInThePublishedEnvironment_hitsEmpty() {
        publish(snapshot(PRODUCTION, 7, 1));

        assertThat(hit(flag()).value()).isEmpty();
    }

    @Test
    void flag_manyInOneTurn_leaveAsOneBatchAndEachGetsItsOwn() {
        EncodedSnapshot published = publish(snapshot(PRODUCTION, 7, 120));

        List<Lookup<Optional<EncodedFlag>>> found =
                redis.ask(cache -> io.vertx.core.Future.all(published.flags().stream()
                                .map(flag -> cache.flag(PRODUCTION, flag.key(), Revision.NONE))
                                .toList())
                        .map(all -> all.<Lookup<Optional<EncodedFlag>>>list()));

        assertThat(found)
                .extracting(each -> hit(each).value().orElseThrow())
                .containsExactlyElementsOf(published.flags());
    }

    @Test
    void flag_besideOneThatRedisRefusesInTheSameTurn_isStillAnswered() {
        EncodedSnapshot published = publish(snapshot(PRODUCTION, 7, 3));
        Environment poisoned = new Environment("poisoned");
        server.poisonWithString("feature_flags:poisoned");

        List<Lookup<Optional<EncodedFlag>>> found = redis.ask(cache -> io.vertx.core.Future.all(
                        cache.flag(PRODUCTION, FLAG, Revision.NONE),
                        cache.flag(poisoned, FLAG, Revision.NONE),
                        cache.flag(PRODUCTION, FLAG, Revision.NONE))
                .map(all -> all.<Lookup<Optional<EncodedFlag>>>list()));

        assertThat(hit(found.get(0)).value()).isEqualTo(published.flag(FLAG));
        assertThat(miss(found.get(1))).isEqualTo(Reason.DAMAGED);
        assertThat(hit(found.get(2)).value()).isEqualTo(published.flag(FLAG));
    }

    @Test
    void snapshot_published_isEqualByteForByte() {
        EncodedSnapshot published = publish(snapshot(PRODUCTION, 7, 120));

        Lookup.Hit<EncodedSnapshot> hit = hit(redis.ask(cache -> cache.snapshot(PRODUCTION, Revision.NONE)));

        assertThat(hit.value().revision()).isEqualTo(new Revision(7));
        assertThat(hit.value().json()).isEqualTo(published.json());
    }

    @Test
    void snapshot_ofAnEmptyEnvironment_hits() {
        publish(snapshot(PRODUCTION, 0, 0));

        assertThat(hit(redis.ask(cache -> cache.snapshot(PRODUCTION, Revision.NONE)))
                        .value()
                        .flags())
                .isEmpty();
    }

    @Test
    void publish_tenThousandFlags_areAllThere() {
        EncodedSnapshot published = publish(snapshot(PRODUCTION, 7, 10_000));

        assertThat(server.command("HLEN", KEY)).isEqualTo(10_001L);
        assertThat(hit(redis.ask(cache -> cache.snapshot(PRODUCTION, Revision.NONE)))
                        .value()
                        .json())
                .isEqualTo(published.json());
    }

    @Test
    void publish_default_livesForTheLifetime() {
        publish(snapshot(PRODUCTION, 7, 1));

        assertThat(server.command("TTL", KEY)).isIn(298L, 299L, 300L);
    }

    @Test
    void publish_earlierThanWhatIsCached_isRefused() {
        publish(snapshot(PRODUCTION, 7, 1));
        publish(snapshot(PRODUCTION, 6, 1));

        assertThat(server.command("HGET", KEY, "#revision")).isEqualTo("7");
    }

    @Test
    void publish_laterWithFewerFlags_replacesTheWhole() {
        publish(snapshot(PRODUCTION, 7, 5));
        publish(snapshot(PRODUCTION, 8, 2));

        assertThat(hit(redis.ask(cache -> cache.snapshot(PRODUCTION, Revision.NONE)))
                        .value()
                        .flags())
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10, 99, 9_007_199_254_740_993L, Long.MAX_VALUE})
    void publish_justBelowALargeRevision_isRefused(long revision) {
        publish(snapshot(PRODUCTION, revision, 1));
        publish(snapshot(PRODUCTION, revision - 1, 1));

        assertThat(server.command("HGET", KEY, "#revision")).isEqualTo(Long.toString(revision));
    }

    @Test
    void publish_ofWhatAnInvalidationOvertook_isRefused() {
        invalidate(8);
        publish(snapshot(PRODUCTION, 7, 1));

        assertThat(miss(flag())).isEqualTo(Reason.INVALIDATED);
        assertThat(server.command("HGETALL", KEY)).isEqualTo(List.of("#fence", "8"));
    }

    @Test
    void publish_ofTheInvalidationsOwnRevision_isTaken() {
        invalidate(8);
        publish(snapshot(PRODUCTION, 8, 2));

        assertThat(hit(flag()).revision()).isEqualTo(new Revision(8));
        assertThat(server.command("HEXISTS", KEY, "#fence")).isEqualTo(0L);
    }

    @Test
    void invalidate_laterThanWhatIsCached_leavesOnlyItsFenceForALifetime() {
        publish(snapshot(PRODUCTION, 7, 120));
        invalidate(8);

        assertThat(server.command("HGETALL", KEY)).isEqualTo(List.of("#fence", "8"));
        assertThat(server.command("TTL", KEY)).isIn(298L, 299L, 300L);
    }

    @Test
    void invalidate_ofWhatIsCachedAlready_changesNothing() {
        publish(snapshot(PRODUCTION, 8, 2));
        invalidate(8);

        assertThat(hit(flag()).revision()).isEqualTo(new Revision(8));
    }

    @Test
    void invalidate_outOfOrder_keepsTheLaterFence() {
        invalidate(9);
        invalidate(8);

        assertThat(server.command("HGET", KEY, "#fence")).isEqualTo("9");
    }

    @Test
    void discard_removesTheFenceToo() {
        invalidate(9);
        redis.ask(cache -> cache.discard(PRODUCTION));

        assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
    }

    @Test
    void environments_areKeptApartAndCanBeListed() {
        Environment staging = new Environment("staging");
        publish(snapshot(PRODUCTION, 7, 2));
        publish(snapshot(staging, 3, 2));

        assertThat(server.command("KEYS", "feature_flags:*"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("feature_flags:production", "feature_flags:staging");
        assertThat(server.command("HKEYS", "feature_flags:staging"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("#revision", "flag-000", "flag-001");
    }

    @Test
    void lifetime_over_missesAsAbsent() {
        try (RedisFixture shortLived =
                new RedisFixture(RedisFixture.config(server.host(), server.port()), Duration.ofMillis(300))) {
            Await.until(SOON, "the link is ready", shortLived::isReady);
            shortLived.ask(cache -> cache.publish(snapshot(PRODUCTION, 7, 2)));

            Await.until(SOON, "the entry has expired", () -> Long.valueOf(0).equals(server.command("EXISTS", KEY)));

            assertThat(miss(shortLived.ask(cache -> cache.flag(PRODUCTION, FLAG, Revision.NONE))))
                    .isEqualTo(Reason.ABSENT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5", "007", " 7", "99999999999999999999", "NaN"})
    void flag_revisionThatIsNone_missesAsDamagedAndIsRepaired(String damage) {
        publish(snapshot(PRODUCTION, 7, 2));
        server.poisonField(KEY, "#revision", damage);

        assertThat(miss(flag())).isEqualTo(Reason.DAMAGED);
        assertThat(miss(redis.ask(cache -> cache.snapshot(PRODUCTION, Revision.NONE))))
                .isEqualTo(Reason.DAMAGED);

        publish(snapshot(PRODUCTION, 7, 2));
        assertThat(hit(flag()).revision()).isEqualTo(new Revision(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{\"key\":\"flag-001\"}",
                "{\"key\":\"flag-001\",\"environment\":\"production\",\"isEnabled\":true,\"rolloutPercentage\":100,"
                        + "\"description\":\"\",\"revision\":7,\"updatedAt\":\"2026-11-21T07:30:00.123Z\"",
                "{\"key\":\"flag-001\",\"environment\":\"production\",\"isEnabled\":true,\"rolloutPercentage\":100,"
                        + "\"description\":\"\",\"revision\":8,\"updatedAt\":\"2026-11-21T07:30:00.123Z\"}",
                "{\"key\":\"flag-002\",\"environment\":\"production\",\"isEnabled\":true,\"rolloutPercentage\":100,"
                        + "\"description\":\"\",\"revision\":7,\"updatedAt\":\"2026-11-21T07:30:00.123Z\"}",
                "{\"key\":\"flag-001\",\"environment\":\"staging\",\"isEnabled\":true,\"rolloutPercentage\":100,"
                        + "\"description\":\"\",\"revision\":7,\"updatedAt\":\"2026-11-21T07:30:00.123Z\"}",
                "{\"key\":\"flag-001\",\"environment\":\"production\",\"isEnabled\":true,\"rolloutPercentage\":100,"
                        + "\"description\":\"\",\"revision\":7,\"updatedAt\":\"2026-11-21T07:30:00.123Z\",\"x\":1}",
                "{\"key\":\"flag-001\",\"environment\":\"production\",\"isEnabled\":\"true\",\"rolloutPercentage\":101,"
                        + "\"description\":\"\",\"revision\":7,\"updatedAt\":\"yesterday\"}"
            })
    void flag_withWrongJson_missesAsDamagedAndIsRepaired(String damage) {
        publish(snapshot(PRODUCTION, 7, 2));
        server.poisonField(KEY, "flag-001", damage);

        assertThat(miss(flag())).isEqualTo(Reason.DAMAGED);
        assertThat(miss(redis.ask(cache -> cache.snapshot(PRODUCTION, Revision.NONE))))
                .isEqualTo(Reason.DAMAGED);

        EncodedSnapshot published = publish(snapshot(PRODUCTION, 7, 2));
        assertThat(hit(flag()).value()).isEqualTo(published.flag(FLAG));
    }

    @Test
    void flag_withoutARevision_missesAsDamagedAndIsRepaired() {
        publish(snapshot(PRODUCTION, 7, 2));
        server.removeRevision(KEY);

        assertThat(miss(flag())).isEqualTo(Reason.DAMAGED);
        assertThat(miss(redis.ask(cache -> cache.snapshot(PRODUCTION, Revision.NONE))))
                .isEqualTo(Reason.DAMAGED);

        publish(snapshot(PRODUCTION, 7, 2));
        assertThat(hit(flag()).revision()).isEqualTo(new Revision(7));
    }

    @Test
    void flag_aStringWhereTheHashShouldBe_missesAsDamagedAndIsRepaired() {
        server.poisonWithString(KEY);

        assertThat(miss(flag())).isEqualTo(Reason.DAMAGED);
        assertThat(miss(redis.ask(cache -> cache.snapshot(PRODUCTION, Revision.NONE))))
                .isEqualTo(Reason.DAMAGED);

        publish(snapshot(PRODUCTION, 7, 2));
        assertThat(hit(flag()).revision()).isEqualTo(new Revision(7));
    }

    @Test
    void invalidate_ofADamagedEntry_removesIt() {
        server.poisonWithString(KEY);
        invalidate(8);

        assertThat(server.command("HGETALL", KEY)).isEqualTo(List.of("#fence", "8"));
    }

    @Test
    void snapshot_withAFieldThatIsNoFlag_missesAsDamaged() {
        publish(snapshot(PRODUCTION, 7, 2));
        server.poisonField(KEY, "no flag!", "{}");

        assertThat(miss(redis.ask(cache -> cache.snapshot(PRODUCTION, Revision.NONE))))
                .isEqualTo(Reason.DAMAGED);
    }

    @Test
    void scripts_forgottenByTheServer_areSentWhole() {
        server.forgetScripts();
        publish(snapshot(PRODUCTION, 7, 2));
        server.forgetScripts();
        invalidate(8);

        assertThat(server.command("HGETALL", KEY)).isEqualTo(List.of("#fence", "8"));
    }

    private Lookup<Optional<EncodedFlag>> flag() {
        return redis.ask(cache -> cache.flag(PRODUCTION, FLAG, Revision.NONE));
    }

    private EncodedSnapshot publish(EncodedSnapshot snapshot) {
        redis.ask(cache -> cache.publish(snapshot));
        return snapshot;
    }

    private void invalidate(long revision) {
        redis.ask(cache -> cache.invalidate(PRODUCTION, new Revision(revision)));
    }

    private static <T> Lookup.Hit<T> hit(Lookup<T> lookup) {
        assertThat(lookup).isInstanceOf(Lookup.Hit.class);
        return (Lookup.Hit<T>) lookup;
    }

    private static <T> Reason miss(Lookup<T> lookup) {
        assertThat(lookup).isInstanceOf(Lookup.Miss.class);
        return ((Lookup.Miss<T>) lookup).reason();
    }
}
