package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.http.MalformedRequests.Row;
import dev.yardarm.http.RawConnection.Answer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What bad input gets: a problem that names the mistake, nothing of the gateway's insides, and never a failure. */
@TestInstance(Lifecycle.PER_CLASS)
class MalformedRequestsIT {
    private static final List<String> INSIDES =
            List.of("Exception", "java.", "io.vertx", "io.netty", "jackson", "yardarm.", "\tat ", "Source:");

    private final FlagApi api = FlagApi.open();

    @BeforeAll
    void createFlag() {
        assertThat(api.put("wishlist", "{\"isEnabled\":true}").statusCode()).isEqualTo(201);
    }

    /** And after it the gateway serves on. */
    @AfterAll
    void flagIsUntouchedAndServed() {
        try (api) {
            assertThat(api.get("/api/config/flags/wishlist").body())
                    .contains("\"isEnabled\":true,\"rolloutPercentage\":100,\"description\":\"\",\"revision\":1,");
            assertThat(api.ended).noneMatch(ended -> ended.status() >= 500);
        }
    }

    @Test
    void table_isLong() {
        assertThat(MalformedRequests.all()).hasSizeGreaterThanOrEqualTo(150);
    }

    static List<Row> rows() {
        return MalformedRequests.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void request_malformed_isRefusedByName(Row row) {
        try (RawConnection connection = new RawConnection(api.port())) {
            Answer answer = connection.send(row.bytes()).answer().orElseThrow();

            assertThat(answer.status()).as(answer.body()).isEqualTo(row.status());
            assertThat(answer.head().toLowerCase(java.util.Locale.ROOT))
                    .contains("content-type: application/problem+json");
            JsonObject problem = new JsonObject(answer.body());
            assertThat(problem.getInteger("status")).isEqualTo(row.status());
            assertThat(problem.getString("title")).isNotEmpty();
            assertThat(answer.body()).contains(row.says()).doesNotContain(INSIDES);
        }
    }

    @ParameterizedTest
    @MethodSource("cutOff")
    void request_cutOff_isClosedWithoutHarm(String bytes) {
        try (RawConnection connection = new RawConnection(api.port())) {
            connection.send(bytes);
        }
        assertThat(api.get("/api/config/flags/wishlist").statusCode()).isEqualTo(200);
    }

    static List<String> cutOff() {
        return List.of(
                "",
                "G",
                "GET /api/config/flags",
                "GET /api/config/flags HTTP/1.1\r\n",
                "GET /api/config/flags HTTP/1.1\r\nHost: localhost",
                "PATCH /api/admin/flags/wishlist HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + FlagApi.ADMIN
                        + "\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"isEnabled\"",
                "PATCH /api/admin/flags/wishlist HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + FlagApi.ADMIN
                        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"is");
    }

    @Test
    void request_behindAGoodOne_isRefusedAndTheConnectionClosed() {
        try (RawConnection connection = new RawConnection(api.port())) {
            connection.send("GET /api/config/flags/wishlist HTTP/1.1\r\nHost: localhost\r\n\r\nGARBAGE\r\n\r\n");

            assertThat(connection.answer().orElseThrow().status()).isEqualTo(200);
            Answer refusal = connection.answer().orElseThrow();
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.closes()).isTrue();
            assertThat(connection.isClosedByPeer()).isTrue();
        }
    }
}
