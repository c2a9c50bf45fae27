package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.http.RawConnection.Answer;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was read once on a connection is read the short way after that: no client may be able to tell. All that is asked here
 * was asked before, on the same event loop.
 */
class PlainReadsIT {
    private static final String FLAG = "/api/config/flags/wishlist";
    private static final String OTHER = "/api/config/flags/checkout";
    private static final String LIST = "/api/config/flags";
    private static final Duration SOON = Duration.ofSeconds(5);

    private FlagApi api = FlagApi.open();
    private RawConnection connection = new RawConnection(api.port());

    @BeforeEach
    void read() {
        prepare();
    }

    private void begin(FlagApi other) {
        close();
        api = other;
        connection = new RawConnection(api.port());
        prepare();
    }

    private void prepare() {
        api.put("wishlist", "{\"isEnabled\": true, \"rolloutPercentage\": 50}");
        api.put("checkout", "{\"isEnabled\": false, \"rolloutPercentage\": 10}");
        for (String target : List.of(FLAG, OTHER, LIST)) {
            assertThat(ask(target).status()).isEqualTo(200);
        }
    }

    @AfterEach
    void close() {
        connection.close();
        api.close();
    }

    private static String get(String target, String... headers) {
        String lines = String.join("\r\n", headers);
        return "GET " + target + " HTTP/1.1\r\nHost: flags.example\r\n" + lines
                + (lines.isEmpty() ? "\r\n" : "\r\n\r\n");
    }

    private Answer ask(String target, String... headers) {
        return connection.send(get(target, headers)).answer().orElseThrow();
    }

    /** The same for a target that is new, and so has to go the long way. */
    private Answer askAnew(String target, String... headers) {
        return ask(target + "?environment=production", headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {FLAG, LIST})
    void read_again_isTheSameAnswer(String target) {
        assertThat(ask(target)).isEqualTo(askAnew(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {FLAG, LIST})
    void read_unchanged_isTheSame304(String target) {
        String tag = "If-None-Match: \"" + (target.equals(FLAG) ? 1 : 2) + '"';

        assertThat(ask(target, tag))
                .isEqualTo(askAnew(target, tag))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(304));
    }

    @Test
    void read_changedSince_isTheChange() {
        api.patch("wishlist", "{\"isEnabled\": false}");

        Answer answer = ask(FLAG, "If-None-Match: \"1\"");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"isEnabled\":false");
        assertThat(answer.head()).contains("etag: \"3\"");
        // The first one had to fill the cache.
        assertThat(ask(FLAG)).isEqualTo(askAnew(FLAG));
    }

    @Test
    void read_removedSince_isTheSame404() {
        api.send(api.admin("/api/admin/flags/wishlist").DELETE());

        assertThat(ask(FLAG).head()).contains("cache-status: redis; fwd=miss");
        assertThat(ask(FLAG))
                .isEqualTo(askAnew(FLAG))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(404));
    }

    @Test
    void read_everybodyAway_isTheSame200MarkedAsStale() {
        api.cache.takeAway();
        api.store.failWith(new BackendUnavailable(Backend.POSTGRES, "taken away"));

        assertThat(ask(FLAG))
                .isEqualTo(askAnew(FLAG))
                .satisfies(answer ->
                        assertThat(answer.head()).contains("detail=stale").contains("age: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If-None-Match: W/\"1\"",
                "If-None-Match: *",
                "If-None-Match: \"7\", \"1\"",
                "If-None-Match: \"7\"\r\nIf-None-Match: \"1\"",
                "If-None-Match: 1",
                "If-None-Match: \"\"",
                "If-Match: \"7\"",
                "If-Match: \"1\"",
                "IF-MATCH: \"7\"",
                "if-none-match: \"1\"",
                "FLAGS-MIN-REVISION: 9",
                "Expect: 100-continue",
                "X-Key: \"7\"",
                "Flags-Min-Revision: 9",
                "Flags-Min-Revision: 1",
                "Flags-Min-Revision: x",
                "Host: another.example",
                "Content-Length: 0",
                "Content-Length: x",
                "Connection: keep-alive",
                "Connection: keep-alive\r\nConnection: close",
                "Authorization: Bearer whatever",
                "Accept: text/html"
            })
    void read_withAHeader_isTheSameAnswer(String header) {
        assertThat(ask(FLAG, header).head())
                .isEqualTo(new RawConnection(api.port())
                        .send(get(FLAG + "?environment=production", header))
                        .answer()
                        .orElseThrow()
                        .head());
    }

    @Test
    void read_withABody_isRefused() {
        connection.send(get(FLAG, "Content-Length: 2") + "{}");

        assertThat(connection.answer().orElseThrow().status()).isEqualTo(400);
    }

    @Test
    void read_toBeTheLast_closes() {
        assertThat(ask(FLAG, "Connection: close").status()).isEqualTo(200);
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void read_behindTheLast_isNotAnswered() {
        connection.send(get(FLAG, "Connection: close") + get(OTHER));

        assertThat(connection.answer().orElseThrow().body()).contains("wishlist");
        assertThat(connection.answer()).isEmpty();
    }

    @Test
    void read_withoutAHost_isRefused() {
        connection.send("GET " + FLAG + " HTTP/1.1\r\n\r\n");

        assertThat(connection.answer().orElseThrow().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "["})
    void read_ofAnInvalidHost_isRefused(String host) {
        connection.send("GET " + FLAG + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

        assertThat(connection.answer().orElseThrow().status()).isEqualTo(400);
    }

    @Test
    void read_byHttp10_closes() {
        connection.send("GET " + FLAG + " HTTP/1.0\r\n\r\n");

        assertThat(connection.answer().orElseThrow().status()).isEqualTo(200);
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void head_ofTheSameTarget_hasNoBody() {
        connection.send(get(FLAG).replace("GET", "HEAD") + get(FLAG));

        assertThat(connection.headAnswer().orElseThrow().status()).isEqualTo(200);
        assertThat(connection.answer().orElseThrow().body()).contains("wishlist");
    }

    @Test
    void post_ofTheSameTarget_isNotAllowed() {
        connection.send(get(FLAG, "Content-Length: 0").replace("GET", "POST"));

        assertThat(connection.answer().orElseThrow().status()).isEqualTo(405);
    }

    @Test
    void read_eachTime_isCountedOnce() {
        api.ended.clear();
        for (int i = 0; i < 10; i++) {
            ask(FLAG);
        }
        ask(LIST, "If-None-Match: \"2\"");

        assertThat(api.ended)
                .hasSize(11)
                .contains(new FlagApi.Ended(Route.FLAG, "GET", 200), new FlagApi.Ended(Route.FLAGS, "GET", 304));
    }

    @Nested
    class InOrder {
        private final List<String> sent = new ArrayList<>();

        private void send(String... requests) {
            sent.addAll(List.of(requests));
            connection.send(String.join("", requests));
        }

        private void assertAnswers(String... bodies) {
            for (String body : bodies) {
                assertThat(connection.answer().orElseThrow().body())
                        .as("one of the answers to %s", sent)
                        .contains(body);
            }
        }

        @Test
        void pipelined_behindOneThatWaits_areAnsweredInOrder() {
            api.cache.hold();
            send(get(FLAG), get(OTHER), get("/nowhere"), get(FLAG));
            api.cache.goOn();

            assertAnswers("wishlist", "checkout", "no such resource", "wishlist");
        }

        @Test
        void pipelined_behindOneThatIsWithTheServer_areAnsweredInOrder() {
            api.cache.hold();
            send(get(FLAG, "Flags-Min-Revision: 1"), get(OTHER), get(FLAG, "Flags-Min-Revision: 1"), get(OTHER));
            api.cache.goOn();

            assertAnswers("wishlist", "checkout", "wishlist", "checkout");
        }

        @Test
        void pipelined_behindOneThatWaitsForTheServerToWaitToo_areAnsweredInOrder() {
            api.cache.hold();
            send(get(FLAG), get(OTHER, "Flags-Min-Revision: 1"), get(FLAG + "?environment=production"), get(OTHER));
            Await.until(SOON, "the first one waits", () -> api.cache.waiting() == 1);
            api.cache.goOnAndHold();
            assertAnswers("wishlist");
            api.cache.goOn();

            assertAnswers("checkout", "wishlist", "checkout");
        }

        @Test
        void pipelined_moreThanMayWait_areAllAnswered() {
            api.cache.hold();
            for (int i = 0; i < 500; i++) {
                send(get(FLAG), get(OTHER));
            }
            api.cache.goOn();

            for (int i = 0; i < 500; i++) {
                assertAnswers("wishlist", "checkout");
            }
        }

        /** What is not taken is more than the kernel and the connection may hold. */
        @Test
        void pipelined_byAClientThatDoesNotListenForLong_areAllAnswered() throws Exception {
            int requests = 30_000;
            Thread sender = new Thread(() -> {
                for (int i = 0; i < requests; i++) {
                    connection.send(get(i % 2 == 0 ? LIST : FLAG));
                }
            });
            sender.start();
            Await.until(SOON, "many of them answered", () -> api.ended.size() > 5_000);

            for (int i = 0; i < requests; i += 2) {
                assertAnswers("flags", "wishlist");
            }
            sender.join(SOON.toMillis());
            assertThat(sender.isAlive()).isFalse();
        }
    }

    @Test
    void stop_whileOneWaits_answersIt() {
        api.cache.hold();
        connection.send(get(FLAG));
        Await.until(SOON, "it waits", () -> api.cache.waiting() == 1);
        Future<Void> stopped = api.stop();
        connection.send(get(FLAG));
        Await.until(SOON, "the port is closed", () -> !isListening());
        api.cache.goOn();

        assertThat(connection.answer().map(Answer::status)).contains(200);
        FlagApi.await(stopped);
    }

    @Test
    void stop_whileSomeWaitForLongerThanConnectionsAreDrained_answersAll() {
        List<RawConnection> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RawConnection another = new RawConnection(api.port());
            assertThat(another.send(get(FLAG)).answer().map(Answer::status)).contains(200);
            connections.add(another);
        }
        api.cache.hold();
        connections.forEach(each -> each.send(get(FLAG)));
        Await.until(SOON, "all of them wait", () -> api.cache.waiting() == 4);
        long began = System.nanoTime();
        Future<Void> stopped = api.stop();
        Await.until(
                SOON, "the time for draining is over", () -> System.nanoTime() - began > FlagApi.DRAIN.toNanos() * 4);
        api.cache.goOn();

        for (RawConnection each : connections) {
            assertThat(each.answer().map(Answer::status)).contains(200);
            each.close();
        }
        FlagApi.await(stopped);
    }

    /** The answer has no mark of the way it took; what is done for it has. */
    @Test
    void read_again_isNotGivenToTheServer() {
        HttpVerticle verticle = api.verticles().get(0);
        try (RawConnection fresh = new RawConnection(verticle.actualPort())) {
            long before = plainReads();
            assertThat(fresh.send(get(FLAG)).answer().map(Answer::status)).contains(200);
            assertThat(fresh.send(get(FLAG)).answer().map(Answer::status)).contains(200);
            assertThat(plainReads() - before).isPositive();
        }
    }

    private long plainReads() {
        return api.verticles().stream().mapToLong(HttpVerticle::plainReads).sum();
    }

    private boolean isListening() {
        try {
            new RawConnection(api.port()).close();
            return true;
        } catch (java.io.UncheckedIOException refused) {
            return false;
        }
    }

    @Nested
    class WithTokens {
        private static final String CLIENT = "Authorization: Bearer " + FlagApi.CLIENT;

        @BeforeEach
        void protect() {
            close();
            api = new FlagApi(
                    new Access(FlagApi.tokens("ops", FlagApi.ADMIN), FlagApi.tokens("app", FlagApi.CLIENT)),
                    Limits.DEFAULT);
            connection = new RawConnection(api.port());
            api.put("wishlist", "{\"isEnabled\": true, \"rolloutPercentage\": 50}");
            assertThat(ask(FLAG, CLIENT).status()).isEqualTo(200);
        }

        @Test
        void read_withTheToken_isAnswered() {
            assertThat(ask(FLAG, CLIENT).body()).contains("wishlist");
        }

        @Test
        void read_withoutIt_isRefused() {
            assertThat(ask(FLAG).status()).isEqualTo(401);
        }

        @Test
        void read_withAnother_isRefused() {
            assertThat(ask(FLAG, "Authorization: Bearer other").status()).isEqualTo(401);
        }
    }

    @Nested
    class FromMemory {
        @BeforeEach
        void keep() {
            begin(new FlagApi(
                    new Access(FlagApi.tokens("ops", FlagApi.ADMIN), Tokens.none()),
                    Limits.DEFAULT,
                    Optional.of(Duration.ofMinutes(1))));
        }

        @Test
        void read_again_isTheSameAnswer() {
            assertThat(ask(FLAG).head()).contains("cache-status: near; hit");
            assertThat(ask(FLAG)).isEqualTo(askAnew(FLAG));
            assertThat(ask(LIST)).isEqualTo(askAnew(LIST));
        }

        @Test
        void read_afterAChange_isTheChange() {
            for (int i = 0; i < 20; i++) {
                api.patch("wishlist", "{\"rolloutPercentage\": " + i + "}");
                assertThat(ask(FLAG).body()).contains("\"rolloutPercentage\":" + i);
                assertThat(ask(LIST).body()).contains("\"rolloutPercentage\":" + i);
            }
        }

        @Test
        void list_largerThanGoesTheShortWay_isWhole() {
            String description = "x".repeat(1_000);
            for (int i = 0; i < 80; i++) {
                api.put(
                        "large-" + i,
                        "{\"isEnabled\": true, \"rolloutPercentage\": 50, \"description\": \"" + description + "\"}");
            }

            assertThat(ask(LIST)).isEqualTo(askAnew(LIST));
            assertThat(ask(LIST).body()).hasSizeGreaterThan(64 * 1024);
        }
    }
}
