package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.Refusal;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.fixture.TcpProxy;
import dev.yardarm.local.SampleFlags;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The single Redis fails in every way, under load: no read fails, none is stale, and Redis is used again when it is back. */
class RedisFaultIT {
    private static final Duration LASTS = Duration.ofSeconds(1);
    private static final String KEY = "feature_flags:production";

    private static RedisServer redis;
    private static TcpProxy proxy;
    private static LiveGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        proxy = TcpProxy.to(redis.host(), redis.port());
        gateway = LiveGateway.start(Map.of(
                        "DATABASE_URL",
                        SharedPostgres.database().url(),
                        "REDIS_URL",
                        redis.urlAt(proxy.host(), proxy.port())))
                .awaitReady()
                .withSamples(120);
        Await.until(
                Duration.ofSeconds(10),
                "Redis answers",
                () -> LiveGateway.cacheStatus(gateway.read(SampleFlags.key(1))).equals("redis; hit"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        proxy.close();
        redis.close();
    }

    @Test
    void killed_thenRestartedEmpty() throws Exception {
        FaultRun.Outcome outcome = run("redis killed", redis::kill, redis::restartEmpty);

        assertThat(outcome.refusedChanges()).isEmpty();
        Await.until(
                Duration.ofSeconds(5),
                "the breakers of all event loops are closed",
                () -> gateway.metric("circuit_breaker_state{backend=\"redis\"}") == 0);
    }

    @Test
    void hung_thenResumed() throws Exception {
        FaultRun.Outcome outcome = run("redis hung", redis::hang, redis::resume);

        assertThat(outcome.refusedChanges()).isEmpty();
        assertThat(outcome.during().max())
                .as("a read waits for Redis for 250 ms at most")
                .isLessThan(Duration.ofMillis(500));
    }

    @Test
    void restartedEmptyAtOnce() throws Exception {
        run(
                "redis restarted empty",
                () -> {
                    redis.kill();
                    redis.restartEmpty();
                },
                () -> {});
    }

    @Test
    void flushed() throws Exception {
        run("redis flushed", () -> redis.command("FLUSHALL"), () -> {});
    }

    @Test
    void slowBy100Millis() throws Exception {
        run("redis slow by 100 ms", () -> proxy.delay(Duration.ofMillis(100)), proxy::pass);
    }

    @Test
    void connectionsReset() throws Exception {
        run("redis connections reset", proxy::reset, proxy::pass);
    }

    @Test
    void blackHole() throws Exception {
        run("redis in a black hole", proxy::blackHole, proxy::pass);
    }

    @Test
    void refusingConnections() throws Exception {
        run(
                "redis refuses connections",
                () -> {
                    proxy.refuse();
                    redis.cutConnections();
                },
                proxy::pass);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWith(Refusal refusal) throws Exception {
        run("redis answers " + refusal, () -> redis.refuseWith(refusal), redis::accept);
    }

    @Test
    void damagedAgainAndAgain() throws Exception {
        run(
                "redis entry damaged",
                () -> {
                    for (int i = 0; i < 20; i++) {
                        redis.command("DEL", KEY);
                        redis.poisonWithString(KEY);
                        awaitRepaired();
                        redis.removeRevision(KEY);
                        awaitRepaired();
                        redis.poisonField(KEY, SampleFlags.key(1), "{\"key\":");
                        awaitRepaired();
                        redis.poisonField(KEY, "#revision", "seven");
                        awaitRepaired();
                    }
                },
                () -> {});
    }

    @Test
    void poisonedWithARevisionThatNeverWas_isNotBelieved() throws Exception {
        double before = gateway.metric("database_went_back_total");
        run(
                "redis revision from the future",
                () -> {
                    gateway.read(SampleFlags.key(1));
                    poisonRevision();
                    gateway.read(SampleFlags.key(1));
                },
                () -> {});

        assertThat(gateway.metric("database_went_back_total")).isEqualTo(before);
        Await.until(
                Duration.ofSeconds(5),
                "the revision in Redis is PostgreSQL's",
                () -> String.valueOf(redis.command("HGET", KEY, "#revision"))
                        .equals(Long.toString(LiveGateway.revision(gateway.get(LiveGateway.FLAGS)))));
    }

    @Test
    void flagLostFromTheEntry_isAnsweredAndRepaired() {
        Await.until(Duration.ofSeconds(5), "the entry is there", RedisFaultIT::isCached);
        redis.command("HDEL", KEY, SampleFlags.key(7));

        assertThat(gateway.read(SampleFlags.key(7)).statusCode()).isEqualTo(200);
        Await.until(
                Duration.ofSeconds(5),
                "the flag is back in Redis",
                () -> Long.valueOf(1).equals(redis.command("HEXISTS", KEY, SampleFlags.key(7))));
    }

    @Test
    void load_withoutAFault_isAnsweredFromRedisInTime() throws Exception {
        FaultRun.Outcome outcome = run("none", () -> {}, () -> {});

        assertThat(outcome.all().mean()).isLessThan(Duration.ofMillis(50));
        assertThat(outcome.all().share(sample -> sample.cacheStatus().equals("redis; hit")))
                .isGreaterThan(0.8);
    }

    @Test
    void connections_withSixteenEventLoops_areAtMostTen() {
        try (RedisServer other = RedisServer.start();
                LiveGateway wide = LiveGateway.start(Map.of(
                        "DATABASE_URL",
                        SharedPostgres.database().url(),
                        "REDIS_URL",
                        other.url(),
                        "HTTP_EVENT_LOOPS",
                        "16"))) {
            wide.awaitReady().withSamples(1);
            Await.until(
                    Duration.ofSeconds(10),
                    "all are connected",
                    () -> other.connectedClients() == RedisBackend.MOST_VERTICLES);
            for (int i = 0; i < 200; i++) {
                wide.read(SampleFlags.key(0));
            }
            assertThat(other.connectedClients()).isLessThanOrEqualTo(10);
        }
    }

    /** Of an entry with flags; one that was just invalidated would become one of no flags, and these be answered with 404. */
    private static void poisonRevision() {
        Await.until(
                Duration.ofSeconds(5),
                "the entry is there to be poisoned",
                () -> Long.valueOf(1)
                        .equals(redis.command(
                                "EVAL",
                                "local there = redis.call('HEXISTS', KEYS[1], '#revision')"
                                        + " if there == 1 then redis.call('HSET', KEYS[1], '#revision', ARGV[1]) end"
                                        + " return there",
                                "1",
                                KEY,
                                "4611686018427387904")));
    }

    private static boolean isCached() {
        return LiveGateway.cacheStatus(gateway.read(SampleFlags.key(7))).equals("redis; hit");
    }

    private static FaultRun.Outcome run(String name, FaultRun.Step fault, FaultRun.Step mend) throws Exception {
        return new FaultRun(name, gateway).run(fault, LASTS, mend);
    }

    /** The load's next miss puts the whole environment back. */
    private static void awaitRepaired() {
        Await.until(
                Duration.ofSeconds(5),
                "the entry is repaired",
                () -> "hash".equals(redis.command("TYPE", KEY))
                        && String.valueOf(redis.command("HGET", KEY, "#revision"))
                                .matches("[0-9]+")
                        && String.valueOf(redis.command("HGET", KEY, SampleFlags.key(1)))
                                .endsWith("}"));
    }
}
