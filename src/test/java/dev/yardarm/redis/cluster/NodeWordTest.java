package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.redis.cluster.ClusterState.PrimaryLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import org.junit.jupiter.api.Test;

/** What is taken from a node's answers, in the words of Redis 7.2. */
class NodeWordTest {
    private static final Future<Response> LOADING = Future.failedFuture(
            new NodeFailure(NodeFailure.Kind.LOADING, "LOADING Redis is loading the dataset in memory"));
    private static final Future<Response> SILENT =
            Future.failedFuture(new NodeFailure(NodeFailure.Kind.TIMEOUT, "no answer within 300 ms"));

    @Test
    void primaryLink_ofAPrimary_isNone() {
        assertThat(NodeWord.primaryLink("# Replication\r\nrole:master\r\nconnected_slaves:1\r\n"))
                .isEmpty();
    }

    @Test
    void primaryLink_ofAReplica_isItsOwnWord() {
        assertThat(NodeWord.primaryLink(replica("up", 0))).contains(PrimaryLink.UP);
        assertThat(NodeWord.primaryLink(replica("down", 1))).contains(PrimaryLink.SYNCING);
        assertThat(NodeWord.primaryLink(replica("down", 0))).contains(PrimaryLink.DOWN);
    }

    @Test
    void of_aNodeThatLoads_isLoadingAndNotInOrder() {
        NodeWord word = NodeWord.of(LOADING, LOADING, LOADING);

        assertThat(word.isLoading()).isTrue();
        assertThat(word.inOrder()).isFalse();
        assertThat(word.toPrimary()).isEmpty();
    }

    @Test
    void of_aNodeThatDoesNotAnswer_saysNothing() {
        NodeWord word = NodeWord.of(SILENT, SILENT, SILENT);

        assertThat(word.isLoading()).isFalse();
        assertThat(word.inOrder()).isFalse();
        assertThat(word.toPrimary()).isEmpty();
    }

    @Test
    void usedOfMost_withALimit_isTheShareOfIt() {
        assertThat(
                        NodeWord.usedOfMost(
                                "# Memory\r\nused_memory:1500\r\nused_memory_human:1.5K\r\nmaxmemory:2000\r\nmaxmemory_human:2K\r\n"))
                .contains(0.75);
    }

    @Test
    void usedOfMost_withoutALimit_isNone() {
        assertThat(NodeWord.usedOfMost("used_memory:1500\r\nmaxmemory:0\r\n")).isEmpty();
        assertThat(NodeWord.usedOfMost("")).isEmpty();
    }

    private static String replica(String status, int syncing) {
        return "# Replication\r\nrole:slave\r\nmaster_host:127.0.1.1\r\nmaster_link_status:" + status
                + "\r\nmaster_sync_in_progress:" + syncing + "\r\n";
    }
}
