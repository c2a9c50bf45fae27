package dev.yardarm.redis.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far replicas are behind, measured rather than asked for: Redis tells it in whole seconds. A number is written to each
 * shard's primary, and each replica is looked at until it has it; the time from the primary's answer to that moment is the
 * lag, and grows while the moment has not come.
 *
 * <p>Belongs to one event loop. The keys are this process's own and expire by themselves.
 */
final class ReplicationLag {
    private static final String EXPIRY_MILLIS = "60000";
    private static final Duration BOUND = Duration.ofMillis(300);

    /** Without a number that the primary took for so long, nobody knows how far its replicas are behind. */
    private static final long UNKNOWN_AFTER_NANOS = Duration.ofSeconds(2).toNanos();

    /** Pauses are this part of what has gone by, so that the lag is at most that much too long. */
    private static final long PAUSES_A_LAG = 20;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final Vertx vertx;
    private final NodeLinks links;
    private final String process = UUID.randomUUID().toString();
    private final Map<String, Seen> replicas = new HashMap<>();
    private long number;

    ReplicationLag(Vertx vertx, NodeLinks links) {
        this.vertx = vertx;
        this.links = links;
    }

    /** What is known of a replica. */
    private static final class Seen {
        private @Nullable Duration measured;
        private long takenNanos;
        private long waitingSinceNanos;
        private boolean waiting;
    }

    /** Of a replica, by its id; none while none has been measured, and while its primary takes no numbers. */
    Optional<Duration> of(ClusterNode replica) {
        Seen seen = replicas.get(replica.id());
        if (seen == null || System.nanoTime() - seen.takenNanos > UNKNOWN_AFTER_NANOS) {
            return Optional.empty();
        }
        return seen.waiting
                ? Optional.of(Duration.ofNanos(System.nanoTime() - seen.waitingSinceNanos))
                : Optional.ofNullable(seen.measured);
    }

    /** Writes the next number to a shard. Completes when the primary has it, fails if it does not take it. */
    Future<Void> beat(Shard shard) {
        String key = key(shard);
        long beat = ++number;
        Optional<NodeLink> primary = links.find(shard.primary().address());
        if (primary.isEmpty()) {
            return Future.failedFuture(new NodeFailure(NodeFailure.Kind.DISCONNECTED, "no link to the primary"));
        }
        Request write = Request.cmd(Command.SET).arg(key).arg(beat).arg("PX").arg(EXPIRY_MILLIS);
        return primary.get().send(write, BOUND).<Void>mapEmpty().onSuccess(taken -> {
            replicas.remove(shard.primary().id());
            long nowNanos = System.nanoTime();
            for (ClusterNode replica : shard.replicas()) {
                Seen seen = replicas.computeIfAbsent(replica.id(), first -> new Seen());
                seen.takenNanos = nowNanos;
                // One that still waits for an earlier number is looked at already, and has been behind since then.
                if (!seen.waiting) {
                    seen.waiting = true;
                    seen.waitingSinceNanos = nowNanos;
                    look(replica, key, beat, seen);
                }
            }
        });
    }

    /** Forgets the replicas that are none any more. */
    void follow(ClusterTopology topology) {
        replicas.keySet()
                .removeIf(id -> topology.nodes().stream()
                        .noneMatch(node -> node.id().equals(id) && node.role() == NodeRole.REPLICA));
    }

    private void look(ClusterNode replica, String key, long beat, Seen seen) {
        Optional<NodeLink> link = links.find(replica.address());
        if (link.isEmpty() || replicas.get(replica.id()) != seen) {
            replicas.remove(replica.id(), seen);
            return;
        }
        // Whatever it fails with, the replica does not show the number.
        Future<Void> unused = link.get()
                .send(Request.cmd(Command.GET).arg(key), BOUND)
                .map(answer -> isAtLeast(beat, answer))
                .otherwise(false)
                .map(there -> {
                    Duration gone = Duration.ofNanos(System.nanoTime() - seen.waitingSinceNanos);
                    if (there) {
                        seen.waiting = false;
                        seen.measured = gone;
                    } else {
                        vertx.setTimer(pauseAfter(gone).toMillis(), later -> look(replica, key, beat, seen));
                    }
                    return null;
                });
    }

    /** Until the next look, whole milliseconds, at least one. */
    static Duration pauseAfter(Duration gone) {
        Duration pause = Duration.ofMillis(Math.max(1, gone.toMillis() / PAUSES_A_LAG));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private static boolean isAtLeast(long beat, @Nullable Response answer) {
        return answer != null && answer.toLong() >= beat;
    }

    /** One that lies in the shard, by a tag that does. No environment begins with a {@code #}. */
    private String key(Shard shard) {
        for (int tag = 0; ; tag++) {
            int slot = Slot.of("{" + tag + "}").number();
            if (shard.slots().stream().anyMatch(range -> range.first() <= slot && slot <= range.last())) {
                return "feature_flags:#heartbeat:{" + tag + "}:" + process;
            }
        }
    }
}
