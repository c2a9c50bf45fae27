package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.local.AdminToken;
import dev.yardarm.local.SampleFlags;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is started again with both backends gone: F12 of the fault matrix, with a {@code SNAPSHOT_DIR}. */
class SnapshotsOnDiskIT {
    private static final AdminToken ADMIN = AdminToken.random();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final String FLAG = GatewayClient.FLAGS + "/" + SampleFlags.FIRST;
    private static final String REFUSED = "Snapshot on disk refused";

    private final List<GatewayProcess> gateways = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private PostgresServer postgres;
    private RedisServer redis;
    private String databaseUrl;

    @BeforeEach
    void start() {
        postgres = PostgresServer.start();
        redis = RedisServer.start();
        databaseUrl = postgres.createDatabase("flags").url();
    }

    @AfterEach
    void close() {
        gateways.forEach(GatewayProcess::close);
        redis.close();
        postgres.close();
    }

    @Test
    void start_bothGone_answersStaleWithItsAgeAndFreshOnceTheDatabaseIsBack() throws Exception {
        GatewayProcess first = launch(folder);
        GatewayClient before = withSamples(first);
        HttpResponse<String> fresh = before.get(FLAG);
        long lastRead = System.nanoTime();
        assertThat(first.terminate(LIMIT)).isZero();
        // Until its end it has heard that there was nothing new.
        long ended = System.nanoTime();
        postgres.kill();
        redis.kill();

        GatewayProcess second = launch(folder);
        GatewayClient client = new GatewayClient(second);
        client.awaitReady();
        long asked = System.nanoTime();
        HttpResponse<String> stale = client.get(FLAG);

        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(stale.body()).isEqualTo(fresh.body());
        assertThat(GatewayClient.cacheStatus(stale))
                .isEqualTo("redis; fwd=bypass; detail=unavailable, near; hit; detail=stale");
        assertThat(Duration.ofSeconds(stale.headers().firstValueAsLong("age").orElseThrow()))
                .isBetween(
                        Duration.ofNanos(asked - ended).minusSeconds(1),
                        Duration.ofNanos(System.nanoTime() - lastRead).plusSeconds(1));
        assertThat(client.get(GatewayClient.FLAGS).statusCode()).isEqualTo(200);
        assertThat(client.management("/health").body()).contains("\"environment\":\"production\"");

        postgres.restart();
        client.await(
                "a fresh answer",
                () -> !GatewayClient.cacheStatus(client.get(FLAG)).contains("stale"));
        assertThat(LogLines.parse(second.outputLines()).has("Database is behind what was seen of it, caches are reset"))
                .isFalse();
    }

    @Test
    void start_afterAKillWithBothGone_answersWhatWasAcknowledged() throws Exception {
        GatewayProcess first = launch(folder);
        withSamples(first);
        Await.until(LIMIT, "the last change is on disk", () -> onDisk().contains("revision 5\n"));
        first.kill();
        postgres.kill();
        redis.kill();

        GatewayClient client = new GatewayClient(launch(folder));
        client.awaitReady();

        assertThat(client.get(GatewayClient.FLAGS).body()).contains("\"revision\":5,");
        assertThat(client.get(FLAG).statusCode()).isEqualTo(200);
    }

    @Test
    void start_bothGoneAndTheFileDamaged_isUnreadySaysSoOnceAndIsReadyOnceTheDatabaseIsBack() throws Exception {
        GatewayProcess first = launch(folder);
        withSamples(first);
        assertThat(first.terminate(LIMIT)).isZero();
        Files.writeString(file(), onDisk().replace("Sample 1", "Sample 9"));
        postgres.kill();
        redis.kill();

        GatewayProcess second = launch(folder);
        second.awaitLive();
        GatewayClient client = new GatewayClient(second);
        assertThat(client.get(FLAG).statusCode()).isEqualTo(503);
        assertThat(client.isReady()).isFalse();
        assertThat(LogLines.parse(second.outputLines()).withMessage(REFUSED))
                .singleElement()
                .satisfies(line -> assertThat(line.getString("problem")).contains("checksum"));

        postgres.restart();
        client.awaitReady();
        Await.until(LIMIT, "a good file", () -> onDisk().contains("Sample 1"));
    }

    @Test
    void start_folderCannotBeUsed_servesAllTheSame() throws Exception {
        GatewayProcess gateway = launch(Files.createFile(folder.resolve("a-file")));
        GatewayClient client = withSamples(gateway);

        assertThat(client.get(FLAG).statusCode()).isEqualTo(200);
        assertThat(LogLines.parse(gateway.outputLines()).withMessage("Snapshots cannot be kept on disk, trying on"))
                .hasSize(1);
    }

    private GatewayProcess launch(Path snapshots) {
        GatewayProcess gateway = GatewayProcess.launch(
                QUICK,
                Map.of(
                        "DATABASE_URL",
                        databaseUrl,
                        "REDIS_URL",
                        redis.url(),
                        "ADMIN_TOKENS",
                        "test:" + ADMIN.sha256(),
                        "SNAPSHOT_DIR",
                        snapshots.toString()));
        gateways.add(gateway);
        return gateway;
    }

    private static GatewayClient withSamples(GatewayProcess gateway) throws IOException, InterruptedException {
        GatewayClient client = new GatewayClient(gateway);
        client.awaitReady();
        new SampleFlags(gateway.port(), ADMIN).load(5);
        return client;
    }

    private Path file() {
        return folder.resolve("production.snapshot");
    }

    private String onDisk() throws IOException {
        return Files.exists(file()) ? Files.readString(file()) : "";
    }
}
