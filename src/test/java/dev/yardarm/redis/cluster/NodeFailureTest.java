package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of Redis by their prefix. */
class NodeFailureTest {
    private static final HostPort BY = new HostPort("by", 7000);

    @ParameterizedTest
    @CsvSource({
        "CONNECTION_CLOSED, DISCONNECTED",
        "LOADING Redis is loading the dataset in memory, LOADING",
        "MASTERDOWN Link with MASTER is down, MASTERDOWN",
        "CLUSTERDOWN The cluster is down, CLUSTERDOWN",
        "TRYAGAIN Multiple keys request during rehashing of slot, TRYAGAIN",
        "MOVED 3999 127.0.0.1:6381, MOVED",
        "ASK 3999 127.0.0.1:6381, ASK",
        "READONLY You can't write against a read only replica., READONLY",
        "BUSY Redis is busy running a script., SCRIPT_RUNNING",
        "NOAUTH Authentication required., NOAUTH",
        "WRONGPASS invalid username-password pair, WRONGPASS",
        "NOPERM this user has no permissions, NOPERM",
        "OOM command not allowed, OOM",
        "NOSCRIPT No matching script., NOSCRIPT",
        "WRONGTYPE Operation against a key, WRONGTYPE",
        "ILLEGAL_STATE Unknown RESP type H, NOT_REDIS",
        "ERR unknown command, OTHER",
        "'ERR The user executing the script can''t run this command or subcommand script: 1b04, on @user_script:1.', NOPERM",
        "ERR ACL failure in script: User app has no permissions to run the 'type' command script: 1b04, NOPERM",
        "ASKING, OTHER",
        "BUSYGROUP Consumer Group name already exists, OTHER",
        "'', OTHER"
    })
    void of_errorOfRedis_isTheKindOfItsPrefix(String message, Kind kind) {
        ErrorType error = ErrorType.create(message);

        NodeFailure failure = NodeFailure.of(error);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage(message).hasCause(error);
        assertThat(failure.getStackTrace()).isEmpty();
    }

    @Test
    void of_anythingElse_isAboutTheConnection() {
        assertThat(NodeFailure.of(new IOException("MOVED 1 h:1")).kind()).isEqualTo(Kind.DISCONNECTED);
        assertThat(NodeFailure.of(new IOException())).hasMessage("null");
    }

    @Test
    void of_failedHandshake_isAboutTls() {
        assertThat(NodeFailure.of(new SSLHandshakeException("no trust")).kind()).isEqualTo(Kind.TLS);
    }

    @Test
    void of_nodeFailure_isItself() {
        NodeFailure failure = new NodeFailure(Kind.TIMEOUT, "late");

        assertThat(NodeFailure.of(failure)).isSameAs(failure);
    }

    @ParameterizedTest
    @EnumSource
    void isOfTheNode_anyKind_butThoseOfTheCommand(Kind kind) {
        boolean ofTheCommand = kind == Kind.NOSCRIPT || kind == Kind.WRONGTYPE || kind == Kind.OTHER;

        assertThat(new NodeFailure(kind, "why").isOfTheNode()).isNotEqualTo(ofTheCommand);
    }

    @ParameterizedTest
    @CsvSource({
        "MOVED 3999 127.0.0.1:6381, 127.0.0.1, 6381",
        "ASK 3999 two.example:6381, two.example, 6381",
        "MOVED 3999 2001:db8::1:6381, 2001:db8::1, 6381",
        "MOVED 3999 :6381, by, 6381",
        "MOVED 3999 ?:6381, by, 6381"
    })
    void redirectedTo_answer_isWhomItNames(String message, String host, int port) {
        assertThat(NodeFailure.of(ErrorType.create(message)).redirectedTo(BY)).contains(new HostPort(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MOVED",
                "MOVED 3999",
                "MOVED 3999 ",
                "MOVED 3999 host",
                "MOVED 3999 host:",
                "MOVED 3999 host:port",
                "MOVED 3999 host:65536",
                "MOVED host:7000",
                "ASK 3999 host:99999999999"
            })
    void redirectedTo_answerOfAnotherForm_isNobody(String message) {
        assertThat(NodeFailure.of(ErrorType.create(message)).redirectedTo(BY)).isEmpty();
    }
}
