package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.ManagementConfig;
import dev.yardarm.http.RawConnection.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementIT {
    private final Vertx vertx = Vertx.vertx();
    private volatile boolean ready = true;
    private final ManagementVerticle verticle = new ManagementVerticle(
            new ManagementConfig("127.0.0.1", 0),
            () -> ready,
            () -> new JsonObject().put("redis", "up"),
            () -> "flag_reads_total 1\n",
            Limits.DEFAULT);

    @BeforeEach
    void deploy() {
        FlagApi.await(vertx.deployVerticle(verticle));
    }

    @AfterEach
    void close() {
        FlagApi.await(vertx.close());
    }

    private Answer request(String line) {
        try (RawConnection connection = new RawConnection(verticle.actualPort())) {
            return connection
                    .send(line + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .answer()
                    .orElseThrow();
        }
    }

    @Test
    void live_always_is200() {
        assertThat(request("GET /health/live").status()).isEqualTo(200);
    }

    @Test
    void ready_followsReadiness() {
        assertThat(request("GET /health/ready").status()).isEqualTo(200);
        ready = false;
        assertThat(request("GET /health/ready").status()).isEqualTo(503);
    }

    @Test
    void health_isTheReport() {
        assertThat(request("GET /health").body()).isEqualTo("{\"redis\":\"up\"}");
    }

    @Test
    void metrics_areInPrometheusFormat() {
        Answer answer = request("GET /metrics");

        assertThat(answer.body()).isEqualTo("flag_reads_total 1\n");
        assertThat(answer.head()).contains("content-type: text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void other_isAProblem() {
        assertThat(request("GET /api/config/flags").status()).isEqualTo(404);
        Answer post = request("POST /metrics");
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.head()).contains("allow: GET, HEAD");
        assertThat(request("GET /health/../metrics").status()).isEqualTo(400);
    }
}
