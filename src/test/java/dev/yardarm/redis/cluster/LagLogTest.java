package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.redis.cluster.ClusterState.Condition;
import dev.yardarm.redis.cluster.ClusterState.NodeState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One line when a replica falls behind, one when it has caught up. */
class LagLogTest {
    private static final String FAR = "Replica is far behind its primary";
    private static final String CAUGHT_UP = "Replica has caught up with its primary";

    @AutoClose
    private final CapturedLog lines = CapturedLog.of(LagLog.class);

    private final LagLog log = new LagLog();

    @Test
    void seen_farBehind_logsOnce() {
        see(501);
        see(900);

        assertThat(lines.messages()).containsExactly(FAR);
        assertThat(lines.events().get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.fields(0)).containsExactly("node_id=b0:6379", "zone=unknown", "lag_ms=501");
    }

    @Test
    void seen_atTheLimit_logsNothing() {
        see(500);

        assertThat(lines.messages()).isEmpty();
    }

    @Test
    void seen_upAndDownAroundTheLimit_logsOnce() {
        see(600);
        see(400);
        see(600);

        assertThat(lines.messages()).containsExactly(FAR);
    }

    @Test
    void seen_caughtUp_logsOnceAndThenTheNextTime() {
        see(600);
        see(250);
        see(1);
        see(600);

        assertThat(lines.messages()).containsExactly(FAR, CAUGHT_UP, FAR);
        assertThat(lines.fields(1)).containsExactly("node_id=b0:6379", "lag_ms=250");
    }

    @Test
    void seen_unknownForAWhile_isStillBehind() {
        see(600);
        log.seen(state(Optional.empty()));
        see(600);

        assertThat(lines.messages()).containsExactly(FAR);
    }

    @Test
    void seen_gone_isForgotten() {
        see(600);
        log.seen(ClusterState.UNKNOWN);
        see(600);

        assertThat(lines.messages()).containsExactly(FAR, FAR);
    }

    private void see(long millis) {
        log.seen(state(Optional.of(Duration.ofMillis(millis))));
    }

    private static ClusterState state(Optional<Duration> lag) {
        NodeState replica = new NodeState(
                ThreeShards.node("b0", NodeRole.REPLICA),
                Condition.UP,
                List.of(),
                Optional.empty(),
                lag,
                Optional.empty());
        return new ClusterState(true, List.of(replica));
    }
}
