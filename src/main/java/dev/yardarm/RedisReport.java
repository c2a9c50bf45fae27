package dev.yardarm;

import dev.yardarm.bus.BreakerObserver.State;
import dev.yardarm.config.HostPort;
import dev.yardarm.metrics.ClusterMeters;
import dev.yardarm.metrics.RedisMeters;
import dev.yardarm.redis.cluster.ClusterNode;
import dev.yardarm.redis.cluster.ClusterState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** What operators are told of one Redis. */
final class RedisReport {
    private RedisReport() {}

    static JsonObject of(State breaker, RedisMeters meters, Optional<ClusterMeters> cluster) {
        Map<HostPort, Integer> connections = meters.connections();
        JsonObject report = new JsonObject()
                .put("state", meters.isConnected() && breaker == State.CLOSED ? "up" : "down")
                .put("breaker", breaker.label());
        cluster.ifPresent(seen -> report.put("clusterOk", seen.state().ok()));
        return report.put(
                "nodes", cluster.map(seen -> nodesOf(seen.state(), connections)).orElseGet(() -> nodesOf(connections)));
    }

    private static JsonArray nodesOf(Map<HostPort, Integer> connections) {
        JsonArray nodes = new JsonArray();
        connections.forEach((node, ready) -> nodes.add(new JsonObject()
                .put("address", node.toString())
                .put("role", "primary")
                .put("state", ready > 0 ? "up" : "down")
                .put("connections", ready)));
        return nodes;
    }

    private static JsonArray nodesOf(ClusterState state, Map<HostPort, Integer> connections) {
        JsonArray nodes = new JsonArray();
        for (ClusterState.NodeState node : state.nodes()) {
            ClusterNode described = node.node();
            JsonArray slots = new JsonArray();
            node.slots().forEach(range -> slots.add(range.toString()));
            JsonObject entry = new JsonObject()
                    .put("address", described.address().toString())
                    .put("role", described.role().label())
                    .put("zone", described.zone().orElse("unknown"))
                    .put("state", node.condition().label())
                    .put("connections", connections.getOrDefault(described.address(), 0))
                    .put("slots", slots);
            node.toPrimary().ifPresent(link -> entry.put("link", link.label()));
            node.lag().ifPresent(lag -> entry.put("lagSeconds", lag.toMillis() / 1000.0));
            node.memory().ifPresent(used -> entry.put("memoryShare", Math.round(used * 1000) / 1000.0));
            nodes.add(entry);
        }
        return nodes;
    }
}
