package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.cloudwatch.CloudWatchStandIn;
import dev.yardarm.cloudwatch.Publication;
import dev.yardarm.cloudwatch.Publication.Datum;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.fixture.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway as users run it, with CloudWatch configured: what it sends, and what becomes of it where CloudWatch fails. */
class CloudWatchIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final PostgresDatabase database = SharedPostgres.database();
    private final CloudWatchStandIn aws = new CloudWatchStandIn();

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void publications_withACluster_haveThoseOfTheListAndNoOther() throws IOException {
        try (RedisCluster redis = RedisCluster.start();
                GatewayProcess gateway = GatewayProcess.start(
                        environment(Map.of("REDIS_CLUSTER_URL", redis.url(), "NEAR_CACHE", "off")))) {
            GatewayClient client = new GatewayClient(gateway);
            client.awaitReady();
            Map<String, String> expected = Files.readAllLines(Path.of("conf", "cloudwatch-metrics.txt")).stream()
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(words -> words[0], words -> words[1]));

            awaitPublication(
                    client,
                    "all of them",
                    publication -> publication.metrics().keySet().equals(expected.keySet()));

            List<Publication> publications = aws.publications();
            assertThat(publications).allSatisfy(publication -> {
                assertThat(publication.namespace()).isEqualTo("Yardarm");
                assertThat(publication.metrics().values())
                        .extracting(Datum::dimensions)
                        .containsOnly(Map.of("Service", "yardarm", "Stage", "staging"));
                assertThat(publication.metrics().values())
                        .extracting(Datum::resolution)
                        .containsOnly(1);
            });
            assertThat(unitsOf(publications)).isEqualTo(expected);
            assertThat(aws.otherRequests()).isZero();
        }
    }

    @Test
    void publications_values_areThoseOfTheGateway() {
        try (RedisCluster redis = RedisCluster.start();
                GatewayProcess gateway = GatewayProcess.start(
                        environment(Map.of("REDIS_CLUSTER_URL", redis.url(), "NEAR_CACHE", "off")))) {
            GatewayClient client = new GatewayClient(gateway);
            client.awaitReady();
            Await.until(
                    PATIENCE,
                    "a hit",
                    () -> LiveGateway.cacheStatus(client.get(GatewayClient.FLAGS))
                            .contains("hit"));

            double connections = mostConnections(client);
            awaitPublication(
                    client,
                    "hits alone",
                    publication -> valueOf(publication, "cache_hit_rate") == 100
                            && valueOf(publication, "active_connections") == connections
                            && valueOf(publication, "redis_connection_errors") == 0
                            && valueOf(publication, "change_feed_connected") == 1
                            && valueOf(publication, "redis_available") == 1
                            && valueOf(publication, "response_latency_p95") > 0
                            && valueOf(publication, "response_latency_p95") < 1_000
                            && valueOf(publication, "replication_lag_ms") >= 0
                            && valueOf(publication, "replication_lag_ms") < 500);
            redis.killAll();
            awaitPublication(
                    client,
                    "errors and no hits",
                    publication -> valueOf(publication, "cache_hit_rate") == 0
                            && valueOf(publication, "active_connections") == 0
                            && valueOf(publication, "redis_available") == 0
                            && valueOf(publication, "redis_connection_errors") > 0);
        }
    }

    @Test
    void stop_betweenTwoSteps_sendsWhatIsLeftWithTheFeedStillConnected() {
        Map<String, String> environment = environment(Map.of());
        // Longer than it takes from one publication to the end.
        environment.put("CLOUDWATCH_STEP", "10s");
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            GatewayClient client = new GatewayClient(gateway);
            client.awaitReady();
            Await.until(
                    Duration.ofMinutes(1),
                    "a publication",
                    () -> !aws.publications().isEmpty());
            client.get(GatewayClient.FLAGS);

            assertThat(gateway.terminate(PATIENCE)).isZero();

            List<Publication> last = aws.publications();
            assertThat(last.subList(1, last.size())).isNotEmpty();
            assertThat(last).anyMatch(publication -> valueOf(publication, "cache_hit_rate") == 100);
            assertThat(last).allMatch(publication -> valueOf(publication, "change_feed_connected") == 1);
        }
    }

    @Test
    void start_withoutANamespace_loadsNothingOfAws() {
        try (RedisServer redis = RedisServer.start();
                GatewayProcess gateway = GatewayProcess.launch(
                        List.of("-Xlog:class+load=info:stdout"),
                        Map.of("DATABASE_URL", database.url(), "REDIS_URL", redis.url()))) {
            new GatewayClient(gateway).awaitReady();
            Await.until(
                    PATIENCE,
                    "the list of what is loaded",
                    () -> gateway.outputLines().stream()
                            .anyMatch(line -> line.contains("dev.yardarm.metrics.JvmMeters")));

            assertThat(gateway.outputLines())
                    .noneMatch(
                            line -> line.contains("software.amazon.") || line.contains("io.micrometer.cloudwatch2."));
        }
    }

    /** What is wrong with CloudWatch. */
    enum Trouble {
        HUNG,
        AWAY,
        REFUSING,
        DISTURBED,
        NO_REGION,
        NO_ENDPOINT
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void trouble_ofAnyKind_isOneLineAndDisturbsNobody(Trouble trouble) {
        try (TcpProxy way = TcpProxy.to("127.0.0.1", aws.port());
                RedisServer redis = RedisServer.start()) {
            Map<String, String> environment = environment(Map.of("REDIS_URL", redis.url(), "NEAR_CACHE", "off"));
            environment.put("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:" + way.port());
            bring(trouble, way, environment);
            try (GatewayProcess gateway = GatewayProcess.start(environment)) {
                new GatewayClient(gateway).awaitReady();
                LoadReport report;
                try (HttpLoad load = HttpLoad.start(
                        HttpLoad.Options.of(gateway.port(), GatewayClient.FLAGS).withRate(200))) {
                    Await.until(
                            PATIENCE,
                            "the warning",
                            () -> !lines(gateway, "does not take").isEmpty());
                    int served = load.soFar().count();
                    // For a while longer: the next steps fail too.
                    Await.until(PATIENCE, "600 reads more", () -> load.soFar().count() > served + 600);
                    report = load.stop();
                }
                assertThat(report.statuses()).containsOnlyKeys(200);
                assertThat(report.failures()).isEmpty();
                System.out.println("CloudWatch " + trouble + ": " + report);
                assertThat(aws.publications().isEmpty())
                        .isEqualTo(trouble != Trouble.REFUSING && trouble != Trouble.DISTURBED);

                long began = System.nanoTime();
                assertThat(gateway.terminate(PATIENCE)).isZero();
                Duration taken = Duration.ofNanos(System.nanoTime() - began);
                System.out.println("CloudWatch " + trouble + ": stopped in " + taken.toMillis() + " ms");
                assertThat(taken).isLessThan(GRACE);
                assertThat(lines(gateway, "CloudWatch"))
                        .singleElement()
                        .asString()
                        .contains("WARN", "\"remedy\":");
                assertThat(gateway.outputLines()).noneMatch(line -> line.contains("to-hide"));
                assertThat(gateway.errorLines()).isEmpty();
            }
        }
    }

    private void bring(Trouble trouble, TcpProxy way, Map<String, String> environment) {
        // Of the jar alone: the machine's own configuration of AWS has none of it.
        environment.put("HOME", "/nonexistent");
        switch (trouble) {
            case HUNG -> way.blackHole();
            case AWAY -> way.refuse();
            case REFUSING -> aws.refuses(403, "AccessDenied");
            case DISTURBED -> aws.refuses(500, "InternalFailure");
            case NO_REGION -> environment.remove("AWS_REGION");
            case NO_ENDPOINT -> environment.put("AWS_ENDPOINT_URL_CLOUDWATCH", "no-scheme");
        }
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("DATABASE_URL", database.url());
        environment.put("SHUTDOWN_GRACE", GRACE.toSeconds() + "s");
        environment.putAll(more);
        return environment;
    }

    /** While flags are read. */
    private void awaitPublication(GatewayClient client, String what, Predicate<Publication> condition) {
        Await.until(PATIENCE, () -> what + "; it sent: " + aws.publications(), () -> {
            client.get(GatewayClient.FLAGS);
            return aws.publications().stream().anyMatch(condition);
        });
    }

    /** NaN if it was not sent. */
    private static double valueOf(Publication publication, String metric) {
        Datum datum = publication.metrics().get(metric);
        return datum == null ? Double.NaN : datum.value();
    }

    private static Map<String, String> unitsOf(List<Publication> publications) {
        Map<String, String> units = new TreeMap<>();
        publications.forEach(
                publication -> publication.metrics().forEach((metric, datum) -> units.put(metric, datum.unit())));
        return units;
    }

    /** As Prometheus gets it. */
    private static double mostConnections(GatewayClient client) {
        return client.management("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("redis_connections_active{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .max()
                .orElseThrow();
    }

    private static List<String> lines(GatewayProcess gateway, String containing) {
        return gateway.outputLines().stream()
                .filter(line -> line.contains(containing))
                .toList();
    }
}
