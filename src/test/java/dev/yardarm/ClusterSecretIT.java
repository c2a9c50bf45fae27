package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.Shape;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.local.AdminToken;
import dev.yardarm.secret.SecretsStandIn;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A cluster whose way is in a secret, by the whole gateway: what becomes of reads while the secret is wrong or changes. */
class ClusterSecretIT {
    private static final String FLAG = GatewayClient.FLAGS + "/checkout";
    private static final String USER = "gateway";
    private static final String PASSWORD = "first-password-to-hide";
    private static final String OTHER_PASSWORD = "second-password-to-hide";
    private static final String NOT_USABLE = "The secret that names Redis Cluster cannot be used";
    private static final String FOUND = "Redis Cluster is where its secret says";
    private static final AdminToken ADMIN = AdminToken.random();
    private static final RedisCluster.Options SMALL =
            RedisCluster.Options.DEFAULT.withShape(Shape.ELASTICACHE).withUser(USER, PASSWORD);

    private static RedisCluster cluster;

    private final SecretsStandIn aws = new SecretsStandIn();

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(SMALL);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void closeAws() {
        aws.close();
    }

    @Test
    void password_rotatedInTheClusterAndThenInTheSecret_costsNoRead() {
        aws.holdsText(secret(cluster, PASSWORD));
        try (GatewayProcess process = launch(Map.of())) {
            GatewayClient gateway = ready(process);
            awaitHits(gateway);
            try (HttpLoad load = load(process)) {
                letIn(OTHER_PASSWORD);
                gateway.await(
                        "that Redis refuses",
                        () -> problems(process)
                                .contains("Redis refuses the credentials, and the secret still has the same"));
                aws.holdsText(secret(cluster, OTHER_PASSWORD));

                gateway.await(
                        "the new password",
                        () -> log(process).withMessage(FOUND).size() == 2);
                awaitHits(gateway);
                assertNoneFailed(load.stop());
            }
            assertNothingIsTold(process);
        } finally {
            letIn(PASSWORD);
        }
    }

    @Test
    void cluster_movedToWhereTheSecretSaysNow_isFollowed() {
        try (RedisCluster former = RedisCluster.start(SMALL)) {
            aws.holdsText(secret(former, PASSWORD));
            try (GatewayProcess process = launch(Map.of())) {
                GatewayClient gateway = ready(process);
                awaitHits(gateway);
                try (HttpLoad load = load(process)) {
                    former.killAll();
                    aws.holdsText(secret(cluster, PASSWORD));

                    gateway.await(
                            "the other cluster",
                            () -> log(process).withMessage(FOUND).size() == 2);
                    awaitHits(gateway);
                    assertNoneFailed(load.stop());
                }
                assertNothingIsTold(process);
            }
        }
    }

    static Stream<Arguments> unusableSecrets() {
        return Stream.of(
                Arguments.of(
                        "missing",
                        text(aws -> aws.refuses(400, "ResourceNotFoundException", "none")),
                        "there is no such secret",
                        "create it"),
                Arguments.of(
                        "empty",
                        text(aws -> aws.holdsText(" ")),
                        "the secret is empty",
                        "redis[s]://[user][:password]@"),
                Arguments.of(
                        "malformed",
                        text(aws -> aws.holdsText("{\"password\": \"" + PASSWORD + "\"")),
                        "the secret is not valid JSON",
                        "redis[s]://[user][:password]@"));
    }

    private static Consumer<SecretsStandIn> text(Consumer<SecretsStandIn> secret) {
        return secret;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableSecrets")
    void secret_thatCannotBeUsed_isToldAndLeavesReadsToPostgresUntilItIsMended(
            String what, Consumer<SecretsStandIn> wrong, String problem, String remedy) {
        wrong.accept(aws);
        try (GatewayProcess process = launch(Map.of())) {
            GatewayClient gateway = ready(process);
            try (HttpLoad load = load(process)) {
                gateway.await("a line that says so", () -> log(process).has(NOT_USABLE));
                JsonObject line = log(process).first(NOT_USABLE).orElseThrow();
                assertThat(line.getString("problem")).contains(problem);
                assertThat(line.getString("remedy")).contains(remedy);
                assertThat(line.getString("serving")).isEqualTo("nothing: no REDIS_CLUSTER_URL is set");
                assertThat(GatewayClient.cacheStatus(gateway.get(FLAG)))
                        .isEqualTo("redis; fwd=bypass; detail=unavailable");

                aws.holdsText(secret(cluster, PASSWORD));

                awaitHits(gateway);
                assertNoneFailed(load.stop());
            }
            assertNothingIsTold(process);
        }
    }

    @Test
    void secret_thatCannotBeUsed_leavesReadsToTheClusterOfTheVariable() {
        aws.holdsText("");
        try (GatewayProcess process = launch(Map.of("REDIS_CLUSTER_URL", cluster.url()))) {
            GatewayClient gateway = ready(process);
            awaitHits(gateway);
            gateway.await("a line that says so", () -> log(process).has(NOT_USABLE));
            assertThat(log(process).first(NOT_USABLE).orElseThrow().getString("serving"))
                    .isEqualTo("REDIS_CLUSTER_URL");
            try (HttpLoad load = load(process)) {
                aws.holdsText(secret(cluster, PASSWORD));

                gateway.await("the mended secret", () -> log(process).has(FOUND));
                awaitHits(gateway);
                assertNoneFailed(load.stop());
            }
            assertNothingIsTold(process);
        }
    }

    private static String secret(RedisCluster of, String password) {
        String seeds = of.nodes().stream().map(ClusterNode::address).collect(Collectors.joining(","));
        return new JsonObject()
                .put("url", "redis://" + seeds)
                .put("username", USER)
                .put("password", password)
                .encode();
    }

    /** By this password alone from now on; those who came in by another are put out. */
    private static void letIn(String password) {
        for (ClusterNode node : cluster.nodes()) {
            node.command("ACL", "SETUSER", USER, "resetpass", ">" + password);
            node.cutConnections();
        }
    }

    private GatewayProcess launch(Map<String, String> more) {
        Map<String, String> whole = new HashMap<>(Map.of(
                "DATABASE_URL",
                SharedPostgres.database().url(),
                "REDIS_CLUSTER_SECRET",
                "redis/cluster/staging",
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                aws.uri().toString(),
                "AWS_REGION",
                "eu-west-1",
                "AWS_ACCESS_KEY_ID",
                "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY",
                "aws-key-to-hide",
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "ADMIN_TOKENS",
                "ops:" + ADMIN.sha256(),
                "NEAR_CACHE",
                "off"));
        whole.putAll(more);
        return GatewayProcess.launch(whole);
    }

    /** With a flag in it. */
    private static GatewayClient ready(GatewayProcess process) {
        GatewayClient gateway = new GatewayClient(process);
        gateway.awaitReady();
        // On a busy machine the database takes a moment longer.
        gateway.await(
                "a flag",
                () -> gateway.change("PUT", "checkout", ADMIN.value(), "{\"isEnabled\": true}")
                                        .statusCode()
                                / 100
                        == 2);
        return gateway;
    }

    private static HttpLoad load(GatewayProcess process) {
        return HttpLoad.start(
                HttpLoad.Options.of(process.port(), FLAG).withConnections(4).withRate(20));
    }

    private static void awaitHits(GatewayClient gateway) {
        gateway.await(
                "Redis answers",
                () -> GatewayClient.cacheStatus(gateway.get(FLAG)).equals("redis; hit"));
    }

    private static LogLines log(GatewayProcess process) {
        return LogLines.parse(process.outputLines());
    }

    private static List<String> problems(GatewayProcess process) {
        return log(process).withMessage(NOT_USABLE).stream()
                .map(line -> line.getString("problem"))
                .toList();
    }

    private static void assertNoneFailed(LoadReport report) {
        assertThat(report.count()).isPositive();
        assertThat(report.otherThanOk()).isEmpty();
    }

    private static void assertNothingIsTold(GatewayProcess process) {
        assertThat(process.outputLines()).isNotEmpty().noneMatch(line -> line.contains("to-hide"));
        assertThat(process.errorLines()).noneMatch(line -> line.contains("to-hide"));
    }
}
