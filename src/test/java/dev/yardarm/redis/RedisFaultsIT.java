package dev.yardarm.redis;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.RedisConfig;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.fixture.FreePorts;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.Refusal;
import dev.yardarm.fixture.RespStub;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.Lookup;
import dev.yardarm.redis.cluster.CommandRouter;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cache over a real Redis that fails: what its callers see, for how long, and that it comes back by itself. */
class RedisFaultsIT {
    private static final FlagKey FLAG = new FlagKey("flag-001");
    private static final Duration SOON = Duration.ofSeconds(5);
    /** The budget of a read with room for a busy machine. */
    private static final Duration BOUND = Duration.ofMillis(400);

    private RedisServer server;
    private RedisFixture redis;

    @BeforeEach
    void startAndConnect() {
        server = RedisServer.start();
        redis = RedisFixture.of(server);
        Await.until(SOON, "the link is ready", redis::isReady);
        redis.ask(cache -> cache.publish(snapshot(PRODUCTION, 7, 2)));
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    @Test
    void flag_serverKilled_failsWithinTheBudgetAndComesBackAfterRestart() {
        server.kill();

        assertUnavailableWithin(BOUND);
        server.restartEmpty();

        Await.until(SOON, "the cache answers again", this::isAnswered);
        assertThat(redis.connections).hasValue(1);
    }

    @Test
    void flag_serverKilledLongAgo_failsAtOnce() {
        server.kill();
        assertUnavailableWithin(BOUND);
        Await.until(SOON, "reads no longer wait", () -> unavailableAfter().toMillis() < 20);
    }

    /** A hung server may answer yet, one that is gone has refused. */
    @Test
    void flag_serverHungOrKilled_isLateOrNot() {
        server.hang();
        assertThat(isLate()).isTrue();
        server.resume();
        Await.until(SOON, "the cache answers again", this::isAnswered);

        server.kill();
        Await.until(SOON, "the link has seen it", () -> redis.connections.get() == 0);
        assertThat(isLate()).isFalse();
    }

    @Test
    void flag_serverHung_failsWithinTheAttemptAndAtOnceFromThenOn() {
        server.hang();

        assertUnavailableWithin(BOUND);
        for (int i = 0; i < 20; i++) {
            assertUnavailableWithin(Duration.ofMillis(50));
        }
        server.resume();
        Await.until(SOON, "the cache answers again", this::isAnswered);
        assertThat(redis.connections).hasValue(1);
        assertThat(redis.timeouts).hasPositiveValue();
    }

    @Test
    void flag_serverHungForLong_isFoundByTheHeartbeatAlone() {
        server.hang();

        Await.until(SOON, "the link has given the connection up", () -> redis.connections.get() == 0);

        server.resume();
        Await.until(SOON, "the cache answers again", this::isAnswered);
    }

    @Test
    void flag_connectionsCut_isAnsweredByTheRetry() {
        server.cutConnections();

        Lookup<?> lookup = redis.ask(cache -> cache.flag(PRODUCTION, FLAG, Revision.NONE));

        assertThat(lookup).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void flag_noConnectionLeftToSendItOn_isRetriedAtTheNodeThatTheLogNames() {
        try (CapturedLog log = CapturedLog.of(CommandRouter.class.getPackageName())) {
            server.kill();
            Await.until(SOON, "the link has seen it", () -> redis.connections.get() == 0);

            assertUnavailableWithin(BOUND);

            assertThat(log.lines("WARN"))
                    .filteredOn(line -> line.contains("Redis retry attempt 1/3"))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("node_id=" + server.host() + ":" + server.port());
        }
    }

    @Test
    void discard_refusedAfterManyThatWereNot_isRetriedAgain() {
        try (RespStub stub = RespStub.answering("-TRYAGAIN later");
                RedisFixture writer =
                        new RedisFixture(RedisFixture.config("127.0.0.1", stub.port()), RedisFixture.LIFETIME)) {
            Await.until(SOON, "the link is ready", writer::isReady);
            Await.until(SOON, "an allowance that is used up", () -> attemptsOfADiscard(stub, writer) == 1);
            stub.answer(":1");
            for (int i = 0; i < 25; i++) {
                writer.ask(cache -> cache.discard(PRODUCTION));
            }
            stub.answer("-TRYAGAIN later");

            assertThat(attemptsOfADiscard(stub, writer)).isEqualTo(2);
        }
    }

    private static long attemptsOfADiscard(RespStub stub, RedisFixture writer) {
        long before = discards(stub);
        writer.failure(cache -> cache.discard(PRODUCTION));
        return discards(stub) - before;
    }

    private static long discards(RespStub stub) {
        return stub.commands().stream()
                .filter(command -> command.get(0).equalsIgnoreCase("DEL"))
                .count();
    }

    @Test
    void invalidate_serverAway_isMadeUpForWhenItIsBack() {
        server.hang();
        redis.failure(cache -> cache.invalidate(PRODUCTION, new Revision(8)));
        server.resume();

        Await.until(
                SOON,
                "the invalidation has arrived",
                () -> "8".equals(server.command("HGET", "feature_flags:production", "#fence")));
    }

    /** Its fence would keep the truth out for a lifetime. */
    @Test
    void invalidate_ofWhatTheDatabaseLostMeanwhile_isNotMadeUpFor() {
        Environment staging = new Environment("staging");
        server.kill();
        redis.failure(cache -> cache.invalidate(PRODUCTION, new Revision(8)));
        redis.failure(cache -> cache.invalidate(staging, new Revision(3)));
        redis.isCommitted = (environment, revision) -> environment.equals(staging);

        server.restart();

        Await.until(
                SOON,
                "the other has arrived",
                () -> "3".equals(server.command("HGET", "feature_flags:staging", "#fence")));
        assertThat(server.command("EXISTS", "feature_flags:production")).isEqualTo(0L);
    }

    @Test
    void flag_nobodyListens_failsAtOnceAndConnectsWhenSomebodyDoes() {
        int port = FreePorts.next();
        try (RedisFixture early = new RedisFixture(RedisFixture.config("127.0.0.1", port), RedisFixture.LIFETIME)) {
            assertThat(early.failure(cache -> cache.flag(PRODUCTION, FLAG, Revision.NONE)))
                    .isInstanceOf(BackendUnavailable.class);
            Await.until(SOON, "failed attempts are counted", () -> early.failures.get() > 1);
        }
    }

    @Test
    void flag_passwordNeededAndRight_isAnswered() {
        try (RedisServer locked = RedisServer.start(RedisServer.Options.DEFAULT.withPassword("s3cret/@:"));
                RedisFixture with = new RedisFixture(password(locked, "s3cret/@:"), RedisFixture.LIFETIME)) {
            Await.until(SOON, "the link is ready", with::isReady);
            assertThat(with.<Lookup<?>>ask(
                            cache -> cache.flag(PRODUCTION, FLAG, Revision.NONE).map(found -> found)))
                    .isInstanceOf(Lookup.Miss.class);
        }
    }

    @Test
    void flag_passwordWrong_failsAndConnectsWhenItIsMended() {
        try (RedisServer locked = RedisServer.start(RedisServer.Options.DEFAULT.withPassword("right"));
                RedisFixture with = new RedisFixture(password(locked, "wrong"), RedisFixture.LIFETIME)) {
            Await.until(SOON, "the attempt is refused", () -> with.failures.get() > 0);
            assertThat(with.failure(cache -> cache.flag(PRODUCTION, FLAG, Revision.NONE)))
                    .isInstanceOf(BackendUnavailable.class);

            locked.command("CONFIG", "SET", "requirepass", "wrong");

            Await.until(SOON, "the link is ready", with::isReady);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRefusal_isHandledAsItsKindAndPasses(Refusal refusal) {
        server.refuseWith(refusal);

        Throwable publishing = redis.ask(cache -> cache.publish(snapshot(PRODUCTION, 8, 2))
                .transform(ended -> io.vertx.core.Future.succeededFuture(
                        ended.failed() ? ended.cause() : new AssertionError("was not refused"))));
        assertThat(publishing).isInstanceOf(BackendUnavailable.class);

        server.accept();
        Await.until(SOON, "the cache takes snapshots again", () -> {
            redis.ask(cache -> cache.publish(snapshot(PRODUCTION, 9, 2)).otherwiseEmpty());
            return "9".equals(server.command("HGET", "feature_flags:production", "#revision"));
        });
        Await.until(SOON, "the cache answers", this::isAnswered);
    }

    private static RedisConfig password(RedisServer server, String password) {
        return RedisFixture.withPassword(RedisFixture.config(server.host(), server.port()), password);
    }

    private boolean isAnswered() {
        return redis.ask(cache -> cache.flag(PRODUCTION, FLAG, Revision.NONE)
                .transform(ended -> io.vertx.core.Future.succeededFuture(ended.succeeded())));
    }

    private boolean isLate() {
        return ((BackendUnavailable) redis.failure(cache -> cache.flag(PRODUCTION, FLAG, Revision.NONE))).isLate();
    }

    private void assertUnavailableWithin(Duration bound) {
        assertThat(unavailableAfter()).isLessThan(bound);
    }

    private Duration unavailableAfter() {
        long began = System.nanoTime();
        assertThat(redis.failure(cache -> cache.flag(PRODUCTION, FLAG, Revision.NONE)))
                .isInstanceOf(BackendUnavailable.class);
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
