package dev.yardarm.redis.cluster;

import dev.yardarm.redis.cluster.ClusterState.PrimaryLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node said of itself when it was last asked.
 *
 * @param inOrder whether it finds the cluster in order (Redis manual, "CLUSTER INFO", {@code cluster_state})
 * @param refusedAsLoading whether it was reading its data, and answered nothing else
 * @param toPrimary none if it is a primary, or did not say
 */
record NodeWord(boolean inOrder, boolean refusedAsLoading, Optional<PrimaryLink> toPrimary, long saidNanos) {
    /**
     * How long a node is taken to be still at its data: longer than the longest pause between two connections, since one that
     * loads answers no heartbeat and loses each.
     */
    private static final long LOADING_NANOS = Duration.ofSeconds(3).toNanos();

    /** From its answers to {@code CLUSTER INFO} and {@code INFO replication}, both of which have ended, either way. */
    static NodeWord of(Future<Response> cluster, Future<Response> replication) {
        boolean loading = cluster.cause() instanceof NodeFailure failure && failure.kind() == NodeFailure.Kind.LOADING;
        // Whatever it fails with, the node does not say that the cluster is in order.
        boolean inOrder = cluster.succeeded() && cluster.result().toString().contains("cluster_state:ok");
        Optional<PrimaryLink> toPrimary =
                replication.succeeded() ? primaryLink(replication.result().toString()) : Optional.empty();
        return new NodeWord(inOrder, loading, toPrimary, System.nanoTime());
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

    boolean isLoading() {
        return refusedAsLoading && System.nanoTime() - saidNanos < LOADING_NANOS;
    }
}
