package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.config.DatabaseConfig.SslMode;
import dev.yardarm.config.Secret;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DatabaseConfig} in the terms of vertx-pg-client.
 *
 * <p>The server is told to give up a little before the gateway does (PostgreSQL manual, section 19.11.1): its answer then
 * says why, and the connection is still good. The gateway's own bound is for a server that says nothing.
 */
final class ClientOptions {
    /** The names by which the server's operators know the sessions of calls and that of the feed. */
    static final String CALLS = "yardarm";

    static final String FEED = "yardarm-feed";

    private static final int IDLE_MINUTES = 5;

    /**
     * The gateway bounds each call itself. The pool's own bound does harm: if it passes while the pool is being closed, the
     * closing breaks off with a {@code NullPointerException}, and who waits behind is never told ({@code
     * SqlConnectionPool.acquire}, 5.0.10).
     */
    private static final int NO_TIMEOUT = 0;

    private final DatabaseConfig config;
    private final String applicationName;
    private final ClientSSLOptions encryption;

    /** Fails with {@link IllegalArgumentException} if the root certificate cannot be read. */
    ClientOptions(DatabaseConfig config, String applicationName) {
        this.config = config;
        this.applicationName = applicationName;
        this.encryption = encryption(config);
    }

    PgConnectOptions connection() {
        PgConnectOptions options = new PgConnectOptions();
        options.setHost(config.address().host());
        options.setPort(config.address().port());
        options.setDatabase(config.database());
        options.setUser(config.user());
        options.setPassword(config.password().map(Secret::value).orElse(""));
        options.setCachePreparedStatements(true);
        options.setSslMode(sslMode());
        options.setSslOptions(encryption.copy());
        options.addProperty("application_name", applicationName);
        options.addProperty("statement_timeout", millis(80));
        // Waiting for a row is waiting for two locks, each within this bound: the turn, and the end of who holds the
        // row.
        // Both together are less than a call has left when it gets its connection, so the server has the last word.
        options.addProperty("lock_timeout", millis(20));
        // A gateway that stops in the middle of a change must not hold up the others for longer than it would itself.
        options.addProperty("idle_in_transaction_session_timeout", millis(90));
        return options;
    }

    PoolOptions pool() {
        return new PoolOptions()
                .setMaxSize(config.poolSize())
                .setMaxWaitQueueSize(config.queueSize())
                .setConnectionTimeout(NO_TIMEOUT)
                .setIdleTimeout(IDLE_MINUTES)
                .setIdleTimeoutUnit(TimeUnit.MINUTES);
    }

    NetClientOptions transport() {
        return new NetClientOptions().setTcpKeepAlive(true).setConnectTimeout((int)
                percentOfTimeout(80).toMillis());
    }

    /** As libpq has it: a root certificate makes {@code require} verify like {@code verify-ca}. */
    private io.vertx.pgclient.SslMode sslMode() {
        SslMode asked = config.sslMode();
        boolean verified = asked == SslMode.REQUIRE && config.rootCertificate().isPresent();
        return io.vertx.pgclient.SslMode.valueOf((verified ? SslMode.VERIFY_CA : asked).name());
    }

    private static ClientSSLOptions encryption(DatabaseConfig config) {
        ClientSSLOptions options = new ClientSSLOptions();
        options.setHostnameVerificationAlgorithm(config.sslMode() == SslMode.VERIFY_FULL ? "HTTPS" : "");
        if (config.rootCertificate().isPresent()) {
            return options.setTrustOptions(trustIn(config.rootCertificate().get()));
        }
        return switch (config.sslMode()) {
            case VERIFY_CA, VERIFY_FULL -> options.setTrustOptions(trustIn((KeyStore) null));
            case DISABLE, ALLOW, PREFER, REQUIRE -> options.setTrustAll(true);
        };
    }

    /** Read here and not by the library, which would leave a connection that it cannot encrypt waiting without a word. */
    private static TrustOptions trustIn(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("root-" + store.size(), each);
            }
            return trustIn(store);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("the root certificate cannot be read: " + file, e);
        }
    }

    /** In the certificates of a store, or, without one, in those that the JVM trusts. */
    private static TrustOptions trustIn(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return TrustOptions.wrap(factory);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("trusted certificates cannot be used", e);
        }
    }

    private String millis(int percent) {
        return Long.toString(Math.max(1, percentOfTimeout(percent).toMillis()));
    }

    private Duration percentOfTimeout(int percent) {
        return config.timeout().multipliedBy(percent).dividedBy(100);
    }
}
