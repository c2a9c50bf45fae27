package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Target;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;

class RedisNodeTest {
    private static final Target TARGET =
            Target.of(new Settings(Map.of("baseUrl", "http://h:1", "redisPatience", "50ms")::get, name -> null));

    private static RedisNode node(ServerSocket socket) {
        return new RedisNode("127.0.0.1:" + socket.getLocalPort(), "a", TARGET);
    }

    private static ServerSocket listen() throws Exception {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @Test
    void state_connectionsTakenAndNoAnswer_isSilent() throws Exception {
        try (ServerSocket socket = listen()) {
            assertThat(node(socket).state()).isEqualTo(RedisNode.State.SILENT);
        }
    }

    @Test
    void fire_nodeThatCannotBeReached_fails() throws Exception {
        RedisNode gone;
        try (ServerSocket socket = listen()) {
            gone = node(socket);
        }

        assertThat(gone.state()).isEqualTo(RedisNode.State.GONE);
        assertThatThrownBy(() -> gone.fire("DEBUG", "SLEEP", "4")).isInstanceOf(JedisConnectionException.class);
    }
}
