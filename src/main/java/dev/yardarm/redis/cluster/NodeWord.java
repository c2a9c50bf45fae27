package dev.yardarm.redis.cluster;

import dev.yardarm.redis.cluster.ClusterState.PrimaryLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node said of itself when it was last asked.
 *
 * @param inOrder whether it finds the cluster in order (Redis manual, "CLUSTER INFO", {@code cluster_state})
 * @param refusedAsLoading whether it was reading its data, and answered nothing else
 * @param toPrimary none if it is a primary, or did not say
 * @param memory what it uses of what it may ({@code used_memory} of {@code maxmemory}); none if it has no limit, or did not
 *     say
 */
record NodeWord(
        boolean inOrder,
        boolean refusedAsLoading,
        Optional<PrimaryLink> toPrimary,
        Optional<Double> memory,
        long saidNanos) {
    /**
     * How long a node is taken to be still at its data: longer than the longest pause between two connections, since one that
     * loads answers no heartbeat and loses each.
     */
    private static final long LOADING_NANOS = Duration.ofSeconds(3).toNanos();

    private static final Pattern MEMORY = Pattern.compile("(?m)^(used_memory|maxmemory):([0-9]{1,18})\\s*$");

    /**
     * From its answers to {@code CLUSTER INFO}, {@code INFO replication} and {@code INFO memory}, all of which have ended,
     * either way.
     */
    static NodeWord of(Future<Response> cluster, Future<Response> replication, Future<Response> memory) {
        boolean loading = cluster.cause() instanceof NodeFailure failure && failure.kind() == NodeFailure.Kind.LOADING;
        // Whatever it fails with, the node does not say that the cluster is in order.
        boolean inOrder = cluster.succeeded() && cluster.result().toString().contains("cluster_state:ok");
        Optional<PrimaryLink> toPrimary =
                replication.succeeded() ? primaryLink(replication.result().toString()) : Optional.empty();
        Optional<Double> used = memory.succeeded() ? usedOfMost(memory.result().toString()) : Optional.empty();
        return new NodeWord(inOrder, loading, toPrimary, used, System.nanoTime());
    }

    /** From the answer to {@code INFO replication} (Redis manual, "INFO"); none from a primary's. */
    static Optional<PrimaryLink> primaryLink(String info) {
        if (!info.contains("master_link_status:")) {
            return Optional.empty();
        }
        if (info.contains("master_link_status:up")) {
            return Optional.of(PrimaryLink.UP);
        }
        return Optional.of(info.contains("master_sync_in_progress:1") ? PrimaryLink.SYNCING : PrimaryLink.DOWN);
    }

    /** From the answer to {@code INFO memory} (Redis manual, "INFO"); none without {@code maxmemory}. */
    static Optional<Double> usedOfMost(String info) {
        long used = 0;
        long most = 0;
        Matcher lines = MEMORY.matcher(info);
        while (lines.find()) {
            long bytes = Long.parseLong(lines.group(2));
            if (lines.group(1).equals("maxmemory")) {
                most = bytes;
            } else {
                used = bytes;
            }
        }
        return most == 0 ? Optional.empty() : Optional.of((double) used / most);
    }

    boolean isLoading() {
        return refusedAsLoading && System.nanoTime() - saidNanos < LOADING_NANOS;
    }
}
