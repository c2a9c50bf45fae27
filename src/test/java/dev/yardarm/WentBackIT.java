package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.TcpProxy;
import dev.yardarm.local.SampleFlags;
import dev.yardarm.read.ReadState;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is put back to where it was: what was seen of its lost future is gone from everywhere, and only then. */
class WentBackIT {
    private static final String KEY = SampleFlags.key(0);
    private static final String FLAG = LiveGateway.FLAGS + "/" + KEY;
    private static final String EXTRA = "a-flag?environment=extra";
    private static final String NOTICED = "Database is behind what was seen of it, caches are reset";
    private static final String WENT_BACK = "database_went_back_total";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int SAMPLES = 3;
    private static final int LOST = 4;

    /** All rows, as a dump of the schema's tables would have them. */
    private static final String COPY = """
            create schema copy;
            create table copy.environments as table yardarm.environments;
            create table copy.flags as table yardarm.flags;
            create table copy.history as table yardarm.history;""";

    private static final String PUT_BACK = """
            begin;
            delete from yardarm.history; delete from yardarm.flags; delete from yardarm.environments;
            insert into yardarm.environments table copy.environments;
            insert into yardarm.flags table copy.flags;
            insert into yardarm.history table copy.history;
            commit;""";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CapturedLog log = open(CapturedLog.of(ReadState.class));
    private final PostgresServer postgres = open(PostgresServer.start());
    private final PostgresDatabase database = postgres.createDatabase("flags");
    private final RedisServer redis = open(RedisServer.start());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void rows_putBackWhileGatewaysRun_areTheTruthForAll(String near) throws Exception {
        LiveGateway first = gateway(near, "first").awaitReady().withSamples(SAMPLES);
        LiveGateway second = gateway(near, "second").awaitReady();
        database.execute(COPY);
        loseLater(first, second);

        database.execute(PUT_BACK);
        long back = System.nanoTime();

        awaitTruth(first, second);
        System.out.printf(
                "near cache %s: the truth everywhere %d ms after it was put back%n",
                near, Duration.ofNanos(System.nanoTime() - back).toMillis());
        assertThat(first.get(LiveGateway.FLAGS + "?environment=extra").statusCode())
                .isEqualTo(404);
        assertThat(second.get(LiveGateway.FLAGS + "?environment=extra").statusCode())
                .isEqualTo(404);
        assertThat(redis.command("EXISTS", "feature_flags:extra")).isEqualTo(0L);
        awaitOnDisk("first");
        awaitOnDisk("second");
        goOn(first, second);
        // Twice for an environment if the other gateway, which had not noticed yet, put the lost past in Redis again.
        assertThat(first.metric(WENT_BACK)).isBetween(2.0, 4.0);
        assertThat(second.metric(WENT_BACK)).isBetween(2.0, 4.0);
        assertThat(log.messages()).filteredOn(NOTICED::equals).hasSize((int)
                (first.metric(WENT_BACK) + second.metric(WENT_BACK)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void server_restoredFromACopyOfItsData_isTheTruthForAll(String near) throws Exception {
        LiveGateway first = gateway(near, "first").awaitReady().withSamples(SAMPLES);
        LiveGateway second = gateway(near, "second").awaitReady();
        postgres.backUp();
        awaitWritable(first);
        awaitWritable(second);
        loseLater(first, second);

        postgres.restore();

        awaitTruth(first, second);
        awaitOnDisk("first");
        assertThat(first.metric(WENT_BACK)).isPositive();
        assertThat(second.metric(WENT_BACK)).isPositive();
        awaitWritable(first);
        awaitWritable(second);
        goOn(first, second);

        close(first);
        close(second);
        postgres.kill();
        redis.kill();
        LiveGateway third = gateway(near, "first").awaitReady();
        HttpResponse<String> stale = third.get(FLAG);
        assertThat(LiveGateway.cacheStatus(stale)).contains("stale");
        assertThat(percentage(stale)).isEqualTo(78);
        assertThat(third.get(LiveGateway.FLAGS + "?environment=extra").statusCode())
                .isNotEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void rows_putBackWhileTheGatewayWasDown_areTheTruthOnceItIsReady(String near) throws Exception {
        LiveGateway first = gateway(near, "first").awaitReady().withSamples(SAMPLES);
        database.execute(COPY);
        loseLater(first, first);
        close(first);
        assertThat(onDisk("first", "production")).contains("revision 7\n");
        assertThat(onDisk("first", "extra")).contains("revision 1\n");
        database.execute(PUT_BACK);

        LiveGateway again = gateway(near, "first").awaitReady();

        awaitTruth(again);
        awaitOnDisk("first");
        assertThat(again.metric(WENT_BACK)).isEqualTo(2);
        goOn(again, again);
    }

    /** The invalidations of lost changes and the discard wait for the same Redis, and each of its keys may come up again. */
    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void rows_putBackWhileRedisHangs_areTheTruthOnceItIsBack(String near) {
        LiveGateway first = gateway(near, "first").awaitReady().withSamples(SAMPLES);
        LiveGateway second = gateway(near, "second").awaitReady();
        database.execute(COPY);
        loseLater(first, second);
        cacheBy(first);
        redis.hang();
        for (int i = 0; i < LOST; i++) {
            first.patch(KEY, "{\"rolloutPercentage\": 33}");
        }
        database.execute(PUT_BACK);
        awaitTruth(first, second);
        assertThat(LiveGateway.revision(second.patch(KEY, "{\"rolloutPercentage\": 77}")))
                .isEqualTo(SAMPLES + 1);
        Await.until(SOON, "both have it", () -> percentage(first.get(FLAG)) == 77);

        redis.resume();

        Await.until(
                SOON, () -> "the truth in Redis, not " + redis.command("HGETALL", "feature_flags:production"), () -> {
                    for (LiveGateway gateway : List.of(first, second)) {
                        HttpResponse<String> answer = gateway.get(FLAG);
                        assertThat(answer.statusCode()).isEqualTo(200);
                        assertThat(LiveGateway.revision(answer)).isEqualTo(SAMPLES + 1);
                        assertThat(percentage(answer)).isEqualTo(77);
                    }
                    return field("#revision").equals("4") && field("#fence").equals("null");
                });
        assertThat(first.metric(WENT_BACK)).isBetween(2.0, 4.0);
    }

    /** Loads and readings that take long are crossed by changes, and by what Redis says of them, all the time. */
    @Test
    void changes_whileReadingsAreSlow_areNoGoingBack() {
        TcpProxy way = open(TcpProxy.to("127.0.0.1", postgres.port()));
        LiveGateway first = gateway("off", "first").awaitReady().withSamples(SAMPLES);
        LiveGateway second = open(LiveGateway.start(environment(
                        "off", "second", database.url().replace(":" + postgres.port() + "/", ":" + way.port() + "/"))))
                .awaitReady();
        way.delay(Duration.ofMillis(60));
        long began = System.nanoTime();
        int crossed = 0;
        long revision = 0;

        while (crossed < 20 || System.nanoTime() - began < Duration.ofSeconds(2).toNanos()) {
            redis.command("DEL", "feature_flags:production");
            var slow = second.readLater(KEY);
            revision = LiveGateway.revision(first.patch(KEY, "{\"rolloutPercentage\": " + crossed % 100 + "}"));
            // Fills Redis, from which the other learns of it before the database has answered.
            assertThat(LiveGateway.revision(first.get(FLAG))).isEqualTo(revision);
            HttpResponse<String> fast = second.get(FLAG);
            assertThat(fast.statusCode()).isEqualTo(200);
            HttpResponse<String> late = slow.join();
            assertThat(late.statusCode()).isEqualTo(200);
            if (LiveGateway.revision(late) < LiveGateway.revision(fast)) {
                crossed++;
            }
            assertThat(LiveGateway.revision(second.get(FLAG))).isGreaterThanOrEqualTo(LiveGateway.revision(fast));
            if (System.nanoTime() - began > Duration.ofSeconds(30).toNanos()) {
                break;
            }
        }

        System.out.printf("%d readings were crossed by a change%n", crossed);
        assertThat(crossed).isPositive();
        assertThat(first.metric(WENT_BACK)).isZero();
        assertThat(second.metric(WENT_BACK)).isZero();
        assertThat(log.messages()).doesNotContain(NOTICED);
    }

    /** Four more changes and an environment more, seen by both, and all of it to be lost. */
    private void loseLater(LiveGateway one, LiveGateway other) {
        long revision = 0;
        for (int i = 0; i < LOST; i++) {
            revision = LiveGateway.revision(one.patch(KEY, "{\"rolloutPercentage\": " + (11 + i) + "}"));
        }
        assertThat(one.put(EXTRA, "{\"isEnabled\": true}").statusCode()).isEqualTo(201);
        long last = revision;
        for (LiveGateway gateway : List.of(one, other)) {
            Await.until(
                    SOON,
                    "both have seen it",
                    () -> LiveGateway.revision(gateway.get(FLAG)) == last
                            && LiveGateway.revision(gateway.get(LiveGateway.FLAGS)) == last
                            && gateway.get(LiveGateway.FLAGS + "?environment=extra")
                                            .statusCode()
                                    == 200);
        }
    }

    private static void cacheBy(LiveGateway gateway) {
        Await.until(
                SOON,
                "it is cached",
                () -> LiveGateway.cacheStatus(gateway.get(FLAG)).endsWith("hit"));
    }

    private static void awaitTruth(LiveGateway... gateways) {
        for (LiveGateway gateway : gateways) {
            Await.until(
                    SOON,
                    () -> "the truth, not " + gateway.get(LiveGateway.FLAGS).body(),
                    () -> LiveGateway.revision(gateway.get(LiveGateway.FLAGS)) == SAMPLES
                            && LiveGateway.revision(gateway.get(FLAG)) == 1);
            assertThat(percentage(gateway.get(FLAG))).isEqualTo(25);
            Await.until(
                    SOON,
                    "the extra environment is gone",
                    () -> gateway.get(LiveGateway.FLAGS + "?environment=extra").statusCode() == 404);
            HttpResponse<String> beyond = gateway.get(FLAG, "Flags-Min-Revision", Integer.toString(SAMPLES + LOST));
            assertThat(beyond.statusCode()).isEqualTo(409);
            assertThat(beyond.headers().firstValue("retry-after")).isPresent();
        }
    }

    /** Revisions that were lost are given again, of other content; each is read through both. */
    private static void goOn(LiveGateway one, LiveGateway other) {
        change(one, 77, one, other);
        change(other, 78, one, other);
    }

    private static void change(LiveGateway writer, int percentage, LiveGateway... readers) {
        HttpResponse<String> changed = writer.patch(KEY, "{\"rolloutPercentage\": " + percentage + "}");
        assertThat(changed.statusCode()).isEqualTo(200);
        long revision = LiveGateway.revision(changed);
        assertThat(revision).isBetween(SAMPLES + 1L, SAMPLES + 2L);
        assertThat(percentage(writer.get(FLAG))).isEqualTo(percentage);
        for (LiveGateway reader : readers) {
            HttpResponse<String> passedOn = reader.get(FLAG, "Flags-Min-Revision", Long.toString(revision));
            assertThat(passedOn.statusCode()).isEqualTo(200);
            assertThat(percentage(passedOn)).isEqualTo(percentage);
            Await.until(SOON, "it is read without the header", () -> percentage(reader.get(FLAG)) == percentage);
        }
    }

    private static void awaitWritable(LiveGateway gateway) {
        // Refused for what it asks for, and so not for want of a database, and without raising a revision.
        Await.until(
                SOON,
                "changes are taken",
                () -> gateway.patch("no-such-flag", "{\"isEnabled\": true}").statusCode() == 404);
    }

    private void awaitOnDisk(String gateway) {
        Await.until(
                SOON,
                "the truth on disk",
                () -> onDisk(gateway, "production").contains("revision 3\n")
                        && onDisk(gateway, "extra").isEmpty());
    }

    private String onDisk(String gateway, String environment) throws IOException {
        Path file = folder.resolve(gateway).resolve(environment + ".snapshot");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private String field(String name) {
        return String.valueOf(redis.command("HGET", "feature_flags:production", name));
    }

    private static int percentage(HttpResponse<String> flag) {
        return new JsonObject(flag.body()).getInteger("rolloutPercentage", -1);
    }

    private LiveGateway gateway(String near, String name) {
        return open(LiveGateway.start(environment(near, name, database.url())));
    }

    private Map<String, String> environment(String near, String name, String databaseUrl) {
        return new HashMap<>(Map.of(
                "DATABASE_URL",
                databaseUrl,
                "REDIS_URL",
                redis.url(),
                "NEAR_CACHE",
                near,
                "SNAPSHOT_DIR",
                folder.resolve(name).toString()));
    }

    private void close(LiveGateway gateway) {
        opened.remove(gateway);
        gateway.close();
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(closeable);
        return closeable;
    }
}
