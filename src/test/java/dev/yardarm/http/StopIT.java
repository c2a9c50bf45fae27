package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.http.RawConnection.Answer;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class StopIT {
    private static final String GET = "GET /api/config/flags HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void stop_underWay_answersAllThatIsAskedAndClosesEachConnection() {
        try (FlagApi api = FlagApi.open();
                RawConnection busy = new RawConnection(api.port());
                RawConnection idle = new RawConnection(api.port())) {
            Answer answer = busy.send(GET).answer().orElseThrow();
            assertThat(answer.closes()).isFalse();

            Future<Void> stopped = api.stop();
            // Until the stop has reached the connection's event loop, answers are as ever.
            while (!answer.closes()) {
                answer = busy.send(GET).answer().orElseThrow();
                assertThat(answer.status()).isEqualTo(200);
            }

            assertThat(busy.isClosedByPeer()).isTrue();
            assertThat(idle.isClosedByPeer()).isTrue();
            FlagApi.await(stopped);
        }
    }
}
