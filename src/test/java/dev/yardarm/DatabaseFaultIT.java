package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.local.SampleFlags;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL fails with Redis warm, and both fail: reads go on, changes are refused whole, and all is back by itself. */
class DatabaseFaultIT {
    private static final Duration LASTS = Duration.ofSeconds(3);
    private static final Duration BACK = Duration.ofSeconds(10);

    private PostgresServer postgres;
    private PostgresDatabase database;
    private RedisServer redis;
    private LiveGateway gateway;

    @BeforeEach
    void start() {
        postgres = PostgresServer.start();
        database = postgres.createDatabase("flags");
        redis = RedisServer.start();
        gateway = LiveGateway.start(Map.of("DATABASE_URL", database.url(), "REDIS_URL", redis.url()))
                .awaitReady()
                .withSamples(120);
        Await.until(
                BACK,
                "Redis answers",
                () -> LiveGateway.cacheStatus(gateway.read(SampleFlags.key(1))).equals("redis; hit"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        redis.close();
        postgres.close();
    }

    @Test
    void killed_thenRestarted() throws Exception {
        FaultRun.Outcome outcome =
                new FaultRun("postgres killed", gateway).run(postgres::kill, LASTS, postgres::restart);

        assertThat(outcome.refusedChanges()).isNotEmpty().containsOnly(503);
        assertEveryAcknowledgedChangeIsKept(outcome);
    }

    @Test
    void hung_thenResumed() throws Exception {
        FaultRun.Outcome outcome = new FaultRun("postgres hung", gateway).run(postgres::hang, LASTS, postgres::resume);

        assertThat(outcome.refusedChanges()).isNotEmpty().containsOnly(503);
        assertEveryAcknowledgedChangeIsKept(outcome);
    }

    @Test
    void poolExhausted_byLocksOfAnother() throws Exception {
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            FaultRun.Outcome outcome = new FaultRun("postgres locked by another", gateway)
                    .run(
                            () -> {
                                other.setAutoCommit(false);
                                statement.execute("lock table yardarm.environments in access exclusive mode");
                            },
                            LASTS,
                            other::rollback);
            assertThat(outcome.refusedChanges()).isNotEmpty().containsOnly(503);
            assertEveryAcknowledgedChangeIsKept(outcome);
        }
    }

    @Test
    void bothGone_readsAreAnsweredStaleWithTheirAge() throws Exception {
        long revision = LiveGateway.revision(gateway.patch(SampleFlags.key(0), "{\"isEnabled\": true}"));
        redis.kill();
        postgres.kill();

        HttpResponse<String> stale = gateway.read(SampleFlags.key(0));

        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(LiveGateway.cacheStatus(stale))
                .isEqualTo("redis; fwd=bypass; detail=unavailable, near; hit; detail=stale");
        assertThat(stale.headers().firstValue("age"))
                .hasValueSatisfying(age -> assertThat(Integer.parseInt(age)).isBetween(0, 30));
        assertThat(LiveGateway.revision(stale)).isEqualTo(revision);
        assertThat(gateway.get(LiveGateway.FLAGS).statusCode()).isEqualTo(200);
        assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
        assertThat(gateway.get(LiveGateway.FLAGS, "Flags-Min-Revision", Long.toString(revision + 1))
                        .statusCode())
                .isEqualTo(503);

        postgres.restart();
        Await.until(
                BACK,
                "answers are fresh again",
                () -> !LiveGateway.cacheStatus(gateway.read(SampleFlags.key(0))).contains("stale"));
    }

    @Test
    void bothHung_underLoad() throws Exception {
        new FaultRun("both hung", gateway)
                .run(
                        () -> {
                            redis.hang();
                            postgres.hang();
                        },
                        LASTS,
                        () -> {
                            postgres.resume();
                            redis.resume();
                        });
    }

    /** Each acknowledged change raised the revision by one; what was refused did not, save where it could not be told. */
    private void assertEveryAcknowledgedChangeIsKept(FaultRun.Outcome outcome) {
        long kept = Long.parseLong(database.value("select count(*) from yardarm.history"));
        long revision =
                Long.parseLong(database.value("select revision from yardarm.environments where name = 'production'"));
        assertThat(kept).isEqualTo(revision).isGreaterThanOrEqualTo(SampleFlags.COUNT + outcome.changes());
        Await.until(
                BACK,
                "changes are taken again",
                () -> gateway.patch(SampleFlags.key(0), "{\"isEnabled\": true}").statusCode() == 200);
    }
}
