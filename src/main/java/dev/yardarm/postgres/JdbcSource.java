package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.config.DatabaseConfig.SslMode;
import dev.yardarm.config.Secret;
import java.util.Locale;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A {@link DatabaseConfig} in the terms of the JDBC driver, for migrations. Values are set one by one and not put together
 * to a URL: there is nothing to escape, and nothing with a password in it to print.
 */
final class JdbcSource {
    /** For one answer of the server: a migration may take its time, but not for ever. */
    private static final int ANSWER_SECONDS = 300;

    private JdbcSource() {}

    static PGSimpleDataSource of(DatabaseConfig config) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {config.address().host()});
        source.setPortNumbers(new int[] {config.address().port()});
        source.setDatabaseName(config.database());
        source.setUser(config.user());
        source.setPassword(config.password().map(Secret::value).orElse(""));
        source.setApplicationName("yardarm migration");
        source.setTcpKeepAlive(true);
        int seconds = (int) Math.max(1, config.timeout().plusMillis(999).toSeconds());
        source.setConnectTimeout(seconds);
        source.setLoginTimeout(seconds);
        source.setSocketTimeout(ANSWER_SECONDS);
        encrypt(source, config);
        return source;
    }

    private static void encrypt(PGSimpleDataSource source, DatabaseConfig config) {
        SslMode mode = config.sslMode();
        if (config.rootCertificate().isPresent()) {
            source.setSslRootCert(config.rootCertificate().get().toString());
            // As libpq has it: a root certificate makes "require" verify like "verify-ca".
            mode = mode == SslMode.REQUIRE ? SslMode.VERIFY_CA : mode;
        } else if (mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL) {
            source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        source.setSslMode(mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        // Otherwise a Kerberos configuration of the machine would be asked before TLS is.
        source.setGssEncMode("disable");
    }
}
