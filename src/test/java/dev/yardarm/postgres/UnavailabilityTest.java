package dev.yardarm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.read.BackendBusy;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
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
        assertThat(Unavailability.ofConnecting(new PgException("no such thing", "FATAL", "42704", "")))
                .hasMessage("connection refused with SQLSTATE 42704: no such thing");
    }

    @Test
    void ofConnecting_databaseThatIsNotThere_namesItAndWhatToCheck() {
        assertThat(Unavailability.ofConnecting(
                        new PgException("database \"flags\" does not exist", "FATAL", "3D000", "")))
                .hasMessage("connection refused with SQLSTATE 3D000: database \"flags\" does not exist"
                        + " (check the database in DATABASE_URL, and that it exists)");
    }

    @Test
    void ofConnecting_portThatIsClosed_namesTheAddressAndWhatToCheck() {
        ConnectException refused = new ConnectException("Connection refused: /127.0.0.1:1");
        refused.initCause(new ConnectException("Connection refused"));

        assertThat(Unavailability.ofConnecting(refused))
                .hasMessage("no connection: Connection refused: /127.0.0.1:1"
                        + " (check host and port of DATABASE_URL, and that the server runs)");
    }

    @Test
    void ofConnecting_hostThatIsNotKnown_saysSo() {
        assertThat(Unavailability.ofConnecting(new IOException(new UnknownHostException("nowhere"))))
                .hasMessage("no connection: nowhere (check the host in DATABASE_URL)");
    }

    @Test
    void ofConnecting_tlsThatFails_givesTheRootCauseAndWhatToCheck() {
        assertThat(Unavailability.ofConnecting(
                        new SSLHandshakeException("failed").initCause(new CertificateException("not trusted"))))
                .hasMessage("no connection: not trusted"
                        + " (check sslmode and sslrootcert of DATABASE_URL, and the server's certificate)");
    }

    @Test
    void ofConnecting_reasonWithoutWords_isNamedByItsType() {
        assertThat(Unavailability.ofConnecting(new IOException())).hasMessage("no connection: IOException");
    }
}
