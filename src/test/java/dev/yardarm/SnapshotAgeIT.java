package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.TcpProxy;
import dev.yardarm.local.SampleFlags;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How old an answer is said to be: since the database was last heard, whoever else has answered meanwhile. */
class SnapshotAgeIT {
    private static final String KEY = SampleFlags.key(0);
    private static final String AGE = "snapshot_age_seconds{environment=\"production\"}";
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration FRESH = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final PostgresServer postgres = open(PostgresServer.start());
    private final PostgresDatabase database = postgres.createDatabase("flags");
    private final RedisServer redis = open(RedisServer.start());
    private final TcpProxy way = open(TcpProxy.to("127.0.0.1", postgres.port()));

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void age_databaseAwayThenBackThenAllGone_isSinceItWasLastHeard(String near) {
        LiveGateway gateway = gateway(near, "unlimited");
        awaitFeed(gateway, "connected");
        cacheByAnother();
        awaitHeardForAWhile(gateway, A_WHILE);
        assertThat(age(gateway)).isLessThan(FRESH);
        assertThat(gateway.metric("change_feed_connected")).isEqualTo(1);
        assertThat(gateway.metric("snapshot_revision{environment=\"production\"}"))
                .isEqualTo(3);

        way.blackHole();
        long lost = System.nanoTime();
        Await.until(SOON, "the age grows", () -> age(gateway).compareTo(A_WHILE) > 0);
        assertThat(gateway.metric("change_feed_connected")).isZero();
        assertSince(lost, () -> age(gateway));
        HttpResponse<String> ofRedis = gateway.read(KEY);
        assertThat(LiveGateway.cacheStatus(ofRedis)).startsWith("redis; hit").endsWith("detail=stale");
        assertSince(lost, () -> header(gateway.read(KEY)));
        redis.kill();
        Await.until(
                SOON,
                "Redis is missed",
                () -> LiveGateway.cacheStatus(gateway.read(KEY)).startsWith("redis; fwd=bypass"));
        // What Redis said meanwhile is not the database's word.
        assertSince(lost, () -> header(gateway.read(KEY)));
        assertSince(lost, () -> age(gateway));

        way.pass();
        awaitFeed(gateway, "connected");
        Await.until(SOON, "no age", () -> age(gateway).compareTo(FRESH) < 0);
        Await.until(
                SOON,
                "fresh answers",
                () -> gateway.read(KEY).headers().firstValue("age").isEmpty());
    }

    /** Nobody has read for longer than the limit, but the feed has told all the while that there was nothing to read. */
    @Test
    void staleIfError_afterQuietTimes_isCountedFromTheLoss() {
        LiveGateway gateway = gateway("on", LIMIT.toSeconds() + "s");
        awaitFeed(gateway, "connected");
        awaitHeardForAWhile(gateway, LIMIT);

        redis.kill();
        postgres.kill();

        Await.until(SOON, "it is marked", () -> {
            HttpResponse<String> answer = gateway.read(KEY);
            assertThat(answer.statusCode()).isEqualTo(200);
            return LiveGateway.cacheStatus(answer).endsWith("detail=stale");
        });
        Await.until(SOON, "it is too old", () -> gateway.read(KEY).statusCode() == 503);
        assertThat(age(gateway)).isGreaterThanOrEqualTo(LIMIT);
    }

    @Test
    void health_atWork_showsRevisionAgeOriginAndFeed() {
        LiveGateway gateway = gateway("on", "unlimited");
        awaitFeed(gateway, "connected");

        JsonObject snapshot = health(gateway).getJsonArray("snapshots").getJsonObject(0);

        assertThat(snapshot.getString("environment")).isEqualTo("production");
        assertThat(snapshot.getInteger("revision")).isEqualTo(3);
        assertThat(snapshot.getString("origin")).isIn("store", "cache");
        assertThat(snapshot.getDouble("ageSeconds")).isLessThan(1);
        JsonObject feed = health(gateway).getJsonObject("changeFeed");
        assertThat(Instant.parse(feed.getString("since"))).isBefore(Instant.now());
        Instant heard = lastHeard(gateway);
        Await.until(SOON, "it is heard again", () -> lastHeard(gateway).isAfter(heard));
    }

    /** What a gateway has changed itself it has in memory, and nobody has asked Redis for. */
    private void cacheByAnother() {
        LiveGateway another = gateway("off", "unlimited");
        opened.remove(another);
        another.close();
    }

    private interface Age {
        Duration now();
    }

    /** Within a second, which is what the header is exact to, and what noticing takes at most is not added to it. */
    private static void assertSince(long lostNanos, Age age) {
        Duration least = Duration.ofNanos(System.nanoTime() - lostNanos).minusSeconds(1);
        Duration shown = age.now();
        Duration most = Duration.ofNanos(System.nanoTime() - lostNanos).plusSeconds(1);
        assertThat(shown).isBetween(least, most);
    }

    private static Duration header(HttpResponse<String> answer) {
        return Duration.ofSeconds(
                Long.parseLong(answer.headers().firstValue("age").orElse("-100")));
    }

    private static Duration age(LiveGateway gateway) {
        return Duration.ofMillis(Math.round(gateway.metric(AGE) * 1000));
    }

    private static void awaitFeed(LiveGateway gateway, String state) {
        Await.until(
                SOON,
                "the feed is " + state,
                () -> health(gateway)
                        .getJsonObject("changeFeed")
                        .getString("state")
                        .equals(state));
    }

    private static void awaitHeardForAWhile(LiveGateway gateway, Duration time) {
        Instant since = lastHeard(gateway);
        Await.until(SOON, "some readings", () -> lastHeard(gateway).isAfter(since.plus(time)));
    }

    private static Instant lastHeard(LiveGateway gateway) {
        return Instant.parse(health(gateway).getJsonObject("changeFeed").getString("lastHeard"));
    }

    private static JsonObject health(LiveGateway gateway) {
        return new JsonObject(gateway.management("/health").body());
    }

    private LiveGateway gateway(String near, String staleIfError) {
        LiveGateway gateway = open(LiveGateway.start(new HashMap<>(Map.of(
                        "DATABASE_URL",
                        database.url().replace(":" + postgres.port() + "/", ":" + way.port() + "/"),
                        "REDIS_URL",
                        redis.url(),
                        "NEAR_CACHE",
                        near,
                        "STALE_IF_ERROR",
                        staleIfError))))
                .awaitReady();
        if (database.value("select count(*) from yardarm.flags").equals("0")) {
            gateway.withSamples(3);
        }
        Await.until(
                SOON,
                "it is cached",
                () -> LiveGateway.cacheStatus(gateway.read(KEY)).endsWith("hit"));
        return gateway;
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(closeable);
        return closeable;
    }
}
