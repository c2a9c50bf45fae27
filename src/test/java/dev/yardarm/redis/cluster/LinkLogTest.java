package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.yardarm.config.HostPort;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One line for each thing that becomes of a node, however many links say so. */
class LinkLogTest {
    private static final HostPort NODE = new HostPort("h", 6379);
    private static final HostPort OTHER = new HostPort("h", 6380);
    private static final Duration AWAY = Duration.ofMillis(1_500);

    @AutoClose
    private final CapturedLog lines = CapturedLog.of(LinkLog.class);

    private final Heard heard = new Heard();
    private final LinkLog log = new LinkLog(heard, /* cluster= */ false);

    @Test
    void connected_severalLinks_logsOnce() {
        log.connected(NODE, AWAY);
        log.connected(NODE, AWAY);

        assertThat(lines.messages()).containsExactly("Connected to Redis");
        assertThat(lines.fields(0)).containsExactly("node_id=h:6379", "after_ms=1500");
    }

    @Test
    void connected_severalNodes_areLoggedApart() {
        log.connected(NODE, AWAY);
        log.connected(OTHER, AWAY);

        assertThat(lines.messages()).containsExactly("Connected to Redis", "Connected to Redis");
    }

    @Test
    void disconnected_severalLinks_logsOnceAndThatItIsBackOnce() {
        log.connected(NODE, AWAY);
        log.disconnected(NODE, "reset");
        log.disconnected(NODE, "reset");
        log.connected(NODE, AWAY);
        log.connected(NODE, AWAY);

        assertThat(lines.messages())
                .containsExactly("Connected to Redis", "Redis connection lost", "Redis reconnected");
        assertThat(lines.events().get(1).getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.fields(1)).containsExactly("node_id=h:6379", "error=reset");
        assertThat(lines.events().get(2).getLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void ended_lastLinkOfANode_isForgottenWithoutALine() {
        log.opened(NODE);
        log.opened(NODE);
        log.connected(NODE, AWAY);
        log.closed(NODE);
        log.ended(NODE);
        log.connected(NODE, AWAY);
        assertThat(lines.events()).hasSize(1);
        log.ended(NODE);
        log.connected(NODE, AWAY);

        assertThat(lines.messages()).containsExactly("Connected to Redis", "Connected to Redis");
    }

    @Test
    void connectionFailed_sameKind_logsOnce() {
        log.connectionFailed(NODE, Kind.WRONGPASS, "first");
        log.connectionFailed(NODE, Kind.WRONGPASS, "second");

        assertThat(lines.messages()).containsExactly("Redis cannot be reached, trying on");
        assertThat(lines.fields(0)).containsExactly("node_id=h:6379", "error=first", "remedy=" + Remedy.CREDENTIALS);
    }

    @Test
    void connectionFailed_anotherKindOrAfterAConnection_logsAgain() {
        log.connectionFailed(NODE, Kind.DISCONNECTED, "refused");
        log.connectionFailed(NODE, Kind.LOADING, "loading");
        log.connected(NODE, AWAY);
        log.connectionFailed(NODE, Kind.LOADING, "loading");

        assertThat(lines.messages())
                .containsExactly(
                        "Redis cannot be reached, trying on",
                        "Redis cannot be reached, trying on",
                        "Connected to Redis",
                        "Redis cannot be reached, trying on");
    }

    @Test
    void answering_severalLinks_logsEachChangeOnce() {
        log.connected(NODE, AWAY);
        log.answering(NODE, /* inTime= */ true);
        log.answering(NODE, /* inTime= */ false);
        log.answering(NODE, /* inTime= */ false);
        log.answering(NODE, /* inTime= */ true);
        log.answering(NODE, /* inTime= */ true);

        assertThat(lines.messages())
                .containsExactly(
                        "Connected to Redis", "Redis node does not answer in time", "Redis node answers again");
    }

    @Test
    void answering_connectionLostWhileSilent_doesNotLogThatItAnswers() {
        log.connected(NODE, AWAY);
        log.answering(NODE, /* inTime= */ false);
        log.disconnected(NODE, "given up");
        log.connected(NODE, AWAY);
        log.answering(NODE, /* inTime= */ true);

        assertThat(lines.messages())
                .containsExactly(
                        "Connected to Redis",
                        "Redis node does not answer in time",
                        "Redis connection lost",
                        "Redis reconnected");
    }

    @Test
    void anything_eachTime_isPassedOn() {
        log.connected(NODE, AWAY);
        log.connected(NODE, AWAY);
        log.answering(NODE, /* inTime= */ false);
        log.disconnected(NODE, "reset");
        log.connectionFailed(NODE, Kind.TIMEOUT, "late");
        log.commandsEnded(NODE, NodeRole.REPLICA, LinkObserver.CommandResult.OK, 3);
        log.readAnswered(NODE, /* fresh= */ true);
        log.refused(NODE, Kind.NOPERM, "no");
        log.closed(NODE);

        assertThat(heard.calls)
                .containsExactly(
                        "connected",
                        "connected",
                        "answering false",
                        "disconnected reset",
                        "failed TIMEOUT",
                        "3 OK",
                        "read true",
                        "refused NOPERM",
                        "closed");
    }

    @Test
    void connectionFailed_kindsInTurn_logsEachOnce() {
        for (int i = 0; i < 5; i++) {
            log.connectionFailed(NODE, Kind.TIMEOUT, "late");
            log.connectionFailed(NODE, Kind.TLS, "no TLS");
        }

        assertThat(lines.messages()).hasSize(2);
    }

    @Test
    void connectionFailed_whereANodeOfAClusterAnnouncesItself_namesTheMap() {
        LinkLog ofCluster = new LinkLog(heard, /* cluster= */ true);
        ofCluster.connectionFailed(NODE, Kind.DISCONNECTED, "refused");
        ofCluster.connected(OTHER, AWAY);
        ofCluster.disconnected(OTHER, "lost");
        ofCluster.connectionFailed(OTHER, Kind.DISCONNECTED, "refused");

        assertThat(lines.fields(0)).last().asString().contains("REDIS_ADDRESS_MAP");
        assertThat(lines.fields(3)).last().asString().doesNotContain("REDIS_ADDRESS_MAP");
    }

    @Test
    void refused_commandsWithoutRights_areLoggedOnceEachWhicheverNodeSaysSo() {
        log.refused(NODE, Kind.NOPERM, "NOPERM no 'get'");
        log.refused(OTHER, Kind.NOPERM, "NOPERM no 'get'");
        log.refused(OTHER, Kind.NOPERM, "NOPERM no 'set'");

        assertThat(lines.messages())
                .containsExactly(
                        "Redis does not allow the gateway a command that it needs",
                        "Redis does not allow the gateway a command that it needs");
        assertThat(lines.fields(0))
                .containsExactly("node_id=h:6379", "error=NOPERM no 'get'", "remedy=" + Remedy.RIGHTS);
    }

    @Test
    void refused_redirectionByASingleInstance_isSaidOnce() {
        log.refused(NODE, Kind.MOVED, "MOVED 1 h:2");
        log.refused(NODE, Kind.MOVED, "MOVED 1 h:2");

        assertThat(lines.messages())
                .containsExactly("REDIS_URL names a node of a Redis Cluster, not a single instance");
    }

    @Test
    void refused_redirectionInACluster_isNoNews() {
        new LinkLog(heard, /* cluster= */ true).refused(NODE, Kind.MOVED, "MOVED 1 h:2");

        assertThat(lines.messages()).isEmpty();
        assertThat(heard.calls).containsExactly("refused MOVED");
    }

    /** What the next observer was told. */
    private static final class Heard implements LinkObserver {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void connected(HostPort node, Duration after) {
            calls.add("connected");
        }

        @Override
        public void disconnected(HostPort node, String why) {
            calls.add("disconnected " + why);
        }

        @Override
        public void closed(HostPort node) {
            calls.add("closed");
        }

        @Override
        public void connectionFailed(HostPort node, Kind kind, String why) {
            calls.add("failed " + kind);
        }

        @Override
        public void answering(HostPort node, boolean inTime) {
            calls.add("answering " + inTime);
        }

        @Override
        public void refused(HostPort node, NodeFailure.Kind kind, String why) {
            calls.add("refused " + kind);
        }

        @Override
        public void readAnswered(HostPort node, boolean fresh) {
            calls.add("read " + fresh);
        }

        @Override
        public void commandsEnded(HostPort node, NodeRole role, CommandResult result, int commands) {
            calls.add(commands + " " + result);
        }
    }
}
