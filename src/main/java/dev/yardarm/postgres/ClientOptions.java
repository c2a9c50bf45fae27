package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.config.DatabaseConfig.SslMode;
import dev.yardarm.config.Secret;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
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
    private static final int IDLE_MINUTES = 5;
    /** After the gateway's own bound, so that the reason given is the gateway's. */
    private static final Duration POOL_GRACE = Duration.ofMillis(100);

    private final DatabaseConfig config;

    ClientOptions(DatabaseConfig config) {
        this.config = config;
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
        options.setSslOptions(sslOptions());
        options.addProperty("application_name", "yardarm");
        options.addProperty("statement_timeout", millis(80));
        options.addProperty("lock_timeout", millis(70));
        // A gateway that stops in the middle of a change must not hold up the others for longer than it would itself.
        options.addProperty("idle_in_transaction_session_timeout", millis(90));
        return options;
    }

    PoolOptions pool() {
        return new PoolOptions()
                .setMaxSize(config.poolSize())
                .setMaxWaitQueueSize(config.queueSize())
                .setConnectionTimeout((int) config.timeout().plus(POOL_GRACE).toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
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

    private ClientSSLOptions sslOptions() {
        ClientSSLOptions options = new ClientSSLOptions();
        options.setHostnameVerificationAlgorithm(config.sslMode() == SslMode.VERIFY_FULL ? "HTTPS" : "");
        if (config.rootCertificate().isPresent()) {
            String file = config.rootCertificate().get().toString();
            return options.setTrustOptions(new PemTrustOptions().addCertPath(file));
        }
        return switch (config.sslMode()) {
            case VERIFY_CA, VERIFY_FULL -> options.setTrustOptions(trustOfTheJvm());
            case DISABLE, ALLOW, PREFER, REQUIRE -> options.setTrustAll(true);
        };
    }

    private static TrustOptions trustOfTheJvm() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            @Nullable KeyStore jvmDefault = null;
            factory.init(jvmDefault);
            return TrustOptions.wrap(factory);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JVM's trusted certificates cannot be read", e);
        }
    }

    private String millis(int percent) {
        return Long.toString(Math.max(1, percentOfTimeout(percent).toMillis()));
    }

    private Duration percentOfTimeout(int percent) {
        return config.timeout().multipliedBy(percent).dividedBy(100);
    }
}
