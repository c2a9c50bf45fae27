package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.fixture.TcpProxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM: in the middle of traffic, of faults and of a start. */
class StopIT {
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * Connections that the kernel completes between the process's last look and the closing of the port: it resets them, and
     * no server can prevent it. On a busy machine that is some 40 ms, at 500 requests a second.
     */
    static final int RESET_WITH_THE_PORT = 20;

    private final PostgresDatabase database = SharedPostgres.database();

    @SuppressWarnings("NullAway.Init")
    private RedisServer redis;

    @BeforeEach
    void startRedis() {
        redis = RedisServer.start();
    }

    @AfterEach
    void closeRedis() {
        redis.close();
    }

    /** A process that gets no processor for a while is late to accept, and all that it has not accepted is reset. */
    @Tag("alone")
    @ParameterizedTest(name = "near cache {0}")
    @ValueSource(strings = {"on", "off"})
    void terminate_underLoad_losesNoResponse(String near) throws Exception {
        Map<String, String> environment = environment(database.url());
        environment.put("NEAR_CACHE", near);
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            GatewayClient client = new GatewayClient(gateway);
            client.awaitReady();
            try (HttpLoad load = HttpLoad.start(
                    HttpLoad.Options.of(gateway.port(), GatewayClient.FLAGS).withRate(500))) {
                Await.until(PATIENCE, "traffic", () -> load.soFar().count() > 500);

                CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> gateway.terminate(PATIENCE));
                Await.until(PATIENCE, "503 for readiness", () -> !client.isReady());
                Duration unready = load.elapsed();
                int servedBefore = served(load.soFar());
                Await.until(PATIENCE, "answers after that", () -> served(load.soFar()) > servedBefore);

                assertThat(exit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
                LoadReport report = load.stop();
                System.out.println("stop under load: unready at " + unready + ", " + report);
                assertThat(report.statuses()).containsOnlyKeys(200);
                assertThat(report.failures())
                        .filteredOn(failure -> !failure.failure().contains("Connection refused"))
                        .as("requests that found the port open and have no response")
                        .allMatch(failure -> failure.failure().contains("Connection reset"))
                        .hasSizeLessThanOrEqualTo(RESET_WITH_THE_PORT);
            }
        }
    }

    /** What is wrong when the signal comes. */
    enum Fault {
        REDIS_HUNG,
        POSTGRES_HUNG,
        POSTGRES_UNREACHABLE
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void terminate_whileABackendFails_exits0WithinTheGrace(Fault fault) {
        try (TcpProxy way = TcpProxy.to("127.0.0.1", portOf(database));
                GatewayProcess gateway = GatewayProcess.launch(QUICK, environment(through(database.url(), way)))) {
            new GatewayClient(gateway).awaitReady();
            bring(fault, way);

            long began = System.nanoTime();
            int exit = gateway.terminate(PATIENCE);
            Duration taken = Duration.ofNanos(System.nanoTime() - began);

            System.out.println("stop with " + fault + ": " + taken.toMillis() + " ms");
            assertThat(exit).isZero();
            assertThat(taken).isLessThan(GRACE);
        }
    }

    @Test
    void terminate_withARequestThatWaitsForAHungPostgres_isAnsweredFirst() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                GatewayProcess gateway = GatewayProcess.launch(
                        QUICK, Map.of("DATABASE_URL", server.url(), "SHUTDOWN_GRACE", GRACE.toSeconds() + "s"))) {
            GatewayClient client = new GatewayClient(gateway);
            client.awaitReady();
            server.hang();
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                    () -> client.getAtLeast(GatewayClient.FLAGS, 1).statusCode());

            assertThat(gateway.terminate(PATIENCE)).isZero();
            assertThat(status.get(1, TimeUnit.SECONDS)).isEqualTo(503);
        }
    }

    /** How far a start has come when the signal arrives. */
    enum Moment {
        JUST_LAUNCHED,
        ASKING_POSTGRES,
        LISTENING
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void terminate_duringTheStart_endsAndLeavesNothing(Moment moment) {
        try (GatewayProcess gateway = GatewayProcess.launch(QUICK, environment(database.url()))) {
            await(moment, gateway);

            int exit = gateway.terminate(PATIENCE);

            assertThat(exit).isIn(0, 143);
            Await.until(PATIENCE, "an end of all sessions", () -> sessions() == 0);
            assertThat(GatewayClient.takesConnections(gateway.port())).isFalse();
        }
    }

    private void await(Moment moment, GatewayProcess gateway) {
        Await.until(PATIENCE, moment.name(), () -> switch (moment) {
            case JUST_LAUNCHED ->
                ProcessHandle.of(gateway.pid())
                        .flatMap(process -> process.info().command())
                        .filter(command -> command.endsWith("java"))
                        .isPresent();
            case ASKING_POSTGRES -> sessions() > 0;
            case LISTENING -> GatewayClient.takesConnections(gateway.port());
        });
    }

    private int sessions() {
        return Integer.parseInt(database.value("SELECT count(*) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()"));
    }

    private void bring(Fault fault, TcpProxy way) {
        switch (fault) {
            case REDIS_HUNG -> redis.hang();
            case POSTGRES_HUNG -> way.blackHole();
            case POSTGRES_UNREACHABLE -> {
                way.reset();
                way.refuse();
            }
        }
    }

    private static int served(LoadReport report) {
        return report.count() - report.failures().size();
    }

    private Map<String, String> environment(String databaseUrl) {
        return new HashMap<>(Map.of(
                "DATABASE_URL",
                databaseUrl,
                "REDIS_URL",
                redis.url(),
                "NEAR_CACHE",
                "off",
                "SHUTDOWN_GRACE",
                GRACE.toSeconds() + "s"));
    }

    private static int portOf(PostgresDatabase of) {
        return Integer.parseInt(of.url().replaceAll(".*:(\\d+)/.*", "$1"));
    }

    private static String through(String url, TcpProxy way) {
        return url.replaceAll(":\\d+/", ":" + way.port() + "/");
    }
}
