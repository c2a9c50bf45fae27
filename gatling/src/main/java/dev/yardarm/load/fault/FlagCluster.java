package dev.yardarm.load.fault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.yardarm.load.fault.RedisNode.State;
import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Target;
import dev.yardarm.load.gateway.Unsuited;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The Redis Cluster behind a gateway, as the gateway's {@code /health} tells of it, and the shard in it that has the flags.
 *
 * @param nodes all of them
 * @param shard those of the shard that has the environment's flags
 * @param key the flags' own
 */
public record FlagCluster(List<RedisNode> nodes, List<RedisNode> shard, String key) {

    /**
     * Of what {@code /health} says.
     *
     * @throws Unsuited if the gateway has no cluster that has the flags
     */
    public static FlagCluster of(JsonNode health, String environment, Target target) {
        String key = "feature_flags:" + environment;
        int slot = JedisClusterCRC16.getSlot(key);
        List<RedisNode> nodes = new ArrayList<>();
        List<RedisNode> shard = new ArrayList<>();
        for (JsonNode told : health.path("backends").path("redis").path("nodes")) {
            RedisNode node = new RedisNode(
                    told.path("address").asText(), told.path("zone").asText(RedisNode.NO_ZONE), target);
            nodes.add(node);
            if (StreamSupport.stream(told.path("slots").spliterator(), false).anyMatch(range -> covers(range, slot))) {
                shard.add(node);
            }
        }
        if (shard.isEmpty()) {
            throw new Unsuited(
                    "the gateway reads from no Redis Cluster that has the slot of %s: give it one by REDIS_CLUSTER_URL,"
                                    .formatted(key)
                            + " or leave this simulation out of -Dsimulations");
        }
        return new FlagCluster(nodes, shard, key);
    }

    /** A key in the flags' slot that is nobody's. */
    public String probe() {
        return "{" + key + "}:load-probe";
    }

    public RedisNode primary() {
        return one(State.PRIMARY);
    }

    /** One that is in step. */
    public RedisNode replica() {
        return one(State.REPLICA);
    }

    public List<RedisNode> inZone(String zone) {
        return nodes.stream().filter(node -> node.zone().equals(zone)).toList();
    }

    /** Whether the flags' shard has one primary, and one replica or more; all but nodes that have ended are in step. */
    public boolean isSettled() {
        List<State> states = shard.stream().map(RedisNode::state).toList();
        return count(states, State.PRIMARY) == 1
                && count(states, State.REPLICA) >= 1
                && count(states, State.BEHIND) + count(states, State.SILENT) == 0;
    }

    /** A condition for whether a node of the shard takes writes. */
    public BooleanSupplier writable() {
        return () -> shard.stream().anyMatch(node -> node.takesWrites(probe()));
    }

    /** A condition for whether a node of the shard takes writes, other than one that was its primary: a replica took over. */
    public BooleanSupplier writableBeside(RedisNode former) {
        return () -> shard.stream().anyMatch(node -> node != former && node.takesWrites(probe()));
    }

    private RedisNode one(State state) {
        return shard.stream()
                .filter(node -> node.state() == state)
                .findFirst()
                .orElseThrow(() -> new Refusal("no node of " + shard + " is a " + state));
    }

    private static long count(List<State> states, State state) {
        return states.stream().filter(state::equals).count();
    }

    private static boolean covers(JsonNode range, int slot) {
        String[] ends = range.asText().split("-", -1);
        return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
    }
}
