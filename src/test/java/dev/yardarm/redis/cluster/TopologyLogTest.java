package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.yardarm.config.HostPort;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One line for a seed that cannot be used, however many event loops ask it. */
class TopologyLogTest {
    private static final HostPort SEED = new HostPort("seed", 7000);
    private final NodeFailure refused = new NodeFailure(Kind.DISCONNECTED, "connection refused");

    @AutoClose
    private final CapturedLog lines = CapturedLog.of(TopologyLog.class);

    private final TopologyLog log = new TopologyLog();

    @Test
    void seedFailed_severalTimes_logsOnce() {
        log.seedFailed(SEED, refused);
        log.seedFailed(SEED, new NodeFailure(Kind.DISCONNECTED, "reset"));

        assertThat(lines.messages()).containsExactly("Redis Cluster endpoint cannot be used, trying on");
        assertThat(lines.events().get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.fields(0))
                .containsExactly(
                        "node_id=seed:7000", "error=connection refused", "remedy=" + Remedy.of(Kind.DISCONNECTED, ""));
    }

    @Test
    void seedFailed_anotherKindOrSeed_logsAgain() {
        log.seedFailed(SEED, refused);
        log.seedFailed(SEED, new NodeFailure(Kind.TIMEOUT, "late"));
        log.seedFailed(new HostPort("other", 7000), refused);

        assertThat(lines.events()).hasSize(3);
    }

    @Test
    void seedFailed_afterAnAnswer_logsAgain() {
        log.seedFailed(SEED, refused);
        log.seedAnswered(SEED);
        log.seedFailed(SEED, refused);

        assertThat(lines.events()).hasSize(2);
    }

    @Test
    void seedFailed_singleInstance_saysHowToNameIt() {
        log.seedFailed(SEED, new NodeFailure(Kind.OTHER, "ERR This instance has cluster support disabled"));

        assertThat(lines.fields(0))
                .contains("remedy=this is a single instance: name it by REDIS_URL, or name a node of a cluster");
    }

    @Test
    void seedFailed_clusterThatIsNotFormed_saysSo() {
        log.seedFailed(SEED, new NodeFailure(Kind.CLUSTERDOWN, "the node knows of no slots"));

        assertThat(lines.fields(0))
                .contains("remedy=the node belongs to no cluster that serves: check that the cluster has been formed");
    }

    @Test
    void learnt_topology_isNoLineForOperators() {
        log.learnt(ClusterTopology.single(SEED));
        log.seedAnswered(SEED);

        assertThat(lines.events()).isEmpty();
    }
}
