package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.http.RawConnection.Answer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsIT {
    private static final String GET = "GET /api/config/flags HTTP/1.1\r\nHost: a\r\n";
    private static final String PUT = "PUT /api/admin/flags/wishlist HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
            + FlagApi.ADMIN + "\r\nContent-Type: application/json\r\n";

    private final FlagApi api = new FlagApi(
            new Access(FlagApi.tokens("ops", FlagApi.ADMIN), Tokens.none()),
            new Limits(Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofMillis(1500)));
    private final RawConnection connection = new RawConnection(api.port());

    @AfterEach
    void close() {
        connection.close();
        api.close();
    }

    @Test
    void head_neverCompleted_isCutOff() {
        connection.send(GET);

        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void head_trickledBehindAGoodRequest_isCutOff() {
        connection.send(GET + "\r\n");
        assertThat(connection.answer().orElseThrow().status()).isEqualTo(200);
        connection.send("G");

        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void head_endlessControlCharacters_areCutOff() {
        connection.send(new byte[10_000]);

        assertThat(connection.answer().map(Answer::status).orElse(414)).isEqualTo(414);
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void connection_silentForLongerThanAHeadMayTake_isServedAgain() {
        connection.send(GET + "\r\n");
        assertThat(connection.answer().orElseThrow().status()).isEqualTo(200);
        try (RawConnection slow = new RawConnection(api.port())) {
            slow.send("G");
            assertThat(slow.isClosedByPeer()).isTrue();
        }
        connection.send(GET + "\r\n");

        assertThat(connection.answer().orElseThrow().status()).isEqualTo(200);
    }

    @Test
    void connection_idle_isClosed() {
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void body_neverCompleted_is408AndCloses() {
        connection.send(PUT + "Content-Length: 20\r\n\r\n{\"isEnabled\"");

        Answer answer = connection.answer().orElseThrow();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.closes()).isTrue();
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void body_tooLarge_is413AndCloses() {
        connection.send(PUT + "Content-Length: 10000000\r\n\r\n" + " ".repeat(1_000_000));

        Answer answer = connection.answer().orElseThrow();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.closes()).isTrue();
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void body_ofTheGreatestSize_isTaken() {
        String body = "{\"isEnabled\":true}";
        connection.send(PUT + "Content-Length: 65536\r\n\r\n" + body + " ".repeat(65_536 - body.length()));

        assertThat(connection.answer().orElseThrow().status()).isEqualTo(201);
    }

    @Test
    void body_waitingForLeave_getsIt() {
        connection.send(PUT + "Expect: 100-continue\r\nContent-Length: 18\r\n\r\n");
        assertThat(connection.answer().orElseThrow().status()).isEqualTo(100);
        connection.send("{\"isEnabled\":true}");

        assertThat(connection.answer().orElseThrow().status()).isEqualTo(201);
    }

    @Test
    void head_invalid_isAnsweredThoughMoreIsOnItsWay() {
        connection.send(GET + "Big: " + "x".repeat(3_000_000) + "\r\n\r\n");

        Answer answer = connection.answer().orElseThrow();
        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.closes()).isTrue();
        assertThat(connection.isClosedByPeer()).isTrue();
    }
}
