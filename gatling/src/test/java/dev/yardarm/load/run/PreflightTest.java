package dev.yardarm.load.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Unsuited;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {
    private static final String ONE_FLAG = "{\"environment\":\"production\",\"flags\":[{\"key\":\"f\"}]}";
    private static final String READS = "flag_reads_total 1\n";

    private final Map<String, String> properties = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        properties.put("baseUrl", "http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private Subject check(Scenario scenario) {
        return new Preflight(scenario, new Settings(properties::get, name -> null)).check();
    }

    @Test
    void check_gatewayWithFlags_isFit() {
        answer("/api/config/flags", 200, ONE_FLAG);

        assertThat(check(Scenario.SPIKE).keys()).containsExactly("f");
    }

    @Test
    void check_nobodyAtTheBaseUrl_isRefused() {
        server.stop(0);

        assertThatThrownBy(() -> check(Scenario.SPIKE))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("-DbaseUrl");
    }

    @Test
    void check_anotherServer_isRefused() {
        answer("/", 404, "");

        assertThatThrownBy(() -> check(Scenario.SPIKE)).hasMessageContaining("is it a Yardarm gateway?");
    }

    @Test
    void check_noManagementPortGiven_isRefusedForAll() {
        answer("/api/config/flags", 200, ONE_FLAG);

        assertThatThrownBy(() -> check(Scenario.CONNECTION_POOL))
                .isInstanceOf(Refusal.class)
                .isNotInstanceOf(Unsuited.class)
                .hasMessageContaining("-DmanagementUrl");
    }

    @Test
    void check_flagApiGivenAsManagementPort_isRefused() {
        answer("/api/config/flags", 200, ONE_FLAG);
        properties.put("managementUrl", properties.get("baseUrl"));

        assertThatThrownBy(() -> check(Scenario.CONNECTION_POOL)).hasMessageContaining("no management port");
    }

    @Test
    void check_gatewayWithoutRedis_isUnsuited() {
        answer("/api/config/flags", 200, ONE_FLAG);
        answer("/health", 200, "{}");
        answer("/metrics", 200, READS);
        properties.put("managementUrl", properties.get("baseUrl"));

        assertThatThrownBy(() -> check(Scenario.CONNECTION_POOL))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("redis_connections_active");
        assertThatThrownBy(() -> check(Scenario.FAILOVER))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("REDIS_CLUSTER_URL");
    }

    @Test
    void check_connectionsOfACluster_isUnsuited() {
        answer("/api/config/flags", 200, ONE_FLAG);
        answer("/health", 200, "{\"backends\":{\"redis\":{\"nodes\":[{},{}]}}}");
        answer("/metrics", 200, READS + "redis_connections_active 3\n");
        properties.put("managementUrl", properties.get("baseUrl"));

        assertThatThrownBy(() -> check(Scenario.CONNECTION_POOL))
                .isInstanceOf(Unsuited.class)
                .hasMessageContaining("2 nodes");
    }

    @Test
    void check_anotherGatewayOfAnotherEnvironment_isRefused() {
        answer("/api/config/flags", 200, ONE_FLAG);
        answer("/beside/api/config/flags", 200, ONE_FLAG.replace("production", "staging"));
        properties.put("besideUrl", properties.get("baseUrl") + "/beside");

        assertThatThrownBy(() -> check(Scenario.SPIKE))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("does not serve the flags of 'production'")
                .hasMessageContaining("-DbesideUrl");
    }

    @Test
    void check_anotherGatewayThatIsNotThere_isRefused() {
        answer("/api/config/flags", 200, ONE_FLAG);
        properties.put("besideUrl", "http://127.0.0.1:1");

        assertThatThrownBy(() -> check(Scenario.SPIKE))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("-DbesideUrl");
    }

    @Test
    void check_noAdminToken_isRefused() {
        answer("/api/config/flags", 200, ONE_FLAG);

        assertThatThrownBy(() -> check(Scenario.MIXED)).hasMessageContaining("-DadminToken");
    }

    @Test
    void check_wrongAdminToken_isRefused() {
        answer("/api/config/flags", 200, ONE_FLAG);
        answer("/api/admin/cache/migration", 401, "");
        properties.put("adminToken", "t");

        assertThatThrownBy(() -> check(Scenario.MIXED)).hasMessageContaining("does not take the admin token (401)");
    }

    @ParameterizedTest
    @CsvSource({
        "primaryBackWithin,1",
        "hitsBackWithin,soon",
        "faultP99,0ms",
        "writePercent,101",
        "redisAddresses,a:1",
        "redisAddresses,a:1=b:70000",
        "redisPatience,fast",
        "managementUrl,h:8081",
        "managementUrl,http://h:70000",
        "rate,39",
        "duration,20s"
    })
    void checkSettings_badValue_isRefusedByName(String name, String value) {
        Settings settings = new Settings(Map.of(name, value)::get, nothing -> null);

        assertThatThrownBy(() -> Preflight.checkSettings(Scenario.FAILOVER, settings))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-D" + name);
    }
}
