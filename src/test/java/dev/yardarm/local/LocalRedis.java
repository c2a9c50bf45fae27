package dev.yardarm.local;

import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.FreePorts;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.RedisServer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The Redis of the stack, by the system property {@value #PROPERTY}: {@code cluster}, unless it is given; {@code single}, one
 * instance; {@code both}, so that the gateway has a migration from the one to the other.
 */
record LocalRedis(Optional<RedisServer> single, Optional<RedisCluster> cluster) {
    private static final String PROPERTY = "yardarm.local.redis";
    private static final int FIRST_PORT = 7000;
    private static final int NODES = 6;

    /** What there is of it. */
    enum Kind {
        CLUSTER,
        SINGLE,
        BOTH;

        /** By the property. To be asked before anything is started. */
        static Kind chosen() {
            String name = System.getProperty(PROPERTY, "cluster");
            return switch (name) {
                case "cluster" -> CLUSTER;
                case "single" -> SINGLE;
                case "both" -> BOTH;
                default ->
                    throw new IllegalArgumentException(
                            "-D" + PROPERTY + "=" + name + ": must be one of cluster, single, both");
            };
        }
    }

    static LocalRedis start(Kind kind, Steps steps) throws Exception {
        return switch (kind) {
            case CLUSTER -> new LocalRedis(Optional.empty(), Optional.of(startCluster(steps)));
            case SINGLE -> new LocalRedis(Optional.of(startSingle(steps)), Optional.empty());
            case BOTH -> new LocalRedis(Optional.of(startSingle(steps)), Optional.of(startCluster(steps)));
        };
    }

    private static RedisServer startSingle(Steps steps) throws Exception {
        return steps.start("Redis", RedisServer::start, RedisServer::close);
    }

    private static RedisCluster startCluster(Steps steps) throws Exception {
        return steps.start("Redis Cluster", LocalRedis::startCluster, RedisCluster::close);
    }

    /** On the ports that are known for it, unless somebody has one of them. */
    private static RedisCluster startCluster() {
        if (FreePorts.areFree(FIRST_PORT, NODES)) {
            return RedisCluster.start(RedisCluster.Options.DEFAULT.withFirstPort(FIRST_PORT));
        }
        LocalStack.OUT.printf(
                "  (of the ports %d to %d, or those of their buses 10,000 above, one is taken: others for Redis)%n",
                FIRST_PORT, FIRST_PORT + NODES - 1);
        return RedisCluster.start();
    }

    /** What a gateway has to be told to use it. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        single.ifPresent(server -> settings.put("REDIS_URL", server.url()));
        cluster.ifPresent(nodes -> {
            settings.put("REDIS_CLUSTER_URL", nodes.url());
            settings.put("REDIS_ZONES", "127.0.1.0/24=a,127.0.2.0/24=b,127.0.3.0/24=c");
            settings.put("ZONE", "a");
        });
        return settings;
    }

    /** A line for each server. */
    String describe(String key) {
        String ofSingle = single.map(server ->
                        "  Redis         127.0.0.1:%d   single   (process %d)".formatted(server.port(), server.pid()))
                .orElse("");
        String ofCluster =
                cluster.map(nodes -> describe(nodes, nodes.primaryOf(key))).orElse("");
        return ofSingle + (ofSingle.isEmpty() || ofCluster.isEmpty() ? "" : "\n") + ofCluster;
    }

    private static String describe(RedisCluster redis, ClusterNode primary) {
        return redis.nodes().stream()
                .map(node -> "  Redis         %s   zone %s   %-7s   (process %d%s)"
                        .formatted(
                                node.address(),
                                node.zone(),
                                node.role().name().toLowerCase(Locale.ROOT),
                                node.pid(),
                                node == primary ? "; has the flags" : ""))
                .collect(Collectors.joining("\n"));
    }

    /** What can be broken by hand. */
    String faults(String key) {
        return cluster.map(nodes -> faults(nodes, nodes.primaryOf(key)))
                .orElseGet(() -> """
                        Then break something, and read on. Redis hangs, PostgreSQL answers, it comes back:

                          kill -STOP %1$d
                          kill -CONT %1$d
                        """.formatted(single.orElseThrow().pid()));
    }

    private static String faults(RedisCluster redis, ClusterNode primary) {
        return """
                Then break something, and read on. The flags' primary hangs, another takes its place, it comes back:

                  kill -STOP %1$d
                  kill -CONT %1$d

                A node is gone for good: kill -9 %1$d. A zone hangs: kill -STOP %2$s.
                """.formatted(primary.pid(), processesOfZone(redis, primary.zone()));
    }

    private static String processesOfZone(RedisCluster redis, String zone) {
        return redis.nodes().stream()
                .filter(node -> node.zone().equals(zone))
                .map(node -> Long.toString(node.pid()))
                .collect(Collectors.joining(" "));
    }
}
