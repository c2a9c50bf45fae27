package dev.yardarm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.read.BackendBusy;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnavailabilityTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "0A000", "25006", "26000", "28P01", "3D000", "40001", "40P01", "42501", "42P01", "53100",
                "53300", "57014", "57P01", "57P03", "58030", "XX000"
            })
    void of_stateOfTheServer_isUnavailable(String state) {
        PgException answer = new PgException("secret words", "ERROR", state, "secret detail");

        assertThat(Unavailability.of(answer))
                .isExactlyInstanceOf(BackendUnavailable.class)
                .hasMessage("statement refused with SQLSTATE " + state)
                .hasCause(answer);
    }

    @Test
    void of_lockHeldByAnother_isBusy() {
        PgException answer = new PgException("secret words", "ERROR", "55P03", "secret detail");

        assertThat(Unavailability.of(answer))
                .isInstanceOf(BackendBusy.class)
                .hasMessage("statement refused with SQLSTATE 55P03")
                .hasCause(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42601", "42703", "23505", "23514", "22001", "22P02", "25P02", "5", ""})
    void of_stateOfABug_staysAsItIs(String state) {
        PgException answer = new PgException("a bug", "ERROR", state, "");

        assertThat(Unavailability.of(answer)).isSameAs(answer);
    }

    @Test
    void of_silenceOrALostConnection_isUnavailable() {
        assertThat(Unavailability.of(new TimeoutException())).hasMessage("no answer in time");
        assertThat(Unavailability.of(new IOException("reset"))).hasMessage("connection lost");
        assertThat(Unavailability.of(VertxException.noStackTrace("closed"))).hasMessage("connection lost");
    }

    @Test
    void of_anythingElse_staysAsItIs() {
        NullPointerException bug = new NullPointerException();

        assertThat(Unavailability.of(bug)).isSameAs(bug);
    }

    @Test
    void ofConnecting_refusal_isUnavailableWhateverTheState() {
        assertThat(Unavailability.ofConnecting(new PgException("?", "FATAL", "42704", "")))
                .hasMessage("connection refused with SQLSTATE 42704");
    }
}
