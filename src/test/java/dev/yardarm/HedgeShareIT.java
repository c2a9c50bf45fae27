package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.fixture.TcpProxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A cluster that is slow as a whole is not made slower: of all reads few are sent to a second node. */
class HedgeShareIT {
    /** A read is slow after 130 ms at the latest, and late after 260. */
    private static final Duration DELAY = Duration.ofMillis(145);

    private static final int CONNECTIONS = 40;
    private static final int EVENT_LOOPS = 2;

    /** For each event loop there may be so many at once, and 5 % of all reads in the long run. */
    private static final int RESERVE = 50 * EVENT_LOOPS;

    private static final double SHARE = 0.05;

    /** One for each connection: reads of one environment in one turn of the event loop would be one command. */
    private static final int ENVIRONMENTS = CONNECTIONS;

    /** Reads of whole environments beside those asked for, to have each as the last known good. */
    private static final int CATCHING_UP = ENVIRONMENTS;

    private static final int ENOUGH = 2_500;
    private static final int MOST_TRIES = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void reads_everyNodeSlow_areHedgedForAFewInAHundred() {
        Map<ClusterNode, TcpProxy> ways = new HashMap<>();
        try (RedisCluster cluster = RedisCluster.start()) {
            cluster.nodes().forEach(node -> ways.put(node, TcpProxy.to(node.host(), node.port())));
            try (LiveGateway gateway = start(ways)) {
                Await.until(
                        LIMIT,
                        "Redis answers",
                        () -> IntStream.range(0, ENVIRONMENTS)
                                .allMatch(i -> LiveGateway.cacheStatus(gateway.get(path(i)))
                                        .equals("redis; hit")));
                ways.values().forEach(way -> way.delay(DELAY));
                LoadReport report = new LoadReport(List.of());
                double timeouts = -1;
                // Where a node was silent for a moment, its reads went to another one for that reason.
                for (int i = 0; i < MOST_TRIES && timeouts < timeouts(gateway); i++) {
                    timeouts = timeouts(gateway);
                    cluster.resetStats();
                    report = load(gateway);
                }

                long executed =
                        cluster.nodes().stream().mapToLong(cluster::readsOf).sum();
                long extra = executed - report.count();
                System.out.printf(
                        "%d reads asked, %d executed by the nodes: %.1f %% more; %s%n",
                        report.count(), executed, 100.0 * extra / report.count(), report.summary());
                assertThat(timeouts(gateway))
                        .as("reads without an answer in time in the last of the tries")
                        .isEqualTo(timeouts);
                assertThat(report.otherThanOk()).isEmpty();
                assertThat(extra)
                        .as("reads sent to a second node")
                        .isGreaterThan(Math.round(SHARE * report.count() / 2))
                        .isLessThanOrEqualTo(Math.round(SHARE * report.count()) + RESERVE + CATCHING_UP);
            }
        } finally {
            ways.values().forEach(TcpProxy::close);
        }
    }

    private static double timeouts(LiveGateway gateway) {
        return gateway.management("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("redis_commands_total{") && line.contains("result=\"timeout\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static LoadReport load(LiveGateway gateway) {
        try (HttpLoad load = HttpLoad.start(HttpLoad.Options.of(
                        gateway.port(),
                        IntStream.range(0, ENVIRONMENTS)
                                .mapToObj(HedgeShareIT::path)
                                .toArray(String[]::new))
                .withConnections(CONNECTIONS)
                .withRate(0))) {
            Await.until(LIMIT, "enough reads", () -> load.soFar().count() >= ENOUGH);
            return load.stop();
        }
    }

    private static String path(int environment) {
        return LiveGateway.FLAGS + "/a-flag?environment=env-" + environment;
    }

    private static LiveGateway start(Map<ClusterNode, TcpProxy> ways) {
        String map = ways.entrySet().stream()
                .map(way -> way.getKey().address() + "=" + address(way.getValue()))
                .collect(Collectors.joining(","));
        String seeds = ways.values().stream().map(HedgeShareIT::address).collect(Collectors.joining(","));
        PostgresDatabase database = SharedPostgres.database();
        LiveGateway gateway = LiveGateway.start(Map.of(
                        "DATABASE_URL",
                        database.url(),
                        "REDIS_CLUSTER_URL",
                        "redis://" + seeds,
                        "REDIS_ADDRESS_MAP",
                        map,
                        "REDIS_ATTEMPT_TIMEOUT",
                        "260ms",
                        "REDIS_READ_BUDGET",
                        "600ms",
                        "HTTP_EVENT_LOOPS",
                        Integer.toString(EVENT_LOOPS),
                        "NEAR_CACHE",
                        "off"))
                .awaitReady();
        database.execute("insert into yardarm.environments select 'env-' || i, 1 from generate_series(0, "
                + (ENVIRONMENTS - 1) + ") i;"
                + " insert into yardarm.flags select name, 'a-flag', true, 100, '', 1, now() from yardarm.environments"
                + " where name like 'env-%'");
        return gateway;
    }

    private static String address(TcpProxy way) {
        return way.host() + ":" + way.port();
    }
}
