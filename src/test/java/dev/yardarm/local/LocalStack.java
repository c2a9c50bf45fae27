package dev.yardarm.local;

import dev.yardarm.Gateway;
import dev.yardarm.config.Config;
import dev.yardarm.config.ConfigReader;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.logging.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The gateway on this machine: starts real servers and the gateway, loads sample flags, says how to use them, and serves
 * until Ctrl-C. Then nothing is left, neither process nor folder.
 *
 * <p>Settings of the environment win, so that they can be tried: {@code LOG_LEVEL=debug mvn -Plocal}; its servers and tokens do
 * not. Which Redis there is, {@code -Dyardarm.local.redis} says: see {@link LocalRedis}; and {@value #GATEWAYS}, 1 or 2, whether
 * another gateway over the same servers.
 */
public final class LocalStack {
    /** Not System.out, which Maven decorates and takes down while the last lines are still to come. */
    static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private static final String GATEWAYS = "yardarm.local.gateways";
    private static final int HTTP_PORT = 8080;
    private static final int MANAGEMENT_PORT = 8081;

    /** What says where servers are and how to get in; settings that only begin like them may be tried. */
    private static final Set<String> OURS = Set.of(
            "REDIS_URL",
            "REDIS_CLUSTER_URL",
            "REDIS_URL_CLUSTER",
            "REDIS_CLUSTER_SECRET",
            "REDIS_USERNAME",
            "REDIS_PASSWORD",
            "REDIS_ADDRESS_MAP",
            "REDIS_ZONES");

    private static final long CLOSING_SECONDS = 20;

    private final AdminToken token = AdminToken.random();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Steps steps = new Steps();

    private LocalStack() {}

    public static void main(String[] arguments) throws Exception {
        new LocalStack().run();
    }

    private void run() throws Exception {
        LocalRedis.Kind kind = LocalRedis.Kind.chosen();
        boolean isBeside = isAnotherWanted();
        // Closed by the hook alone: a Ctrl-C may come at any time, also before all is started.
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        OUT.println("Starting Yardarm on this machine; Ctrl-C ends it.");
        PostgresServer postgres = steps.start("PostgreSQL", PostgresServer::start, PostgresServer::close);
        PostgresDatabase database = postgres.createDatabase("yardarm");
        LocalRedis redis = LocalRedis.start(kind, steps);
        Map<String, String> environment = environment(database, redis);
        Config config = ConfigReader.read(environment, Path.of(""));
        Logging.configure(config.log());
        Gateway gateway = steps.start("gateway", () -> await(Gateway.start(config)), LocalStack::close);
        Optional<Gateway> another = isBeside ? Optional.of(startAnother(environment)) : Optional.empty();
        SampleFlags samples = new SampleFlags(gateway.httpPort(), token);
        steps.start("sample flags", () -> samples.load(SampleFlags.COUNT), nothing -> {});
        OUT.println(guide(
                gateway,
                another,
                postgres,
                redis,
                "feature_flags:" + config.flagsEnvironment().value()));
        stopped.await();
    }

    private static boolean isAnotherWanted() {
        String gateways = System.getProperty(GATEWAYS, "1");
        if (!gateways.equals("1") && !gateways.equals("2")) {
            throw new IllegalArgumentException("-D" + GATEWAYS + "=" + gateways + ": must be 1 or 2");
        }
        return gateways.equals("2");
    }

    /** Beside the first one, over the same servers. */
    private Gateway startAnother(Map<String, String> environment) throws Exception {
        Map<String, String> other = new HashMap<>(environment);
        other.put("HTTP_PORT", "0");
        other.put("MANAGEMENT_PORT", "0");
        other.remove("SNAPSHOT_DIR");
        Config config = ConfigReader.read(other, Path.of(""));
        return steps.start("another gateway", () -> await(Gateway.start(config)), LocalStack::close);
    }

    private Map<String, String> environment(PostgresDatabase database, LocalRedis redis) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", Integer.toString(freeOr(HTTP_PORT)));
        environment.put("MANAGEMENT_HOST", "127.0.0.1");
        environment.put("MANAGEMENT_PORT", Integer.toString(freeOr(MANAGEMENT_PORT)));
        environment.put("DATABASE_URL", database.url());
        environment.putAll(redis.settings());
        environment.put("ADMIN_TOKENS", "local:" + token.sha256());
        environment.put("LOG_FORMAT", "text");
        environment.put("LOG_LEVEL", "warn");
        System.getenv().forEach((name, value) -> {
            if (!isOurs(name)) {
                environment.put(name, value);
            }
        });
        return environment;
    }

    /** Servers and tokens are the stack's own: sample flags must never reach a database that somebody else uses. */
    private static boolean isOurs(String name) {
        return name.startsWith("DATABASE_URL") || OURS.contains(name) || name.endsWith("_TOKENS");
    }

    private String guide(
            Gateway gateway, Optional<Gateway> another, PostgresServer postgres, LocalRedis redis, String key) {
        String beside = another.map(other -> "\n  another       http://127.0.0.1:" + other.httpPort())
                .orElse("");
        String base = "http://127.0.0.1:" + gateway.httpPort();
        String flag = SampleFlags.FIRST;
        return """

                Yardarm serves.

                  flag API      %1$s
                  management    http://127.0.0.1:%2$d   (/health, /health/ready, /metrics)%9$s
                  PostgreSQL    127.0.0.1:%3$d   (process %4$d)
                %5$s
                  admin token   %6$s

                Read a flag, list all, change one, read it again:

                  curl -i '%1$s/api/config/flags/%7$s'
                  curl -s '%1$s/api/config/flags'
                  curl -s -X PATCH '%1$s/api/admin/flags/%7$s' -H 'Authorization: Bearer %6$s' -H 'Content-Type: application/json' -d '{"isEnabled": true}'
                  curl -s '%1$s/api/config/flags/%7$s'

                %8$s""".formatted(
                        base,
                        gateway.managementPort(),
                        postgres.port(),
                        postgres.pid(),
                        redis.describe(key),
                        token.value(),
                        flag,
                        redis.faults(key),
                        beside);
    }

    private void stop() {
        OUT.println("Stopping.");
        steps.close();
        Logging.shutdown();
        OUT.println("Stopped; nothing is left.");
        stopped.countDown();
    }

    private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(CLOSING_SECONDS, TimeUnit.SECONDS);
    }

    private static void close(Gateway gateway) throws Exception {
        gateway.close().toCompletableFuture().get(CLOSING_SECONDS, TimeUnit.SECONDS);
    }

    /** The port if it is free, else any. */
    private static int freeOr(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (java.net.BindException taken) {
            try (ServerSocket any = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
                return any.getLocalPort();
            }
        }
    }
}
