package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.http.RawConnection.Answer;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class StopIT {
    private static final String GET = "GET /api/config/flags HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void stop_underWay_answersAndClosesEachConnection() {
        try (FlagApi api = FlagApi.open();
                RawConnection busy = new RawConnection(api.port());
                RawConnection idle = new RawConnection(api.port())) {
            busy.send(GET);
            assertThat(busy.answer().orElseThrow().closes()).isFalse();
            // Half a head: the rest comes when the server is stopping.
            busy.send(GET.substring(0, 20));

            Future<Void> stopped = api.stop();
            busy.send(GET.substring(20));
            Answer last = busy.answer().orElseThrow();

            assertThat(last.status()).isEqualTo(200);
            assertThat(last.closes()).isTrue();
            assertThat(busy.isClosedByPeer()).isTrue();
            assertThat(idle.isClosedByPeer()).isTrue();
            FlagApi.await(stopped);
        }
    }
}
