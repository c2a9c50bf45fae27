package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One line for a seed that cannot be used, however many event loops ask it. */
class TopologyLogTest {
    private static final HostPort SEED = new HostPort("seed", 7000);
    private final NodeFailure refused = new NodeFailure(Kind.DISCONNECTED, "connection refused");

    private final Logger logger = (Logger) LoggerFactory.getLogger(TopologyLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final TopologyLog log = new TopologyLog();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void seedFailed_severalTimes_logsOnce() {
        log.seedFailed(SEED, refused);
        log.seedFailed(SEED, new NodeFailure(Kind.DISCONNECTED, "reset"));

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getFormattedMessage())
                .isEqualTo("Redis Cluster endpoint cannot be used, trying on");
        assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(fields(0))
                .containsExactly(
                        "node_id=seed:7000", "error=connection refused", "remedy=" + Remedy.of(Kind.DISCONNECTED, ""));
    }

    @Test
    void seedFailed_anotherKindOrSeed_logsAgain() {
        log.seedFailed(SEED, refused);
        log.seedFailed(SEED, new NodeFailure(Kind.TIMEOUT, "late"));
        log.seedFailed(new HostPort("other", 7000), refused);

        assertThat(lines.list).hasSize(3);
    }

    @Test
    void seedFailed_afterAnAnswer_logsAgain() {
        log.seedFailed(SEED, refused);
        log.seedAnswered(SEED);
        log.seedFailed(SEED, refused);

        assertThat(lines.list).hasSize(2);
    }

    @Test
    void seedFailed_singleInstance_saysHowToNameIt() {
        log.seedFailed(SEED, new NodeFailure(Kind.OTHER, "ERR This instance has cluster support disabled"));

        assertThat(fields(0))
                .contains("remedy=this is a single instance: name it by REDIS_URL, or name a node of a cluster");
    }

    @Test
    void seedFailed_clusterThatIsNotFormed_saysSo() {
        log.seedFailed(SEED, new NodeFailure(Kind.CLUSTERDOWN, "the node knows of no slots"));

        assertThat(fields(0))
                .contains("remedy=the node belongs to no cluster that serves: check that the cluster has been formed");
    }

    @Test
    void learnt_topology_isNoLineForOperators() {
        log.learnt(ClusterTopology.single(SEED));
        log.seedAnswered(SEED);

        assertThat(lines.list).isEmpty();
    }

    private List<String> fields(int line) {
        return lines.list.get(line).getKeyValuePairs().stream()
                .map(pair -> pair.key + "=" + pair.value)
                .toList();
    }
}
