package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.DatabaseConfig.SslMode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code DATABASE_URL} and the settings beside it. */
final class DatabaseSettingsTest {
    @Test
    void read_fullUrl_givesAllItsParts() {
        DatabaseConfig database = database("postgresql://yardarm:pw@db.example:5433/flags?sslmode=verify-full");

        assertThat(database)
                .isEqualTo(new DatabaseConfig(
                        new HostPort("db.example", 5433),
                        "flags",
                        "yardarm",
                        Optional.of(new Secret("pw")),
                        SslMode.VERIFY_FULL,
                        Optional.empty(),
                        8,
                        1_000,
                        Duration.ofSeconds(2),
                        true));
    }

    @Test
    void read_shortUrl_hasTheDefaults() {
        DatabaseConfig database = database("postgres://yardarm@db/flags");

        assertThat(database.address()).isEqualTo(new HostPort("db", 5432));
        assertThat(database.password()).isEmpty();
        assertThat(database.sslMode()).isEqualTo(SslMode.PREFER);
    }

    @Test
    void read_tuning_isTaken() {
        DatabaseConfig database = Given.config(
                        "DATABASE_POOL_SIZE", "3",
                        "DATABASE_QUEUE_SIZE", "7",
                        "DATABASE_TIMEOUT", "250ms",
                        "DATABASE_MIGRATE", "off")
                .database();

        assertThat(database.poolSize()).isEqualTo(3);
        assertThat(database.queueSize()).isEqualTo(7);
        assertThat(database.timeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(database.migrate()).isFalse();
    }

    @Test
    void read_percentEncodedParts_areDecoded() {
        DatabaseConfig database = database("postgresql://us%40er:p%3Aw%2F%3f%23%C3%A4+%25@db/fl%20ags");

        assertThat(database.user()).isEqualTo("us@er");
        assertThat(database.password()).contains(new Secret("p:w/?#ä+%"));
        assertThat(database.database()).isEqualTo("fl ags");
    }

    @Test
    void read_passwordWithColon_isKeptWhole() {
        assertThat(database("postgresql://u:a:b:c@db/flags").password()).contains(new Secret("a:b:c"));
    }

    @ParameterizedTest
    @CsvSource({
        "db, db, 5432",
        "my_db:1, my_db, 1",
        "db-1.example.:65535, db-1.example., 65535",
        "10.0.0.1:5433, 10.0.0.1, 5433",
        "[::1], ::1, 5432",
        "[2001:db8::2]:5433, 2001:db8::2, 5433",
        "[::ffff:10.0.0.1]:5433, ::ffff:10.0.0.1, 5433"
    })
    void read_hostInEachForm_isTaken(String authority, String host, int port) {
        assertThat(database("postgresql://u@" + authority + "/flags").address()).isEqualTo(new HostPort(host, port));
    }

    @ParameterizedTest
    @CsvSource({
        "disable, DISABLE",
        "allow, ALLOW",
        "prefer, PREFER",
        "require, REQUIRE",
        "verify-ca, VERIFY_CA",
        "verify-full, VERIFY_FULL"
    })
    void read_sslModeOfLibpq_isTaken(String text, SslMode mode) {
        assertThat(database("postgresql://u@db/flags?sslmode=" + text).sslMode())
                .isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "db | must begin with one of: postgres://, postgresql://",
                "mysql://u@db/flags | must begin with one of",
                "POSTGRESQL://u@db/flags | must begin with one of",
                "jdbc:postgresql://u@db/flags | must begin with one of",
                "postgresql://db/flags | names no user",
                "postgresql://:pw@db/flags | names no user",
                "postgresql://u@db | names no database",
                "postgresql://u@db/ | names no database",
                "postgresql://u@db?sslmode=require | names no database",
                "postgresql://u@/flags | has a host that is missing",
                "postgresql://u@:5432/flags | has a host that is missing",
                "postgresql://u@a,b/flags | has a host that is missing or not a name",
                "postgresql://u@d%62/flags | has a host that is missing or not a name",
                "postgresql://u@db:/flags | has a port",
                "postgresql://u@db:0/flags | has a port",
                "postgresql://u@db:65536/flags | has a port",
                "postgresql://u@db:5432x/flags | has a port",
                "postgresql://u@::1/flags | has an address that is not host:port",
                "postgresql://u@[::1/flags | has an address that is not host:port",
                "postgresql://u@[::1]5432/flags | has an address that is not host:port",
                "postgresql://u@[:::]/flags | not an IPv6 address",
                "postgresql://u@[localhost]/flags | not an IPv6 address",
                "postgresql://u@[]/flags | not an IPv6 address",
                "postgresql://u@v@db/flags | has an '@'",
                "postgresql://u:p%@db/flags | has a '%'",
                "postgresql://u:p%4@db/flags | has a '%'",
                "postgresql://u:p%4g@db/flags | has a '%'",
                "postgresql://u:p%00@db/flags | has %00",
                "postgresql://u:p%ff@db/flags | not UTF-8",
                "postgresql://u:p w@db/flags | has a blank",
                "postgresql://u@db/flags#x | has a '#'",
                "postgresql://u@db/flags? | has a parameter other than sslmode, sslrootcert",
                "postgresql://u@db/flags?sslMode=require | has a parameter other than sslmode, sslrootcert",
                "postgresql://u@db/flags?application_name=x | has a parameter other than",
                "postgresql://u@db/flags?sslmode=require& | has a parameter other than",
                "postgresql://u@db/flags?sslmode | has no value for sslmode",
                "postgresql://u@db/flags?sslmode= | has no value for sslmode",
                "postgresql://u@db/flags?sslmode=a&sslmode=b | has sslmode twice",
                "postgresql://u@db/flags?sslmode=on | sslmode that must be one of: disable, allow, prefer, require,"
                        + " verify-ca, verify-full",
                "postgresql://u@db/flags?sslrootcert=/no/such/file | has an sslrootcert that is not a readable file"
            })
    void read_wrongUrl_saysWhatIsWrong(String url, String what) {
        assertThat(Given.mistakes("DATABASE_URL", url))
                .singleElement()
                .asString()
                .startsWith("DATABASE_URL: ")
                .contains(what);
    }

    @Test
    void read_urlWithThreeMistakes_saysAllThree() {
        assertThat(Given.mistakes("DATABASE_URL", "postgresql://db:x")).hasSize(3);
    }

    private static DatabaseConfig database(String url) {
        return Given.config("DATABASE_URL", url).database();
    }
}
