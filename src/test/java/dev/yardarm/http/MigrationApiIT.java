package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.http.FlagApi.Ended;
import dev.yardarm.http.RawConnection.Answer;
import dev.yardarm.migration.CurrentMigration;
import dev.yardarm.migration.MigrationDesk;
import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationState.Phase;
import dev.yardarm.migration.MigrationStore.Change;
import dev.yardarm.migration.MigrationStore.Report;
import dev.yardarm.migration.Obstacle;
import dev.yardarm.migration.Recording;
import dev.yardarm.migration.Tally;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.write.OutcomeUnknown;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/admin/cache/migration} over real HTTP, on a store in memory. */
class MigrationApiIT {
    private static final String PATH = "/api/admin/cache/migration";
    private static final String PLAN = "{\"plan\":{\"steps\":[0.1,0.5,1],\"hold\":\"1h\",\"maxErrorRate\":0.001,"
            + "\"minHitRate\":0.8,\"maxP95\":\"100ms\",\"minOperations\":100}}";

    private final InMemoryMigrationStore store = new InMemoryMigrationStore();
    private final List<Obstacle> obstacles = new CopyOnWriteArrayList<>();
    private final CurrentMigration migration = new CurrentMigration(0, new Recording());
    private final FlagApi api = new FlagApi(
            new Access(FlagApi.tokens("ops", FlagApi.ADMIN), FlagApi.tokens("web", FlagApi.CLIENT)),
            Limits.DEFAULT,
            Optional.empty(),
            () -> Optional.of(new MigrationDesk(store, migration, () -> obstacles, "redis", "cluster")));

    @AfterEach
    void close() {
        api.close();
    }

    private HttpResponse<String> get() {
        return api.send(api.admin(PATH));
    }

    private HttpResponse<String> put(String body) {
        return put(api, "application/json", body);
    }

    private static HttpResponse<String> put(FlagApi to, String type, String body) {
        return to.send(to.admin(PATH).header("Content-Type", type).PUT(BodyPublishers.ofString(body)));
    }

    private static JsonObject json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    private static String detail(HttpResponse<String> answer) {
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        return new JsonObject(answer.body()).getString("detail");
    }

    private static Tally tally(long operations, long errors, long hits, long misses) {
        Histogram micros = new Histogram(10_000_000, 2);
        micros.recordValueWithCount(800, operations - errors);
        return new Tally(operations, errors, hits, misses, micros);
    }

    private void report(Tally from, Tally to) {
        Report report = new Report("gateway", store.present().version(), new Tally.Pair(from, to));
        FlagApi.await(store.beat(report, Duration.ofSeconds(3)));
    }

    @Test
    void read_neverChanged_showsTheBeginning() {
        HttpResponse<String> answer = get();

        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        assertThat(json(answer).encode())
                .isEqualTo("{\"configured\":true,\"from\":\"redis\",\"to\":\"cluster\",\"clusterShare\":0,"
                        + "\"phase\":\"manual\",\"version\":0,\"since\":null,\"step\":0,\"steps\":0,"
                        + "\"caches\":{\"from\":{\"name\":\"redis\",\"operations\":0,\"errorRate\":0,\"hitRate\":null,"
                        + "\"p95Millis\":null},\"to\":{\"name\":\"cluster\",\"operations\":0,\"errorRate\":0,"
                        + "\"hitRate\":null,\"p95Millis\":null}},"
                        + "\"comparisons\":{\"same\":0,\"different\":0,\"revision\":0,\"missing\":0,\"unavailable\":0},"
                        + "\"ready\":false,\"obstacles\":[{\"kind\":\"not-used-yet\","
                        + "\"detail\":\"The new cache has not been asked for anything yet.\"}],\"history\":[]}");
    }

    @Test
    void read_figuresOfBothCaches_areShown() {
        report(tally(1000, 0, 999, 1), tally(10, 1, 0, 0));

        JsonObject caches = json(get()).getJsonObject("caches");
        assertThat(caches.getJsonObject("from").encode())
                .isEqualTo("{\"name\":\"redis\",\"operations\":1000,\"errorRate\":0,\"hitRate\":0.999,"
                        + "\"p95Millis\":0.803}");
        assertThat(caches.getJsonObject("to").encode())
                .isEqualTo("{\"name\":\"cluster\",\"operations\":10,\"errorRate\":0.1,\"hitRate\":null,"
                        + "\"p95Millis\":0.803}");
    }

    @Test
    void read_nothingInTheWay_isReady() {
        report(tally(10, 0, 10, 0), tally(10, 0, 10, 0));

        assertThat(json(get()).getBoolean("ready")).isTrue();
    }

    @Test
    void read_clusterInTheWay_isNotReady() {
        report(tally(10, 0, 10, 0), tally(10, 0, 10, 0));
        obstacles.add(new Obstacle("cluster-not-ok", "Slots are without a primary."));

        JsonObject json = json(get());
        assertThat(json.getBoolean("ready")).isFalse();
        assertThat(json.getJsonArray("obstacles").encode())
                .isEqualTo("[{\"kind\":\"cluster-not-ok\",\"detail\":\"Slots are without a primary.\"}]");
    }

    @Test
    void head_answer_hasTheLengthAlone() {
        HttpResponse<String> answer = api.send(api.admin(PATH).method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "content-length")).isNotEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "Application/JSON; charset=utf-8", "application/json;charset=\"UTF-8\""})
    void share_set_isInForceAndRecorded(String type) {
        HttpResponse<String> answer = put(api, type, "{\"clusterShare\": 0.10}");

        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        JsonObject json = json(answer);
        assertThat(json.getDouble("clusterShare")).isEqualTo(0.1);
        assertThat(json.getString("phase")).isEqualTo("manual");
        assertThat(json.getLong("version")).isEqualTo(1);
        assertThat(json.getString("since"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
                .isEqualTo(json.getJsonArray("history").getJsonObject(0).getString("at"));
        assertThat(json.containsKey("plan")).isFalse();
        assertThat(json.containsKey("waiting")).isFalse();
        assertThat(migration.state().share()).isEqualTo(0.1);
        assertThat(json(get()).encode()).isEqualTo(json.encode());
    }

    @Test
    void plan_started_isShownAsItWasGiven() {
        JsonObject json = json(put(PLAN));

        assertThat(json.getJsonObject("plan")).isEqualTo(new JsonObject(PLAN).getJsonObject("plan"));
        assertThat(json.getDouble("clusterShare")).isEqualTo(0.1);
        assertThat(json.getString("phase")).isEqualTo("running");
        assertThat(json.getInteger("step")).isEqualTo(1);
        assertThat(json.getInteger("steps")).isEqualTo(3);
        assertThat(json.getString("waiting")).isEqualTo("held");
    }

    @Test
    void plan_tooLittleToJudge_saysThatItIsHeldLonger() {
        put(PLAN.replace("1h", "1ms"));

        Await.until(
                Duration.ofSeconds(5),
                "held longer",
                () -> "held longer: 0 operations are too few to judge, 100 are needed"
                        .equals(json(get()).getString("waiting")));
    }

    @Test
    void plan_pausedResumedAborted_isInEachPhase() {
        put(PLAN);

        assertThat(json(put("{\"action\":\"pause\"}")).getString("phase")).isEqualTo("paused");
        assertThat(json(put("{\"action\":\"resume\"}")).getString("phase")).isEqualTo("running");
        JsonObject aborted = json(put("{\"action\":\"abort\"}"));
        assertThat(aborted.getString("phase")).isEqualTo("aborted");
        assertThat(aborted.getInteger("clusterShare")).isZero();
        assertThat(aborted.containsKey("plan")).isTrue();
        assertThat(aborted.containsKey("waiting")).isFalse();
    }

    @Test
    void history_afterARollback_tellsWhatWasDoneByWhomAndWhy() {
        put(PLAN);
        MigrationState running = store.present();
        Tally.Pair tallies = new Tally.Pair(tally(500, 0, 500, 0), tally(100, 100, 0, 0));
        String reason = "error rate 1 above 0.001 (100 of 100 operations)";
        FlagApi.await(store.replace(new Change(
                new MigrationState(2, 0, Phase.ROLLED_BACK, running.plan(), 0, running.since()),
                "plan",
                reason,
                tallies)));

        JsonObject json = json(get());
        assertThat(json.getString("phase")).isEqualTo("rolled-back");
        JsonArray history = json.getJsonArray("history");
        assertThat(history).hasSize(2);
        JsonObject latest = history.getJsonObject(0);
        latest.remove("at");
        assertThat(latest.encode())
                .isEqualTo("{\"version\":2,\"author\":\"plan\",\"phase\":\"rolled-back\",\"clusterShare\":0,\"step\":1,"
                        + "\"reason\":\"" + reason + "\","
                        + "\"from\":{\"operations\":500,\"errorRate\":0,\"hitRate\":1,\"p95Millis\":0.803},"
                        + "\"to\":{\"operations\":100,\"errorRate\":1,\"hitRate\":null,\"p95Millis\":null}}");
        assertThat(history.getJsonObject(1).getString("author")).isEqualTo("ops");
        assertThat(history.getJsonObject(1).getString("reason")).isEqualTo("plan started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "abort"})
    void action_noPlanUnderWay_isAConflict(String action) {
        HttpResponse<String> answer = put("{\"action\":\"" + action + "\"}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(detail(answer)).isEqualTo("There is no plan under way.");
        assertThat(store.present()).isEqualTo(MigrationState.INITIAL);
    }

    @Test
    void plan_whileOneRuns_isAConflict() {
        put(PLAN);

        HttpResponse<String> answer = put(PLAN);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(detail(answer)).isEqualTo("A plan is under way; abort it first, or set a share by hand.");
        assertThat(store.present().version()).isEqualTo(1);
    }

    @Test
    void share_othersChangeItMeanwhile_isTriedAgain() {
        store.rivals(2);

        assertThat(json(put("{\"clusterShare\":0.5}")).getLong("version")).isEqualTo(3);
    }

    @Test
    void share_othersChangeItAllTheTime_isAConflict() {
        store.rivals(Integer.MAX_VALUE);

        HttpResponse<String> answer = put("{\"clusterShare\":0.5}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(detail(answer)).contains("Others");
    }

    @Test
    void body_withMistakes_namesThemAllAndChangesNothing() {
        HttpResponse<String> answer =
                put("{\"plan\":{\"steps\":[0.5,0.1],\"hold\":\"0s\",\"maxErrorRate\":\"x\",\"minHitRate\":0.8}}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(detail(answer)).isEqualTo("The body has 4 mistakes");
        assertThat(new JsonObject(answer.body())
                        .getJsonArray("errors").stream().map(each -> ((JsonObject) each).getString("field")))
                .containsExactly("/plan/steps/1", "/plan/hold", "/plan/maxErrorRate", "/plan/maxP95");
        assertThat(store.present()).isEqualTo(MigrationState.INITIAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "clusterShare=0.1", "{\"clusterShare\":0.1}{}"})
    void body_notJson_is400(String body) {
        assertThat(put(body).statusCode()).isEqualTo(400);
        assertThat(store.present()).isEqualTo(MigrationState.INITIAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/merge-patch+json", "application/json; charset=latin1"})
    void body_ofAnotherType_is415(String type) {
        HttpResponse<String> answer = put(api, type, "{\"clusterShare\":0.1}");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(header(answer, "accept")).isEqualTo("application/json");
        assertThat(store.present()).isEqualTo(MigrationState.INITIAL);
    }

    @Test
    void body_tooLarge_is413() {
        try (RawConnection connection = new RawConnection(api.port())) {
            connection.send("PUT " + PATH + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + FlagApi.ADMIN
                    + "\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\r\n");

            Answer answer = connection.answer().orElseThrow();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.closes()).isTrue();
        }
    }

    @Test
    void request_withAParameter_is400() {
        assertThat(api.send(api.admin(PATH + "?environment=staging")).statusCode())
                .isEqualTo(400);
        assertThat(api.send(api.admin(PATH + "?share=1")
                                .header("Content-Type", "application/json")
                                .PUT(BodyPublishers.ofString("{\"clusterShare\":0.1}")))
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "DELETE", "BREW"})
    void method_another_is405(String method) {
        HttpResponse<String> answer = api.send(api.admin(PATH).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "allow")).isEqualTo("GET, HEAD, PUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT"})
    void token_noneOrOfAClient_isRefused(String method) {
        HttpResponse<String> without = api.send(api.request(PATH).method(method, BodyPublishers.noBody()));
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(header(without, "www-authenticate")).startsWith("Bearer");

        HttpResponse<String> client = api.send(api.request(PATH)
                .header("Authorization", "Bearer " + FlagApi.CLIENT)
                .method(method, BodyPublishers.noBody()));
        assertThat(client.statusCode()).isEqualTo(403);
    }

    @Test
    void read_storeGone_is503() {
        store.failAfter(0, new BackendUnavailable(Backend.POSTGRES, "gone"));

        HttpResponse<String> answer = get();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "retry-after")).isEqualTo("1");
    }

    @Test
    void change_storeGoneBeforeIt_changesNothing() {
        for (int calls = 0; calls < 3; calls++) {
            store.failAfter(calls, new BackendUnavailable(Backend.POSTGRES, "gone"));

            HttpResponse<String> answer = put("{\"clusterShare\":0.5}");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(header(answer, "retry-after")).isEqualTo("1");
            assertThat(detail(answer)).doesNotContain("not known");
        }
        store.heal();
        assertThat(json(get()).getDouble("clusterShare")).isEqualTo(0);
    }

    @Test
    void change_storeLostWhileItCommits_doesNotClaimThatNothingChanged() {
        store.failAfter(2, new OutcomeUnknown(Backend.POSTGRES, new IllegalStateException("gone")));

        HttpResponse<String> answer = put("{\"clusterShare\":0.5}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "retry-after")).isEqualTo("1");
        assertThat(detail(answer)).contains("not known");
    }

    @Test
    void change_storeGoneAfterIt_isCarriedOut() {
        store.failAfter(3, new BackendUnavailable(Backend.POSTGRES, "gone"));

        HttpResponse<String> answer = put("{\"clusterShare\":0.5}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).getDouble("clusterShare")).isEqualTo(0.5);
    }

    @Test
    void observer_eachAnswer_isToldTheRoute() {
        get();
        put("{\"clusterShare\":0.1}");
        put("{}");

        assertThat(api.ended)
                .containsExactly(
                        new Ended(Route.ADMIN_MIGRATION, "GET", 200),
                        new Ended(Route.ADMIN_MIGRATION, "PUT", 200),
                        new Ended(Route.ADMIN_MIGRATION, "PUT", 422));
        assertThat(Route.ADMIN_MIGRATION.label()).isEqualTo(PATH);
    }

    @Test
    void read_notConfigured_saysWhatToSet() {
        try (FlagApi without = FlagApi.open()) {
            JsonObject json = json(without.send(without.admin(PATH)));

            assertThat(json.fieldNames()).containsExactly("configured", "detail");
            assertThat(json.getBoolean("configured")).isFalse();
            assertThat(json.getString("detail")).contains("REDIS_URL", "REDIS_CLUSTER_URL", "CACHE_MIGRATION_FROM");
        }
    }

    @Test
    void change_notConfigured_isAConflictOnceTheBodyIsRight() {
        try (FlagApi without = FlagApi.open()) {
            HttpResponse<String> right = put(without, "application/json", "{\"clusterShare\":0.1}");
            HttpResponse<String> wrong = put(without, "application/json", "{\"clusterShare\":2}");

            assertThat(right.statusCode()).isEqualTo(409);
            assertThat(detail(right)).contains("No migration is configured", "CACHE_MIGRATION_FROM");
            assertThat(wrong.statusCode()).isEqualTo(422);
        }
    }
}
