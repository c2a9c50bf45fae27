package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.http.FlagApi.Ended;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.write.OutcomeUnknown;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlagApiIT {
    private static final String FLAG = "/api/config/flags/wishlist";
    private static final String ADMIN = "/api/admin/flags/wishlist";

    private final FlagApi api = FlagApi.open();

    @AfterEach
    void close() {
        api.close();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    private HttpResponse<String> getWith(String target, String header, String value) {
        return api.send(api.request(target).header(header, value));
    }

    private void backendsGone() {
        api.cache.takeAway();
        api.store.failWith(new BackendUnavailable(Backend.POSTGRES, "gone"));
    }

    @Test
    void read_flag_answersItWithTagAndTheWayItCame() {
        api.put("wishlist", "{\"isEnabled\":true,\"rolloutPercentage\":12.5,\"description\":\"Wishes\"}");

        HttpResponse<String> miss = api.get(FLAG);
        HttpResponse<String> hit = api.get(FLAG);

        assertThat(miss.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(miss.body()).getMap())
                .containsEntry("key", "wishlist")
                .containsEntry("environment", "production")
                .containsEntry("isEnabled", true)
                .containsEntry("rolloutPercentage", 12.5)
                .containsEntry("revision", 1);
        assertThat(header(miss, "etag")).isEqualTo("\"1\"");
        assertThat(header(miss, "content-type")).isEqualTo("application/json");
        assertThat(header(miss, "cache-control")).isEqualTo("no-cache");
        assertThat(header(miss, "cache-status")).isEqualTo("redis; fwd=miss");
        assertThat(header(hit, "cache-status")).isEqualTo("redis; hit");
        assertThat(hit.body()).isEqualTo(miss.body());
    }

    @Test
    void read_manyTimesAtOnce_answersTheSameBytes() {
        api.put("wishlist", "{\"isEnabled\":true}");
        String first = api.get(FLAG).body();

        for (int i = 0; i < 200; i++) {
            assertThat(api.get(FLAG).body()).isEqualTo(first);
        }
    }

    @Test
    void read_keyWithNeedlessEscape_isTheSameKey() {
        api.put("wishlist", "{\"isEnabled\":true}");

        assertThat(api.get("/api/config/flags/wish%6Cist").statusCode()).isEqualTo(200);
    }

    @Test
    void read_noSuchFlag_is404() {
        HttpResponse<String> answer = api.get(FLAG);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(header(answer, "cache-status")).isEqualTo("redis; fwd=miss");
        assertThat(answer.body()).contains("wishlist", "production");
    }

    @Test
    void list_defaultEnvironmentBeforeItsFirstChange_isEmpty() {
        HttpResponse<String> answer = api.get("/api/config/flags");

        assertThat(answer.body()).isEqualTo("{\"environment\":\"production\",\"revision\":0,\"flags\":[]}");
        assertThat(header(answer, "etag")).isEqualTo("\"0\"");
    }

    @Test
    void list_severalFlags_areInOrderOfTheirKeys() {
        api.put("b", "{\"isEnabled\":true}");
        api.put("a", "{\"isEnabled\":false}");

        HttpResponse<String> answer = api.get("/api/config/flags?environment=production");

        JsonArray flags = new JsonObject(answer.body()).getJsonArray("flags");
        assertThat(flags.getJsonObject(0).getString("key")).isEqualTo("a");
        assertThat(flags.getJsonObject(1).getString("key")).isEqualTo("b");
        assertThat(header(answer, "etag")).isEqualTo("\"2\"");
    }

    @Test
    void list_unknownEnvironment_is404() {
        assertThat(api.get("/api/config/flags?environment=nowhere").statusCode())
                .isEqualTo(404);
    }

    @Test
    void read_matchingTag_isNotModified() {
        api.put("wishlist", "{\"isEnabled\":true}");

        for (String tags : new String[] {"\"1\"", "W/\"1\"", "\"7\", \"1\"", "*", ", \"1\" ,"}) {
            HttpResponse<String> answer = getWith(FLAG, "If-None-Match", tags);

            assertThat(answer.statusCode()).as(tags).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(header(answer, "etag")).isEqualTo("\"1\"");
            assertThat(header(answer, "cache-status")).startsWith("redis; ");
        }
        assertThat(getWith(FLAG, "If-None-Match", "\"2\"").statusCode()).isEqualTo(200);
    }

    @Test
    void read_ifMatch_isWeighed() {
        api.put("wishlist", "{\"isEnabled\":true}");

        assertThat(getWith(FLAG, "If-Match", "\"1\"").statusCode()).isEqualTo(200);
        HttpResponse<String> failed = getWith(FLAG, "If-Match", "\"2\"");
        assertThat(failed.statusCode()).isEqualTo(412);
        assertThat(new JsonObject(failed.body()).getString("currentETag")).isEqualTo("\"1\"");
    }

    @Test
    void read_minRevisionReached_answers() {
        api.put("wishlist", "{\"isEnabled\":true}");

        assertThat(getWith(FLAG, "Flags-Min-Revision", "1").statusCode()).isEqualTo(200);
    }

    @Test
    void read_minRevisionNotReached_is409ToBeTriedAgain() {
        api.put("wishlist", "{\"isEnabled\":true}");

        HttpResponse<String> answer = getWith(FLAG, "Flags-Min-Revision", "2");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(header(answer, "retry-after")).isEqualTo("1");
    }

    @Test
    void read_cacheAway_comesFromTheStore() {
        api.put("wishlist", "{\"isEnabled\":true}");
        api.cache.takeAway();

        HttpResponse<String> answer = api.get(FLAG);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "cache-status")).isEqualTo("redis; fwd=bypass; detail=unavailable");
    }

    @Test
    void read_allBackendsAway_isStaleAndSaysSo() {
        api.put("wishlist", "{\"isEnabled\":true}");
        api.get(FLAG);
        backendsGone();

        HttpResponse<String> answer = api.get(FLAG);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "cache-status"))
                .isEqualTo("redis; fwd=bypass; detail=unavailable, near; hit; detail=stale");
        assertThat(header(answer, "age")).matches("[0-9]+");
    }

    @Test
    void read_nothingToAnswerFrom_is503ToBeTriedAgain() {
        backendsGone();

        HttpResponse<String> answer = api.get(FLAG);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "retry-after")).isEqualTo("1");
    }

    @Test
    void read_bugBehind_is500AndTellsNothing() {
        api.cache.failWith(new IllegalStateException("secret of the insides"));

        HttpResponse<String> answer = api.get(FLAG);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret", "Exception");
    }

    @Test
    void head_anyRead_hasTheHeadersOfGetAndNoBody() {
        api.put("wishlist", "{\"isEnabled\":true}");
        int length = api.get(FLAG).body().length();

        try (RawConnection connection = new RawConnection(api.port())) {
            connection.send("HEAD " + FLAG + " HTTP/1.1\r\nHost: a\r\n\r\n");
            RawConnection.Answer head = connection.headAnswer().orElseThrow();
            assertThat(head.head()).contains("etag: \"1\"", "content-length: " + length, "cache-status: redis; hit");

            connection.send("HEAD /api/config/flags/nobody HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.headAnswer().orElseThrow().status()).isEqualTo(404);
            connection.send("GET " + FLAG + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.answer().orElseThrow().status()).isEqualTo(200);
        }
    }

    @Test
    void http10_read_isAnsweredAndClosed() {
        api.put("wishlist", "{\"isEnabled\":true}");

        try (RawConnection connection = new RawConnection(api.port())) {
            connection.send("GET " + FLAG + " HTTP/1.0\r\n\r\n");
            assertThat(connection.answer().orElseThrow().status()).isEqualTo(200);
            assertThat(connection.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void pipelined_goodRequests_areAnsweredInOrder() {
        api.put("wishlist", "{\"isEnabled\":true}");

        try (RawConnection connection = new RawConnection(api.port())) {
            String get = " HTTP/1.1\r\nHost: a\r\n\r\n";
            connection.send(("GET " + FLAG + get + "GET /api/config/flags/nobody" + get).repeat(20));
            for (int i = 0; i < 20; i++) {
                assertThat(connection.answer().orElseThrow().status()).isEqualTo(200);
                assertThat(connection.answer().orElseThrow().status()).isEqualTo(404);
            }
        }
    }

    @Test
    void put_newFlag_isCreatedWithDefaults() {
        HttpResponse<String> answer = api.put("wishlist", "{\"isEnabled\":false}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(header(answer, "location")).isEqualTo("/api/config/flags/wishlist?environment=production");
        assertThat(header(answer, "etag")).isEqualTo("\"1\"");
        assertThat(header(answer, "flags-revision")).isEqualTo("1");
        assertThat(answer.body()).contains("\"rolloutPercentage\":100,\"description\":\"\"");
    }

    @Test
    void put_existingFlag_isReplacedWhole() {
        api.put("wishlist", "{\"isEnabled\":false,\"rolloutPercentage\":5,\"description\":\"old\"}");

        HttpResponse<String> answer = api.put("wishlist", "{\"isEnabled\":true}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"isEnabled\":true,\"rolloutPercentage\":100,\"description\":\"\"");
    }

    @Test
    void put_otherEnvironment_createsItThere() {
        HttpResponse<String> created = api.put("wishlist?environment=staging", "{\"isEnabled\":true}");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(api.get(FLAG + "?environment=staging").statusCode()).isEqualTo(200);
        assertThat(api.get(FLAG).statusCode()).isEqualTo(404);
    }

    @Test
    void patch_someMembers_leavesTheOthersAndShowsAtOnce() {
        api.put("wishlist", "{\"isEnabled\":false,\"rolloutPercentage\":5,\"description\":\"kept\"}");
        api.get(FLAG);

        HttpResponse<String> answer = api.patch("wishlist", "{\"isEnabled\":true}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "etag")).isEqualTo("\"2\"");
        assertThat(header(answer, "flags-revision")).isEqualTo("2");
        assertThat(answer.body()).contains("\"isEnabled\":true,\"rolloutPercentage\":5,\"description\":\"kept\"");
        assertThat(api.get(FLAG).body()).isEqualTo(answer.body());
    }

    @Test
    void patch_nullMembers_takeTheirDefaults() {
        api.put("wishlist", "{\"isEnabled\":true,\"rolloutPercentage\":5,\"description\":\"old\"}");

        HttpResponse<String> answer = api.patch("wishlist", "{\"rolloutPercentage\":null,\"description\":null}");

        assertThat(answer.body()).contains("\"isEnabled\":true,\"rolloutPercentage\":100,\"description\":\"\"");
    }

    @Test
    void patch_chunkedUtf8Body_isTaken() {
        api.put("wishlist", "{\"isEnabled\":true}");
        byte[] body = "{\"description\":\"Wünsche 🎁\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        HttpResponse<String> answer = api.send(api.admin(ADMIN)
                .header("Content-Type", "application/json; charset=UTF-8")
                .method("PATCH", BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))));

        assertThat(new JsonObject(answer.body()).getString("description")).isEqualTo("Wünsche 🎁");
    }

    @Test
    void patch_matchingRevision_isMadeOnce() {
        api.put("wishlist", "{\"isEnabled\":true}");

        for (int expected : new int[] {200, 412}) {
            HttpResponse<String> answer = api.send(api.admin(ADMIN)
                    .header("Content-Type", "application/json")
                    .header("If-Match", "\"9\", \"1\"")
                    .method("PATCH", BodyPublishers.ofString("{\"isEnabled\":false}")));
            assertThat(answer.statusCode()).isEqualTo(expected);
        }
    }

    @Test
    void put_ifNoneMatchAny_createsOnlyOnce() {
        for (int expected : new int[] {201, 412}) {
            HttpResponse<String> answer = api.send(api.admin(ADMIN)
                    .header("Content-Type", "application/json")
                    .header("If-None-Match", "*")
                    .PUT(BodyPublishers.ofString("{\"isEnabled\":false}")));
            assertThat(answer.statusCode()).isEqualTo(expected);
        }
    }

    @Test
    void put_ifMatchOnNothing_is412() {
        HttpResponse<String> answer = api.send(api.admin(ADMIN)
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .PUT(BodyPublishers.ofString("{\"isEnabled\":false}")));

        assertThat(answer.statusCode()).isEqualTo(412);
        assertThat(answer.body()).contains("does not exist").doesNotContain("currentETag");
    }

    @Test
    void delete_flag_isGone() {
        api.put("wishlist", "{\"isEnabled\":true}");
        api.get(FLAG);

        HttpResponse<String> answer = api.send(api.admin(ADMIN).DELETE());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(header(answer, "flags-revision")).isEqualTo("2");
        assertThat(header(answer, "content-length")).isEqualTo("none");
        assertThat(api.get(FLAG).statusCode()).isEqualTo(404);
        assertThat(api.send(api.admin(ADMIN).DELETE()).statusCode()).isEqualTo(404);
    }

    @Test
    void write_storeAway_is503AndNothingIsChanged() {
        api.put("wishlist", "{\"isEnabled\":true}");
        api.store.failWith(new BackendUnavailable(Backend.POSTGRES, "gone"));

        HttpResponse<String> answer = api.patch("wishlist", "{\"isEnabled\":false}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "retry-after")).isEqualTo("1");
        assertThat(answer.body()).contains("nothing was changed");
        api.store.heal();
        assertThat(api.get(FLAG).body()).contains("\"isEnabled\":true");
    }

    @Test
    void write_lostWhileCommitting_is503AndSaysThatItIsNotKnown() {
        api.store.failWith(new OutcomeUnknown(Backend.POSTGRES, new IllegalStateException("cut")));

        HttpResponse<String> answer = api.put("wishlist", "{\"isEnabled\":false}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("not known whether the change was made");
    }

    @Test
    void history_changedFlag_isLatestFirstAPageAtATime() {
        api.put("wishlist", "{\"isEnabled\":true}");
        api.patch("wishlist", "{\"isEnabled\":false}");
        api.send(api.admin(ADMIN).DELETE());

        HttpResponse<String> answer = api.send(api.admin(ADMIN + "/history?limit=2"));
        JsonArray changes = new JsonObject(answer.body()).getJsonArray("changes");

        assertThat(changes).hasSize(2);
        JsonObject removed = changes.getJsonObject(0);
        assertThat(removed.getInteger("revision")).isEqualTo(3);
        assertThat(removed.getString("token")).isEqualTo("ops");
        assertThat(removed.getString("time")).matches("\\d{4}-.*\\.\\d{3}Z");
        assertThat(removed.getValue("after")).isNull();
        assertThat(removed.getJsonObject("before").getBoolean("isEnabled")).isFalse();
        HttpResponse<String> older = api.send(api.admin(ADMIN + "/history?before=2"));
        assertThat(new JsonObject(older.body()).getJsonArray("changes")).hasSize(1);
        HttpResponse<String> end = api.send(api.admin(ADMIN + "/history?before=1"));
        assertThat(end.body()).isEqualTo("{\"changes\":[]}");
    }

    @Test
    void history_flagThatNeverWas_is404() {
        assertThat(api.send(api.admin(ADMIN + "/history")).statusCode()).isEqualTo(404);
        assertThat(api.send(api.admin(ADMIN + "/history?before=1")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void flagNamedHistory_isAFlagAsAnyOther() {
        assertThat(api.put("history", "{\"isEnabled\":true}").statusCode()).isEqualTo(201);
        assertThat(api.get("/api/config/flags/history").statusCode()).isEqualTo(200);
    }

    @Test
    void observer_eachAnswer_isToldItsRoute() {
        api.put("wishlist", "{\"isEnabled\":true}");
        api.get(FLAG);
        api.get("/api/config/flags");
        api.get("/nowhere");
        api.send(api.request(FLAG).method("BREW", BodyPublishers.noBody()));

        assertThat(api.ended)
                .containsExactly(
                        new Ended(Route.ADMIN_FLAG, "PUT", 201),
                        new Ended(Route.FLAG, "GET", 200),
                        new Ended(Route.FLAGS, "GET", 200),
                        new Ended(Route.UNMATCHED, "GET", 404),
                        new Ended(Route.FLAG, "OTHER", 405));
    }

    @Test
    void instances_allOfThem_shareOnePort() {
        assertThat(api.verticles()).hasSize(2).allMatch(verticle -> verticle.actualPort() == api.port());
    }
}
