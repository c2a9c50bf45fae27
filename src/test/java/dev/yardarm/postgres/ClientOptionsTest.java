package dev.yardarm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.config.DatabaseConfig.SslMode;
import dev.yardarm.config.HostPort;
import dev.yardarm.config.Secret;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientOptionsTest {
    @Test
    void connection_timeout_isALittleLessOnTheServer() {
        assertThat(connection(SslMode.DISABLE).getProperties())
                .containsEntry("statement_timeout", "800")
                .containsEntry("lock_timeout", "200")
                .containsEntry("idle_in_transaction_session_timeout", "900")
                .containsEntry("application_name", "yardarm");
    }

    @ParameterizedTest
    @EnumSource(names = {"ALLOW", "PREFER", "REQUIRE"})
    void connection_encryptionWithoutARootCertificate_trustsAnybody(SslMode mode) {
        assertThat(connection(mode).getSslOptions().isTrustAll()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"VERIFY_CA", "VERIFY_FULL"})
    void connection_verificationWithoutARootCertificate_trustsWhatTheJvmTrusts(SslMode mode) {
        assertThat(connection(mode).getSslOptions().isTrustAll()).isFalse();
        assertThat(connection(mode).getSslOptions().getTrustOptions()).isNotNull();
    }

    @Test
    void connection_verifyFullAlone_looksAtTheName() {
        assertThat(connection(SslMode.VERIFY_FULL).getSslOptions().getHostnameVerificationAlgorithm())
                .isEqualTo("HTTPS");
        assertThat(connection(SslMode.VERIFY_CA).getSslOptions().getHostnameVerificationAlgorithm())
                .isEmpty();
    }

    @Test
    void new_rootCertificateThatIsNotThere_failsAndNamesIt() {
        DatabaseConfig config = config(SslMode.VERIFY_FULL, Optional.of(Path.of("not-there.pem")));

        assertThatThrownBy(() -> new ClientOptions(config, ClientOptions.CALLS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the root certificate cannot be read: not-there.pem");
    }

    @Test
    void pool_sizes_areThoseOfTheConfiguration() {
        ClientOptions options = new ClientOptions(config(SslMode.DISABLE, Optional.empty()), ClientOptions.CALLS);

        assertThat(options.pool().getMaxSize()).isEqualTo(3);
        assertThat(options.pool().getMaxWaitQueueSize()).isEqualTo(7);
        assertThat(options.transport().getConnectTimeout()).isEqualTo(800);
    }

    private static PgConnectOptions connection(SslMode mode) {
        return new ClientOptions(config(mode, Optional.empty()), ClientOptions.CALLS).connection();
    }

    private static DatabaseConfig config(SslMode mode, Optional<Path> rootCertificate) {
        return new DatabaseConfig(
                new HostPort("db.example", 5432),
                "flags",
                "gateway",
                Optional.of(new Secret("x")),
                mode,
                rootCertificate,
                3,
                7,
                Duration.ofSeconds(1),
                true);
    }
}
