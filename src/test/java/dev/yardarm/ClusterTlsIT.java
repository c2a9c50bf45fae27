package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Certificates;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.local.AdminToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that speaks TLS alone, and lets in one user alone. */
class ClusterTlsIT {
    private static final String KEY = "feature_flags:production";
    private static final String FLAG = GatewayClient.FLAGS + "/checkout";
    private static final AdminToken ADMIN = AdminToken.random();

    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(
                RedisCluster.Options.DEFAULT.withTls().withUser("gateway", "cluster-password-to-hide"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void settle() {
        cluster.settle();
    }

    @Test
    void cluster_ofTlsAndAUser_answersReadsThroughALostPrimary() {
        try (GatewayProcess process = launch(Certificates.authority())) {
            GatewayClient gateway = ready(process);
            awaitHits(gateway);
            gateway.await("six nodes in order", () -> isOk(gateway) && nodesUp(gateway) == 6);

            try (HttpLoad load = load(process)) {
                ClusterNode lost = cluster.killPrimaryOf(KEY);
                gateway.await("the loss", () -> nodesUp(gateway) == 5);
                cluster.awaitPromotion(KEY, lost);
                gateway.await("a cluster in order again", () -> isOk(gateway));
                LoadReport report = load.stop();

                assertThat(report.otherThanOk()).isEmpty();
                assertThat(report.share(sample -> sample.cacheStatus().equals("redis; hit")))
                        .as("replicas go on: " + report.cacheStatuses())
                        .isGreaterThan(0.9);
            }
            assertNothingIsTold(process);
        }
    }

    @Test
    void authority_thatSignedNothing_isLoggedAndReadsGoOnUntilItIsTheRightOne(@TempDir Path folder) throws IOException {
        Path authority = Files.copy(Certificates.stranger(), folder.resolve("authority.pem"));
        try (GatewayProcess process = launch(authority);
                HttpLoad load = loadOnceReady(process)) {
            GatewayClient gateway = new GatewayClient(process);
            gateway.await(
                    "a line that says so",
                    () -> log(process).withMessage("Redis Cluster endpoint cannot be used, trying on").stream()
                            .anyMatch(ClusterTlsIT::isAboutTheAuthority));
            assertThat(GatewayClient.cacheStatus(gateway.get(FLAG))).isEqualTo("redis; fwd=bypass; detail=unavailable");

            Files.copy(Certificates.authority(), authority, StandardCopyOption.REPLACE_EXISTING);

            awaitHits(gateway);
            assertThat(load.stop().otherThanOk()).isEmpty();
            assertNothingIsTold(process);
        }
    }

    private static boolean isAboutTheAuthority(JsonObject line) {
        return line.getString("error").contains("certification path");
    }

    private static GatewayProcess launch(Path authority) {
        return GatewayProcess.launch(Map.of(
                "DATABASE_URL",
                SharedPostgres.database().url(),
                "REDIS_CLUSTER_URL",
                cluster.url() + "?sslrootcert=" + authority,
                "ADMIN_TOKENS",
                "ops:" + ADMIN.sha256(),
                "NEAR_CACHE",
                "off"));
    }

    /** With a flag in it. */
    private static GatewayClient ready(GatewayProcess process) {
        GatewayClient gateway = new GatewayClient(process);
        gateway.awaitReady();
        // On a busy machine the database takes a moment longer.
        gateway.await(
                "a flag",
                () -> gateway.change("PUT", "checkout", ADMIN.value(), "{\"isEnabled\": true}")
                                        .statusCode()
                                / 100
                        == 2);
        return gateway;
    }

    private static HttpLoad loadOnceReady(GatewayProcess process) {
        assertThat(ready(process).get(FLAG).statusCode()).isEqualTo(200);
        return load(process);
    }

    private static HttpLoad load(GatewayProcess process) {
        return HttpLoad.start(
                HttpLoad.Options.of(process.port(), FLAG).withConnections(4).withRate(20));
    }

    private static void awaitHits(GatewayClient gateway) {
        gateway.await(
                "Redis answers",
                () -> GatewayClient.cacheStatus(gateway.get(FLAG)).equals("redis; hit"));
    }

    private static JsonObject redis(GatewayClient gateway) {
        return new JsonObject(gateway.management("/health").body())
                .getJsonObject("backends")
                .getJsonObject("redis");
    }

    private static boolean isOk(GatewayClient gateway) {
        return redis(gateway).getBoolean("clusterOk");
    }

    private static long nodesUp(GatewayClient gateway) {
        JsonArray nodes = redis(gateway).getJsonArray("nodes");
        return nodes.stream()
                .filter(node -> ((JsonObject) node).getString("state").equals("up"))
                .count();
    }

    private static LogLines log(GatewayProcess process) {
        return LogLines.parse(process.outputLines());
    }

    private static void assertNothingIsTold(GatewayProcess process) {
        assertThat(process.outputLines()).isNotEmpty().noneMatch(line -> line.contains("to-hide"));
        assertThat(process.errorLines()).noneMatch(line -> line.contains("to-hide"));
    }
}
