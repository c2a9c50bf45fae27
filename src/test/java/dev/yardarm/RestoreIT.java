package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.FreePorts;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.local.SampleFlags;
import dev.yardarm.read.ReadState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster that is brought up again from the RDB files of another one's primaries, as {@code docs/runbooks/restore.md} does
 * it by hand: what is in it, and what is read through it while the truth is the same, later, or earlier.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestoreIT {
    /** Two for each of the three shards. */
    private static final List<String> ENVIRONMENTS =
            List.of("training", "load", "staging", "development", "production", "test");

    private static final int FLAGS = 100;

    /** Changed as the last one and not read since: all that Redis has of it is the fence. */
    private static final String FENCED = "test";

    /** Changed once more than the earlier database knows. */
    private static final String CHANGED = "production";

    /** An entry in Redis alone, whose lifetime ends between backup and restore. */
    private static final String EXPIRING = "feature_flags:expiring";

    private static final Duration LIFETIME_LEFT = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final List<AutoCloseable> OPENED = new ArrayList<>();

    private static @Nullable Scenery scenery;

    /** What all tests begin with. */
    private record Scenery(
            PostgresDatabase database,
            PostgresDatabase earlier,
            RedisCluster lost,
            RedisCluster.Options inPlace,
            LiveGateway gateway,
            Map<String, Entry> entries,
            long expiredAtMillis,
            List<Path> backups) {
        Entry entry(String environment) {
            return RestoreIT.entry(entries, environment);
        }
    }

    /** A key of Redis: its fields, the moment its lifetime ends, and Redis's own SHA-1 over the bytes of its fields. */
    private record Entry(Map<String, String> fields, long expiresAtMillis, String digest) {}

    @BeforeAll
    static void loadAndBackUp(@TempDir Path folder) {
        PostgresServer postgres = open(PostgresServer.start());
        PostgresDatabase database = postgres.createDatabase("flags");
        RedisCluster.Options inPlace = RedisCluster.Options.DEFAULT.withFirstPort(sixFreePorts());
        RedisCluster lost = open(RedisCluster.start(inPlace));
        try (LiveGateway loader = gateway(database, lost).awaitReady()) {
            ENVIRONMENTS.parallelStream().forEach(environment -> load(loader, environment));
        }
        postgres.execute("create database earlier template flags");

        try (LiveGateway gateway = gateway(database, lost).awaitReady()) {
            change(gateway, CHANGED, 61);
            ENVIRONMENTS.forEach(environment -> awaitHit(gateway, environment));
        }
        leaveTheFence(lost);
        Map<String, Entry> entries = entries(lost);
        ClusterNode primary = lost.primaryOf(EXPIRING);
        primary.command("HSET", EXPIRING, "#revision", "1");
        primary.command("PEXPIRE", EXPIRING, Long.toString(LIFETIME_LEFT.toMillis()));

        long began = System.nanoTime();
        List<Path> backups = lost.backUp(folder);
        print("BGSAVE of three primaries, and a copy of the files", began);
        long expiredAt = Long.parseLong(String.valueOf(primary.command("PEXPIRETIME", EXPIRING)));
        assertThat(backups.stream().anyMatch(RestoreIT::hasExpiring))
                .as("one has it")
                .isTrue();
        LiveGateway gateway = open(gateway(database, lost)).awaitReady();
        scenery = new Scenery(
                database,
                postgres.database("earlier"),
                lost,
                inPlace,
                gateway,
                Map.copyOf(entries),
                expiredAt,
                backups);
    }

    @AfterAll
    static void close() throws Exception {
        for (int i = OPENED.size() - 1; i >= 0; i--) {
            OPENED.get(i).close();
        }
        OPENED.clear();
    }

    /** What restoring spares. The first, while the cluster is there that another test loses. */
    @Test
    @Order(1)
    void emptied_notRestored_isFilledByTheNextReadOfEachEnvironment() {
        Scenery given = Objects.requireNonNull(scenery);
        given.lost().nodes().stream()
                .filter(node -> node.role() == ClusterNode.Role.PRIMARY)
                .forEach(node -> node.command("FLUSHALL"));

        long began = System.nanoTime();
        ENVIRONMENTS.forEach(environment -> awaitHit(given.gateway(), environment));

        print("to fill an empty cluster with " + ENVIRONMENTS.size() + " environments of " + FLAGS + " flags", began);
        assertThat(entries(given.lost())).hasSize(ENVIRONMENTS.size());
    }

    /** Before the truth is changed by another test: then what is restored is not all of it any more. */
    @Test
    @Order(2)
    void restored_fromEachPrimarysFile_hasEveryEnvironmentByteForByte() {
        Scenery given = Objects.requireNonNull(scenery);
        Await.until(SOON, "the end of a lifetime", () -> System.currentTimeMillis() > given.expiredAtMillis());
        try (RedisCluster restored = restore(given, RedisCluster.Options.DEFAULT)) {
            assertThat(entries(restored)).isEqualTo(given.entries()).hasSize(ENVIRONMENTS.size());
            assertThat(given.entry(FENCED).fields()).containsOnlyKeys("#fence");
            ENVIRONMENTS.stream()
                    .filter(environment -> !environment.equals(FENCED))
                    .forEach(environment ->
                            assertThat(given.entry(environment).fields()).hasSizeGreaterThan(FLAGS));
            assertThat(ENVIRONMENTS.stream().map(environment -> restored.primaryOf(key(environment))))
                    .as("environments lie in every shard")
                    .contains(restored.node(0), restored.node(1), restored.node(2));
            for (String environment : ENVIRONMENTS) {
                assertThat(restored.replicasOf(key(environment)))
                        .singleElement()
                        .satisfies(replica -> assertThat(digest(replica, key(environment)))
                                .isEqualTo(given.entry(environment).digest()));
            }
            assertThat(entries(restored, EXPIRING + "*")).isEmpty();

            try (LiveGateway fresh = gateway(given.database(), restored).awaitReady()) {
                ENVIRONMENTS.forEach(environment -> assertFirstRead(fresh, given.gateway(), environment));
            }
        }
    }

    /** Every read from the loss until Redis answers again is compared with what PostgreSQL has. */
    @Test
    void restored_inPlaceOfALostOneAndOlderThanTheTruth_isNeverReadAsIfItWereTheTruth() {
        Scenery given = Objects.requireNonNull(scenery);
        LiveGateway gateway = given.gateway();
        CapturedLog log = open(CapturedLog.of(ReadState.class.getPackageName()));
        String staging = change(gateway, "staging", 63);
        String load = change(gateway, "load", 64);
        List<String> truth = ENVIRONMENTS.stream()
                .map(environment -> list(gateway, environment).body())
                .toList();

        try (HttpLoad reads = gateway.load(SampleFlags.key(0), SampleFlags.key(1))) {
            given.lost().close();
            try (RedisCluster restored = restore(given, given.inPlace())) {
                assertThat(entry(entries(restored), "staging").fields()).containsEntry("#revision", "100");
                for (int i = 0; i < ENVIRONMENTS.size(); i++) {
                    String environment = ENVIRONMENTS.get(i);
                    String expected = truth.get(i);
                    Await.until(SOON, () -> "a hit for " + environment, () -> {
                        HttpResponse<String> answer = list(gateway, environment);
                        assertThat(answer.statusCode()).isEqualTo(200);
                        assertThat(answer.body()).isEqualTo(expected);
                        return LiveGateway.cacheStatus(answer).equals("redis; hit");
                    });
                }
                assertThat(entry(entries(restored), "staging").fields()).containsEntry("#revision", staging);
                assertThat(entry(entries(restored), "load").fields()).containsEntry("#revision", load);
                assertThat(log.messages()).contains("cache_behind_fence");
                LoadReport report = reads.stop();
                assertThat(report.otherThanOk()).isEmpty();
            }
        }
    }

    /** As when both were restored, and the database to an earlier moment: Redis has revisions that never were. */
    @Test
    void restored_laterThanTheDatabase_isReplacedByWhatTheDatabaseHas() {
        Scenery given = Objects.requireNonNull(scenery);
        try (RedisCluster restored = restore(given, RedisCluster.Options.DEFAULT);
                LiveGateway fresh = gateway(given.earlier(), restored).awaitReady()) {
            for (String environment : ENVIRONMENTS) {
                HttpResponse<String> answer = list(fresh, environment);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(LiveGateway.revision(answer)).isEqualTo(FLAGS);
                assertThat(answer.body()).doesNotContain("\"rolloutPercentage\":61", "\"rolloutPercentage\":62");
            }
            for (String environment : ENVIRONMENTS) {
                awaitHit(fresh, environment);
                assertThat(entry(entries(restored), environment).fields())
                        .containsEntry("#revision", Integer.toString(FLAGS))
                        .doesNotContainKey("#fence");
            }
        }
    }

    private static RedisCluster restore(Scenery given, RedisCluster.Options options) {
        long began = System.nanoTime();
        RedisCluster restored = RedisCluster.restore(options, given.backups());
        print("from RDB files to a cluster that serves", began);
        return restored;
    }

    private static void load(LiveGateway gateway, String environment) {
        for (int i = 0; i < FLAGS; i++) {
            String body = "{\"isEnabled\": %s, \"rolloutPercentage\": %d, \"description\": \"Größe %d of %s\"}"
                    .formatted(i % 2 == 0, i % 50, i, environment);
            HttpResponse<String> answer = gateway.put(SampleFlags.key(i) + "?environment=" + environment, body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    /** The revision that the environment is at then. */
    private static String change(LiveGateway gateway, String environment, int percentage) {
        HttpResponse<String> answer = gateway.patch(
                SampleFlags.key(0) + "?environment=" + environment, "{\"rolloutPercentage\": " + percentage + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Long.toString(LiveGateway.revision(answer));
    }

    /** As a change does, before a gateway fills the environment again. */
    private static void leaveTheFence(RedisCluster cluster) {
        ClusterNode primary = cluster.primaryOf(key(FENCED));
        Map<String, String> fields = entry(entries(cluster), FENCED).fields();
        primary.command("HSET", key(FENCED), "#fence", Objects.requireNonNull(fields.get("#revision")));
        fields.keySet().stream()
                .filter(field -> !field.equals("#fence"))
                .forEach(field -> primary.command("HDEL", key(FENCED), field));
    }

    private static void awaitHit(LiveGateway gateway, String environment) {
        Await.until(
                SOON,
                () -> "a hit for " + environment,
                () -> LiveGateway.cacheStatus(list(gateway, environment)).equals("redis; hit"));
    }

    /** From what was restored, if there is more of it than the fence, and the same that the other one answers. */
    private static void assertFirstRead(LiveGateway fresh, LiveGateway other, String environment) {
        HttpResponse<String> answer = list(fresh, environment);
        assertThat(answer.statusCode()).isEqualTo(200);
        if (!environment.equals(FENCED)) {
            assertThat(LiveGateway.cacheStatus(answer)).as(environment).isEqualTo("redis; hit");
        }
        assertThat(answer.body()).isEqualTo(list(other, environment).body());
    }

    private static HttpResponse<String> list(LiveGateway gateway, String environment) {
        return gateway.get(LiveGateway.FLAGS + "?environment=" + environment);
    }

    private static String key(String environment) {
        return "feature_flags:" + environment;
    }

    /** Of environments; what gateways measure the lag with changes all the time. */
    private static Map<String, Entry> entries(RedisCluster cluster) {
        return entries(cluster, "feature_flags:[a-z0-9-]*");
    }

    private static Map<String, Entry> entries(RedisCluster cluster, String pattern) {
        Map<String, Entry> entries = new HashMap<>();
        cluster.nodes().stream()
                .filter(node -> node.role() == ClusterNode.Role.PRIMARY)
                .forEach(node ->
                        texts(node.command("KEYS", pattern)).forEach(key -> entries.put(key, entry(node, key))));
        return entries;
    }

    private static Entry entry(Map<String, Entry> entries, String environment) {
        return Objects.requireNonNull(entries.get(key(environment)));
    }

    private static Entry entry(ClusterNode primary, String key) {
        List<String> all = texts(primary.command("HGETALL", key));
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < all.size(); i += 2) {
            fields.put(all.get(i), all.get(i + 1));
        }
        long expiresAt = Long.parseLong(String.valueOf(primary.command("PEXPIRETIME", key)));
        return new Entry(fields, expiresAt, digest(primary, key));
    }

    private static String digest(ClusterNode node, String key) {
        return texts(node.command("DEBUG", "DIGEST-VALUE", key)).get(0);
    }

    private static List<String> texts(@Nullable Object reply) {
        return ((List<?>) Objects.requireNonNull(reply))
                .stream().map(String::valueOf).toList();
    }

    private static boolean hasExpiring(Path backup) {
        try {
            return Files.readString(backup, StandardCharsets.ISO_8859_1).contains(EXPIRING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int sixFreePorts() {
        return IntStream.iterate(7_200, port -> port + 10)
                .filter(port -> FreePorts.areFree(port, 6))
                .findFirst()
                .orElseThrow();
    }

    private static LiveGateway gateway(PostgresDatabase database, RedisCluster cluster) {
        return LiveGateway.start(Map.of("DATABASE_URL", database.url(), "REDIS_CLUSTER_URL", cluster.url()));
    }

    private static void print(String what, long beganNanos) {
        System.out.printf(
                "%s: %d ms%n",
                what, Duration.ofNanos(System.nanoTime() - beganNanos).toMillis());
    }

    private static <T extends AutoCloseable> T open(T opened) {
        OPENED.add(opened);
        return opened;
    }
}
