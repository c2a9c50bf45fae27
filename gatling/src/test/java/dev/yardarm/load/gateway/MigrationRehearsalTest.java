package dev.yardarm.load.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a gateway that goes through a plan in the time of two questions. */
class MigrationRehearsalTest {
    private static final int QUESTIONS_UNTIL_IT_READS_FROM_THE_OLD_ONE = 3;

    private final Map<String, String> properties = new HashMap<>(Map.of("adminToken", "t"));
    private HttpServer server;
    private String endedAs = "completed";
    private String reason = "";
    private int different;
    private boolean ready = true;
    private boolean planned;
    private boolean back;
    private int told;
    private int asked;
    private double share;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/admin/cache/migration", this::migration);
        server.createContext("/metrics", exchange -> answer(exchange, "cache_migration_share " + share()));
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        properties.put("baseUrl", address);
        properties.put("managementUrl", address);
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    /** It has been told, and some time later does it. */
    private double share() {
        if (back && ++asked > QUESTIONS_UNTIL_IT_READS_FROM_THE_OLD_ONE) {
            share = 0;
        }
        return share;
    }

    private void migration(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            told++;
            String instruction = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            back = planned;
            if (instruction.contains("plan")) {
                planned = true;
                share = 1;
            }
        }
        answer(exchange, """
                {"clusterShare": %d, "ready": %s, "phase": "%s", "version": 7,
                 "comparisons": {"same": %d, "different": %d},
                 "history": [
                   {"version": 10, "reason": "%s", "to": {"hitRate": 0.97}},
                   {"version": 9, "to": {"hitRate": 0.85}},
                   {"version": 8, "to": {}},
                   {"version": 6, "to": {"hitRate": 0.1}}]}""".formatted(
                        planned && !back ? 1 : 0, ready, planned ? endedAs : "none", 5 + told, different, reason));
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private MigrationRehearsal rehearsal() {
        Target target = Target.of(new Settings(properties::get, name -> null));
        return new MigrationRehearsal(new GatewayClient(target), Duration.ofMillis(1));
    }

    @Test
    void run_planThatIsCompleted_takesItsFigures() {
        different = 2;
        MigrationRehearsal rehearsal = rehearsal();

        rehearsal.run();

        assertThat(rehearsal.phase()).isEqualTo("completed");
        assertThat(rehearsal.hitRate()).isEqualTo(0.85);
        assertThat(rehearsal.different()).isEqualTo(2);
        assertThat(rehearsal.same()).isEqualTo(3);
    }

    @Test
    void run_wayBack_endsWhenTheGatewayDoesWhatItWasTold() {
        MigrationRehearsal rehearsal = rehearsal();

        rehearsal.run();

        assertThat(asked).isGreaterThan(QUESTIONS_UNTIL_IT_READS_FROM_THE_OLD_ONE);
        assertThat(rehearsal.backMillis()).isPositive();
    }

    @Test
    void run_planThatIsTakenBack_saysWhy() {
        endedAs = "rolled back";
        reason = "too few hits";
        MigrationRehearsal rehearsal = rehearsal();

        rehearsal.run();

        assertThat(rehearsal.phase()).isEqualTo("rolled back: too few hits");
    }

    @Test
    void figures_notRun_areNone() {
        MigrationRehearsal rehearsal = rehearsal();

        assertThat(rehearsal.phase()).isEqualTo("not begun");
        assertThat(rehearsal.backMillis()).isNaN();
        assertThat(rehearsal.hitRate()).isNaN();
        assertThat(rehearsal.different()).isNaN();
        assertThat(rehearsal.same()).isNaN();
    }

    @Test
    void run_gatewayThatRefuses_isRefusedWithItsAnswer() {
        server.removeContext("/api/admin/cache/migration");

        assertThatThrownBy(() -> rehearsal().run()).isInstanceOf(Refusal.class).hasMessageContaining("404");
    }
}
