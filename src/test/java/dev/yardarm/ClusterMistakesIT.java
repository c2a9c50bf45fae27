package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.Certificates;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.Garbage;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.RespStub;
import dev.yardarm.fixture.Shape;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.fixture.TcpProxy;
import dev.yardarm.local.AdminToken;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a gateway makes of settings that have the right form and are wrong: one line that says what is wrong and what to do,
 * reads from PostgreSQL meanwhile, and Redis by itself as soon as the other side is set right.
 *
 * <p>The way to Redis is a proxy, whose other end is what changes.
 */
class ClusterMistakesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AdminToken ADMIN = AdminToken.random();
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final long QUICK_MILLIS = 250;
    private static final String PASSWORD = "password-to-hide";
    private static final String WRONG = "another-password-to-hide";

    private static final String SEED = "Redis Cluster endpoint cannot be used, trying on";
    private static final String NODE = "Redis cannot be reached, trying on";
    private static final String RIGHTS = "Redis does not allow the gateway a command that it needs";

    /** What README lists. */
    private static final List<String> LEAST_RIGHTS = List.of(
            "~feature_flags:*",
            "+@connection",
            "-@dangerous",
            "+cluster|nodes",
            "+cluster|slots",
            "+cluster|info",
            "+info",
            "+hmget",
            "+hgetall",
            "+exists",
            "+get",
            "+set",
            "+del",
            "+eval",
            "+evalsha",
            "+hget",
            "+hset",
            "+type",
            "+pexpire");

    @SuppressWarnings("NullAway.Init")
    private static RedisCluster cluster;

    @SuppressWarnings("NullAway.Init")
    private static PostgresDatabase database;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private TcpProxy endpoint;

    @BeforeAll
    static void startServers() {
        cluster = RedisCluster.start(RedisCluster.Options.DEFAULT.withShape(Shape.ELASTICACHE));
        database = SharedPostgres.database();
        try (GatewayProcess loader = GatewayProcess.start(environment(Map.of()))) {
            GatewayClient client = new GatewayClient(loader);
            client.awaitReady();
            assertThat(client.change("PUT", "checkout", ADMIN.value(), "{\"isEnabled\": true}")
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @AfterAll
    static void closeServers() {
        cluster.close();
    }

    @BeforeEach
    void openEndpoint() {
        endpoint = open(TcpProxy.to(node().host(), node().port()));
        onEveryNode("FLUSHALL");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void endpoint_whereNobodyListens_isNamed() {
        endpoint.refuse();
        GatewayProcess gateway = launch(clusterUrl(""));

        complains(gateway, SEED, endpointAddress(), "efused", "check the address");
        servesFromPostgres(gateway);
        endpoint.pass();
        recovers(gateway);
    }

    @Test
    void endpoint_thatDoesNotAnswer_isNamed() {
        endpoint.blackHole();
        GatewayProcess gateway = launch(clusterUrl(""));

        complains(gateway, SEED, endpointAddress(), "no connection within 500 ms", "whether the server hangs");
        servesFromPostgres(gateway);
        endpoint.pass();
        recovers(gateway);
    }

    @Test
    void endpoint_whoseNameDoesNotResolve_isNamedAndTheOtherSeedServes() {
        endpoint.refuse();
        GatewayProcess gateway =
                launch(Map.of("REDIS_CLUSTER_URL", "redis://nobody.invalid:7000,127.0.0.1:" + endpoint.port()));

        complains(gateway, SEED, "nobody.invalid:7000", "", "check the address");
        servesFromPostgres(gateway);
        endpoint.pass();
        recovers(gateway);
    }

    @Test
    void endpoint_thatIsASingleInstance_isToldApart() {
        RedisServer single = open(RedisServer.start());
        endpoint.leadTo(single.host(), single.port());
        GatewayProcess gateway = launch(clusterUrl(""));

        complains(gateway, SEED, endpointAddress(), "cluster support disabled", "name it by REDIS_URL");
        servesFromPostgres(gateway);
        leadToCluster();
        recovers(gateway);
    }

    @Test
    void endpoint_thatIsAnHttpServer_isNotRedis() {
        GatewayProcess http = open(GatewayProcess.start(environment(Map.of())));
        endpoint.leadTo("127.0.0.1", http.managementPort());
        GatewayProcess gateway = launch(clusterUrl(":" + PASSWORD + "@"));

        complains(gateway, SEED, endpointAddress(), "", "is not Redis: check host and port");
        servesFromPostgres(gateway);
        leadToCluster();
        recovers(gateway);
    }

    @Test
    void endpoint_thatIsPostgres_isNotRedis() {
        endpoint.leadTo("127.0.0.1", URI.create(database.url()).getPort());
        GatewayProcess gateway = launch(clusterUrl(":" + PASSWORD + "@"));

        complains(gateway, SEED, endpointAddress(), "", "check the address");
        servesFromPostgres(gateway);
        leadToCluster();
        recovers(gateway);
    }

    @Test
    void endpoint_thatSendsGarbage_isNotRedis() {
        Garbage garbage = open(Garbage.start());
        endpoint.leadTo("127.0.0.1", garbage.port());
        GatewayProcess gateway = launch(clusterUrl(":" + PASSWORD + "@"));

        complains(gateway, SEED, endpointAddress(), "", "is not Redis: check host and port");
        servesFromPostgres(gateway);
        leadToCluster();
        recovers(gateway);
    }

    @Test
    void endpoint_thatAnswersWithWhatItWasSent_doesNotShowThePasswordInTheLog() {
        RespStub stub = open(RespStub.answering("-ERR what?"));
        stub.answerTo("HELLO", "-ERR cannot make sense of HELLO 2 AUTH default " + PASSWORD);
        endpoint.leadTo("127.0.0.1", stub.port());
        GatewayProcess gateway = launch(clusterUrl(":" + PASSWORD + "@"));

        complains(gateway, SEED, endpointAddress(), "HELLO 2 AUTH default ***", "check the address");
        servesFromPostgres(gateway);
        leadToCluster();
        recovers(gateway);
    }

    @Test
    void tls_spokenToAServerWithout_isNamed() {
        try (RedisCluster secure = RedisCluster.start(
                RedisCluster.Options.DEFAULT.withShape(Shape.ELASTICACHE).withTls())) {
            GatewayProcess gateway = launch(Map.of(
                    "REDIS_CLUSTER_URL", "rediss://" + endpointAddress() + "?sslrootcert=" + Certificates.authority()));

            complains(gateway, SEED, endpointAddress(), "", "redis");
            servesFromPostgres(gateway);
            endpoint.leadTo(secure.node(0).host(), secure.node(0).port());
            recovers(gateway);

            GatewayProcess plain = launch(clusterUrl(""));
            complains(plain, SEED, endpointAddress(), "", "speaks what the scheme says (redis or rediss)");
            servesFromPostgres(plain);
            leadToCluster();
            recovers(plain);
        }
    }

    @Test
    void tls_ofAServerThatIsNotTrusted_namesTheCertificate() {
        RedisServer secure = open(RedisServer.start(RedisServer.Options.DEFAULT.withTls()));
        endpoint.leadTo(secure.host(), secure.port());
        GatewayProcess gateway = launch(Map.of(
                "REDIS_CLUSTER_URL", "rediss://" + endpointAddress() + "?sslrootcert=" + Certificates.stranger()));

        complains(gateway, SEED, endpointAddress(), "", "sslrootcert");
        servesFromPostgres(gateway);
    }

    @ParameterizedTest
    @CsvSource({
        "'', NOAUTH, the server wants a password",
        "':" + WRONG + "@', WRONGPASS, check the user and the password",
        "'app:" + WRONG + "@', WRONGPASS, check the user and the password"
    })
    void password_missingOrWrong_isToldApart(String credentials, String error, String remedy) {
        onEveryNode("ACL", "SETUSER", "default", "resetpass", ">" + PASSWORD);
        try {
            GatewayProcess gateway = launch(clusterUrl(credentials));
            complains(gateway, SEED, endpointAddress(), error, remedy);
            servesFromPostgres(gateway);
            if (credentials.isEmpty()) {
                onEveryNode("ACL", "SETUSER", "default", "nopass");
            } else if (credentials.startsWith(":")) {
                onEveryNode("CONFIG", "SET", "requirepass", WRONG);
            } else {
                onEveryNode("ACL", "SETUSER", "app", "on", ">" + WRONG, "~*", "&*", "+@all");
            }
            recovers(gateway);
        } finally {
            onEveryNode("ACL", "DELUSER", "app");
            onEveryNode("CONFIG", "SET", "requirepass", "");
            onEveryNode("ACL", "SETUSER", "default", "resetpass", "nopass");
        }
    }

    @Test
    void password_givenToAClusterWithout_isNoMistake() {
        GatewayProcess gateway = launch(clusterUrl(":" + PASSWORD + "@"));

        recovers(gateway);
        // A start on a busy machine may well find that the first attempt took too long.
        assertThat(complaints(gateway))
                .noneMatch(line -> line.getString("error").matches(".*(AUTH|WRONGPASS).*"));
    }

    @Test
    void user_withTheRightsThatTheReadmeLists_isEnough() {
        grant(LEAST_RIGHTS);
        try {
            GatewayProcess gateway = launch(clusterUrl("app:" + PASSWORD + "@"));
            recovers(gateway);
            GatewayClient client = new GatewayClient(gateway);
            assertThat(client.change("PATCH", "checkout", ADMIN.value(), "{\"isEnabled\": true}")
                            .statusCode())
                    .isEqualTo(200);
            recovers(gateway);
            awaitClusterOk(client);
            assertThat(client.management("/metrics").body()).contains("redis_available{cache=\"redis\"} 1.0");
            assertThat(log(gateway).lines()).noneMatch(line -> line.encode().contains("NOPERM"));
        } finally {
            onEveryNode("ACL", "DELUSER", "app");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "+cluster|nodes, '" + SEED + "'",
        "+cluster|info, " + RIGHTS,
        "+info, " + RIGHTS,
        "+readonly, '" + NODE + "'",
        "+evalsha, " + RIGHTS,
        "+hgetall, " + RIGHTS,
        "+set, " + RIGHTS,
        "+type, " + RIGHTS,
        "~feature_flags:*, " + RIGHTS
    })
    void user_withoutARight_isToldWhich(String right, String message) {
        grant(LEAST_RIGHTS.stream().filter(granted -> !granted.equals(right)).toList());
        if (right.equals("+readonly")) {
            // One of @connection.
            grant(List.of("-readonly"));
        }
        try {
            GatewayProcess gateway = launch(clusterUrl("app:" + PASSWORD + "@"));
            String subject = switch (right) {
                case "+type" -> "The user executing the script";
                case "~feature_flags:*" -> "one of the keys";
                default -> "'" + right.substring(1) + "'";
            };
            complains(gateway, message, "", subject, "give the user the commands and the keys");
            answersQuickly(gateway);
            assertThat(new GatewayClient(gateway).management("/metrics").body())
                    .contains("redis_available{cache=\"redis\"} 0.0");
            grant(List.of(right));
            recovers(gateway);
            awaitClusterOk(new GatewayClient(gateway));
        } finally {
            onEveryNode("ACL", "DELUSER", "app");
        }
    }

    @Test
    void nodes_announcedUnderAnotherAddress_areMappedOrMended() {
        String elsewhere = "127.0.9.9";
        onEveryNode("CONFIG", "SET", "cluster-announce-hostname", elsewhere);
        onEveryNode("CONFIG", "SET", "cluster-preferred-endpoint-type", "hostname");
        try {
            GatewayProcess gateway = launch(clusterUrl(""));
            complains(gateway, NODE, elsewhere + ":" + node().port(), "efused", "REDIS_ADDRESS_MAP");
            servesFromPostgres(gateway);

            Map<String, String> mapped = new HashMap<>(clusterUrl(""));
            mapped.put(
                    "REDIS_ADDRESS_MAP",
                    cluster.nodes().stream()
                            .map(node -> elsewhere + ":" + node.port() + "=" + node.address())
                            .collect(Collectors.joining(",")));
            GatewayProcess withMap = launch(mapped);
            recovers(withMap);
            assertThat(log(withMap).withMessage(NODE))
                    .noneMatch(line -> line.toString().contains(elsewhere));

            onEveryNode("CONFIG", "SET", "cluster-preferred-endpoint-type", "ip");
            recovers(gateway);
        } finally {
            onEveryNode("CONFIG", "SET", "cluster-preferred-endpoint-type", "ip");
            onEveryNode("CONFIG", "SET", "cluster-announce-hostname", "");
        }
    }

    @Test
    void single_thatIsANodeOfACluster_isToldApart() {
        ClusterNode replica = cluster.replicasOf("feature_flags:production").get(0);
        endpoint.leadTo(replica.host(), replica.port());
        GatewayProcess gateway = launch(Map.of("REDIS_URL", "redis://" + endpointAddress()));

        complains(
                gateway,
                "REDIS_URL names a node of a Redis Cluster, not a single instance",
                endpointAddress(),
                "MOVED",
                "name it by REDIS_CLUSTER_URL");
        assertThat(new GatewayClient(gateway)
                        .change("PATCH", "checkout", ADMIN.value(), "{\"isEnabled\": true}")
                        .statusCode())
                .isEqualTo(200);
        servesFromPostgres(gateway);
        RedisServer single = open(RedisServer.start());
        endpoint.leadTo(single.host(), single.port());
        recovers(gateway);
    }

    @Test
    void cluster_whoseNodesRedirectToNobody_isAnsweredForByPostgres() {
        RespStub stub = open(RespStub.answering("-MOVED 1"));
        stub.answerTo("CLUSTER", "-ERR This instance has cluster support disabled");
        endpoint.leadTo("127.0.0.1", stub.port());
        GatewayProcess gateway = launch(clusterUrl(""));

        servesFromPostgres(gateway);
        leadToCluster();
        recovers(gateway);
    }

    private static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> whole = new HashMap<>(Map.of(
                "DATABASE_URL",
                database.url(),
                "ADMIN_TOKENS",
                "test:" + ADMIN.sha256(),
                "NEAR_CACHE",
                "off",
                "HTTP_EVENT_LOOPS",
                "2",
                "LOG_FORMAT",
                "json"));
        whole.putAll(more);
        return whole;
    }

    private GatewayProcess launch(Map<String, String> more) {
        GatewayProcess gateway = open(GatewayProcess.launch(QUICK, environment(more)));
        new GatewayClient(gateway).awaitReady();
        return gateway;
    }

    private Map<String, String> clusterUrl(String credentials) {
        return Map.of("REDIS_CLUSTER_URL", "redis://" + credentials + endpointAddress());
    }

    private String endpointAddress() {
        return "127.0.0.1:" + endpoint.port();
    }

    /** Some mistakes show only when something is read. */
    private static void complains(GatewayProcess gateway, String message, String node, String error, String remedy) {
        GatewayClient client = new GatewayClient(gateway);
        Await.until(
                SOON,
                Duration.ofMillis(50),
                () -> message + " of " + node + "; it printed: " + String.join("\n", gateway.outputLines()),
                () -> client.get(GatewayClient.FLAGS).statusCode() == 200
                        && log(gateway).withMessage(message).stream()
                                .anyMatch(line -> line.getString("node_id").contains(node)
                                        && line.getString("error").contains(error)
                                        && line.getString("remedy").contains(remedy)));
    }

    /** As long as the mistake lasts: answers, health, and a quiet log. */
    private static void servesFromPostgres(GatewayProcess gateway) {
        answersQuickly(gateway);
        GatewayClient client = new GatewayClient(gateway);
        assertThat(GatewayClient.cacheStatus(client.get(GatewayClient.FLAGS)))
                .isEqualTo("redis; fwd=bypass; detail=unavailable");
        JsonObject health = new JsonObject(client.management("/health").body());
        JsonObject redis = health.getJsonObject("backends").getJsonObject("redis");
        assertThat(health.getString("status")).isEqualTo("ready");
        assertThat(redis.getString("state")).isEqualTo("down");
        assertThat(redis.getString("breaker")).isIn("open", "half-open");
        assertThat(redis.getBoolean("clusterOk", false)).isFalse();
    }

    /** In milliseconds, of reads for half a second. */
    private static long slowestOf99Percent(GatewayClient client) {
        List<Long> millis = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
        while (System.nanoTime() < end || millis.size() < 100) {
            long began = System.nanoTime();
            HttpResponse<String> answer = client.get(GatewayClient.FLAGS + "/checkout");
            millis.add(Duration.ofNanos(System.nanoTime() - began).toMillis());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        millis.sort(null);
        return millis.get(millis.size() * 99 / 100);
    }

    /** Half a second of reads: 200 each, 99 of 100 far below what a client waits for; and hardly a line about it. */
    private static void answersQuickly(GatewayProcess gateway) {
        GatewayClient client = new GatewayClient(gateway);
        for (int i = 0; i < 20; i++) {
            assertThat(client.get(GatewayClient.FLAGS + "/checkout").statusCode())
                    .isEqualTo(200);
        }
        int before = 0;
        long slowest = Long.MAX_VALUE;
        // What is late once may be the machine's.
        for (int attempt = 0; attempt < 3 && slowest >= QUICK_MILLIS; attempt++) {
            before = log(gateway).lines().size();
            slowest = slowestOf99Percent(client);
        }
        assertThat(slowest).isLessThan(QUICK_MILLIS);
        LogLines log = log(gateway);
        assertThat(log.lines().subList(before, log.lines().size()))
                .as("lines while nothing changes")
                .hasSizeLessThanOrEqualTo(3);
        // One for each reason that a node gives; a line for each attempt would be dozens.
        assertThat(complaints(gateway)).hasSizeLessThanOrEqualTo(12);
        assertThat(log.lines()).noneMatch(line -> line.getString("level").equals("ERROR"));
    }

    private static void recovers(GatewayProcess gateway) {
        GatewayClient client = new GatewayClient(gateway);
        client.await(
                "a hit",
                () -> GatewayClient.cacheStatus(client.get(GatewayClient.FLAGS)).equals("redis; hit"));
        assertThat(gateway.outputLines()).noneMatch(line -> line.contains("to-hide"));
        assertThat(gateway.errorLines()).isEmpty();
    }

    private static void awaitClusterOk(GatewayClient client) {
        client.await(
                "a cluster in order",
                () -> new JsonObject(client.management("/health").body())
                        .getJsonObject("backends")
                        .getJsonObject("redis")
                        .getBoolean("clusterOk"));
    }

    private static List<JsonObject> complaints(GatewayProcess gateway) {
        return log(gateway).lines().stream()
                .filter(line -> line.containsKey("remedy"))
                .toList();
    }

    private static LogLines log(GatewayProcess gateway) {
        return LogLines.parse(gateway.outputLines());
    }

    private static ClusterNode node() {
        return cluster.node(0);
    }

    private void leadToCluster() {
        endpoint.leadTo(node().host(), node().port());
    }

    private static void onEveryNode(String... command) {
        for (ClusterNode node : cluster.nodes()) {
            if (!command[0].equals("FLUSHALL") || node.role() == ClusterNode.Role.PRIMARY) {
                node.command(command);
            }
        }
    }

    /** To the user {@code app}, who is there from then on. */
    private static void grant(List<String> rights) {
        List<String> command = new ArrayList<>(Arrays.asList("ACL", "SETUSER", "app", "on", ">" + PASSWORD));
        command.addAll(rights);
        onEveryNode(command.toArray(String[]::new));
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(closeable);
        return closeable;
    }
}
