package dev.yardarm.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.config.HostPort;
import dev.yardarm.read.Backend;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import dev.yardarm.redis.cluster.LinkObserver.CommandResult;
import dev.yardarm.redis.cluster.NodeFailure;
import dev.yardarm.redis.cluster.NodeRole;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The names and labels of the contract, as Prometheus gets them. */
class MetersTest {
    private static final HostPort NODE = new HostPort("127.0.0.1", 7000);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void readMeters_beforeTheFirstRead_areAllThereAtZero() {
        newReadMeters();

        assertThat(scrape("flag_reads_total"))
                .containsExactlyInAnyOrder(
                        "flag_reads_total{source=\"near\"} 0.0",
                        "flag_reads_total{source=\"redis\"} 0.0",
                        "flag_reads_total{source=\"postgres\"} 0.0",
                        "flag_reads_total{source=\"stale\"} 0.0");
        assertThat(scrape("cache_requests_total"))
                .containsExactlyInAnyOrder(
                        "cache_requests_total{cache=\"near\",result=\"hit\"} 0.0",
                        "cache_requests_total{cache=\"near\",result=\"miss\"} 0.0",
                        "cache_requests_total{cache=\"redis\",result=\"hit\"} 0.0",
                        "cache_requests_total{cache=\"redis\",result=\"miss\"} 0.0",
                        "cache_requests_total{cache=\"redis\",result=\"unavailable\"} 0.0");
        assertThat(scrape("cache_hit_ratio"))
                .containsExactlyInAnyOrder(
                        "cache_hit_ratio{cache=\"near\"} NaN", "cache_hit_ratio{cache=\"redis\"} NaN");
        assertThat(scrape("database_went_back_total")).containsExactly("database_went_back_total 0.0");
    }

    @Test
    void readMeters_reads_areCountedBySource() {
        ReadMeters meters = newReadMeters();
        meters.answered(Source.REDIS);
        meters.answered(Source.REDIS);
        meters.answered(Source.POSTGRES);
        meters.answered(Source.STALE);

        assertThat(scrape("flag_reads_total"))
                .containsExactlyInAnyOrder(
                        "flag_reads_total{source=\"near\"} 0.0",
                        "flag_reads_total{source=\"redis\"} 2.0",
                        "flag_reads_total{source=\"postgres\"} 1.0",
                        "flag_reads_total{source=\"stale\"} 1.0");
    }

    @Test
    void readMeters_ofACacheInMemory_areLabelledSo() {
        ReadMeters meters = new ReadMeters(registry, "memory");
        meters.answered(Source.REDIS);
        meters.cacheAsked(CacheResult.HIT);

        assertThat(scrape("flag_reads_total")).contains("flag_reads_total{source=\"memory\"} 1.0");
        assertThat(scrape("cache_requests_total"))
                .contains("cache_requests_total{cache=\"memory\",result=\"hit\"} 1.0");
    }

    @Test
    void readMeters_hitRatio_countsUnavailableAsNoHit() {
        ReadMeters meters = newReadMeters();
        meters.cacheAsked(CacheResult.HIT);
        meters.cacheAsked(CacheResult.HIT);
        meters.cacheAsked(CacheResult.MISS);
        meters.cacheAsked(CacheResult.UNAVAILABLE);
        meters.everySecond();

        assertThat(scrape("cache_hit_ratio")).contains("cache_hit_ratio{cache=\"redis\"} 0.5");
        assertThat(scrape("cache_requests_total"))
                .contains(
                        "cache_requests_total{cache=\"redis\",result=\"hit\"} 2.0",
                        "cache_requests_total{cache=\"redis\",result=\"unavailable\"} 1.0");
    }

    @Test
    void readMeters_databaseWentBack_isCounted() {
        newReadMeters().databaseWentBack();

        assertThat(scrape("database_went_back_total")).containsExactly("database_went_back_total 1.0");
    }

    @Test
    void redisMeters_connections_areByNode() {
        RedisMeters meters = new RedisMeters(registry, false);
        meters.connected(NODE, Duration.ZERO);
        meters.connected(NODE, Duration.ZERO);
        meters.connected(new HostPort("127.0.0.1", 7001), Duration.ZERO);
        meters.closed(NODE);

        assertThat(meters.connections()).isEqualTo(Map.of(NODE, 1, new HostPort("127.0.0.1", 7001), 1));
        assertThat(scrape("redis_connections_active"))
                .containsExactlyInAnyOrder(
                        "redis_connections_active{node=\"127.0.0.1:7000\"} 1.0",
                        "redis_connections_active{node=\"127.0.0.1:7001\"} 1.0");
    }

    @Test
    void redisMeters_lastLinkToANodeEnds_nothingOfItIsLeft() {
        RedisMeters meters = new RedisMeters(registry, false);
        String before = registry.scrape();
        meters.opened(NODE);
        meters.opened(NODE);
        meters.connected(NODE, Duration.ZERO);
        meters.connectionFailed(NODE, NodeFailure.Kind.TIMEOUT, "late");
        meters.commandsEnded(NODE, NodeRole.REPLICA, CommandResult.OK, 1);
        meters.readAnswered(NODE, true);
        meters.disconnected(NODE, "lost");
        meters.ended(NODE);
        assertThat(scrape("redis_connections_active")).hasSize(1);

        meters.ended(NODE);

        assertThat(registry.scrape()).isEqualTo(before);
        assertThat(meters.connections()).isEmpty();
        meters.opened(NODE);
        meters.commandsEnded(NODE, NodeRole.REPLICA, CommandResult.OK, 1);
        assertThat(scrape("redis_commands_total"))
                .contains("redis_commands_total{node=\"127.0.0.1:7000\",result=\"ok\",role=\"replica\"} 1.0");
    }

    @Test
    void redisMeters_nodeUp_fallsWithTheLastConnection() {
        RedisMeters meters = new RedisMeters(registry, false);
        meters.connected(NODE, Duration.ZERO);
        meters.connected(NODE, Duration.ZERO);
        meters.closed(NODE);
        assertThat(scrape("redis_node_up"))
                .containsExactly("redis_node_up{node=\"127.0.0.1:7000\",role=\"primary\",zone=\"unknown\"} 1.0");

        meters.closed(NODE);
        assertThat(scrape("redis_node_up"))
                .containsExactly("redis_node_up{node=\"127.0.0.1:7000\",role=\"primary\",zone=\"unknown\"} 0.0");
    }

    @Test
    void redisMeters_connectionFailed_isCountedByNode() {
        RedisMeters meters = new RedisMeters(registry, false);
        meters.connectionFailed(NODE, NodeFailure.Kind.TIMEOUT, "late");
        meters.connectionFailed(NODE, NodeFailure.Kind.TIMEOUT, "late");

        assertThat(scrape("redis_connection_errors_total"))
                .containsExactly("redis_connection_errors_total{node=\"127.0.0.1:7000\"} 2.0");
    }

    @Test
    void redisMeters_commands_areByNodeRoleAndResult() {
        RedisMeters meters = new RedisMeters(registry, false);
        meters.commandsEnded(NODE, NodeRole.PRIMARY, CommandResult.OK, 12);
        meters.commandsEnded(NODE, NodeRole.PRIMARY, CommandResult.TIMEOUT, 3);
        meters.commandsEnded(NODE, NodeRole.REPLICA, CommandResult.ERROR, 1);

        assertThat(scrape("redis_commands_total"))
                .hasSize(6)
                .contains(
                        "redis_commands_total{node=\"127.0.0.1:7000\",result=\"ok\",role=\"primary\"} 12.0",
                        "redis_commands_total{node=\"127.0.0.1:7000\",result=\"timeout\",role=\"primary\"} 3.0",
                        "redis_commands_total{node=\"127.0.0.1:7000\",result=\"error\",role=\"replica\"} 1.0",
                        "redis_commands_total{node=\"127.0.0.1:7000\",result=\"ok\",role=\"replica\"} 0.0");
    }

    @Test
    void redisMeters_reads_areByNodeAndResult() {
        RedisMeters meters = new RedisMeters(registry, true);
        meters.readAnswered(NODE, true);
        meters.readAnswered(NODE, true);
        meters.readAnswered(NODE, false);

        assertThat(scrape("redis_reads_total"))
                .containsExactlyInAnyOrder(
                        "redis_reads_total{node=\"127.0.0.1:7000\",result=\"hit\"} 2.0",
                        "redis_reads_total{node=\"127.0.0.1:7000\",result=\"miss\"} 1.0");
    }

    @Test
    void jvmMeters_processorMemoryAndCollector_areThere() {
        JvmMeters meters = new JvmMeters(registry);

        assertThat(scrape("process_cpu_usage")).hasSize(1);
        assertThat(scrape("process_start_time_seconds")).hasSize(1);
        assertThat(scrape("jvm_memory_used_bytes")).anyMatch(line -> line.contains("area=\"heap\""));
        assertThat(scrape("jvm_memory_usage_after_gc")).anyMatch(line -> line.contains("area=\"heap\""));
        assertThat(scrape("jvm_threads_live_threads")).hasSize(1);
        meters.close();
    }

    @Test
    void breakerMeters_states_areByBackend() {
        BreakerMeters meters = new BreakerMeters(registry);
        meters.changed(Backend.REDIS, 0, State.OPEN);
        meters.changed(Backend.POSTGRES, 0, State.CLOSED);

        assertThat(scrape("circuit_breaker_state"))
                .containsExactlyInAnyOrder(
                        "circuit_breaker_state{backend=\"redis\"} 2.0",
                        "circuit_breaker_state{backend=\"postgres\"} 0.0");
    }

    @Test
    void breakerMeters_severalBreakers_showTheOneFurthestFromClosed() {
        BreakerMeters meters = new BreakerMeters(registry);
        meters.changed(Backend.REDIS, 0, State.CLOSED);
        meters.changed(Backend.REDIS, 1, State.HALF_OPEN);
        assertThat(scrape("circuit_breaker_state")).containsExactly("circuit_breaker_state{backend=\"redis\"} 1.0");

        meters.changed(Backend.REDIS, 2, State.OPEN);
        assertThat(meters.state(Backend.REDIS)).isEqualTo(State.OPEN);

        meters.changed(Backend.REDIS, 2, State.CLOSED);
        meters.changed(Backend.REDIS, 1, State.CLOSED);
        assertThat(scrape("circuit_breaker_state")).containsExactly("circuit_breaker_state{backend=\"redis\"} 0.0");
    }

    @Test
    void breakerMeters_noBreaker_isClosed() {
        assertThat(new BreakerMeters(registry).state(Backend.POSTGRES)).isEqualTo(State.CLOSED);
    }

    private ReadMeters newReadMeters() {
        return new ReadMeters(registry, "redis");
    }

    /** The lines of one metric. */
    private List<String> scrape(String name) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .toList();
    }
}
