package dev.yardarm.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.yardarm.load.gateway.GatewayClient.Answer;
import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.run.Preflight;
import dev.yardarm.load.run.Scenario;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Reads, and some changes between them, each of which is read again at the revision that it gave, through another gateway if
 * there is one: does anyone get less than was acknowledged? Each writer has a flag of its own, {@code yardarm-load-test-N}, made before and deleted afterwards.
 */
public final class MixedSimulation extends LoadSimulation {
    private static final int WRITES_A_SECOND_OF_A_WRITER = 1;
    private static final String FLAG = "yardarm-load-test-";
    private static final int VALUES = 1000;

    /** Changes, of all requests. */
    private final double writeShare = Preflight.writeShare(settings);

    private final int writers = Math.max(1, (int) Math.round(shape.rate() * writeShare / WRITES_A_SECOND_OF_A_WRITER));
    private final AtomicInteger nextWriter = new AtomicInteger();
    private final AtomicLong failedChanges = new AtomicLong();
    private final AtomicLong failedReads = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong checked = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();

    public MixedSimulation() {
        super(Scenario.MIXED);
        double wanted = Math.ceil(writers * shape.duration().toMillis() * WRITES_A_SECOND_OF_A_WRITER / 2000.0);
        load(
                answered(
                        Judgement.atLeast("changes", wanted, changes::get),
                        Judgement.atLeast("changes read again", wanted, checked::get),
                        Judgement.none("failed changes", failedChanges::get),
                        Judgement.none("failed reads of a change", failedReads::get),
                        Judgement.none("changes read again as something else", wrong::get),
                        Judgement.below(
                                "P95",
                                Duration.ofMillis(100),
                                () -> recording.all().p95())),
                writer().injectOpen(rampUsers(writers).during(shape.warmUp())));
    }

    @Override
    protected List<String> requests() {
        return List.of("warm-up", "read", "change", "read of the change");
    }

    @Override
    protected void prepare() {
        // Also where it is ended before its time, as by Ctrl-C; what is deleted twice is gone all the same.
        Runtime.getRuntime().addShutdownHook(new Thread(this::deleteFlags, "clean-up"));
        for (String flag : flags()) {
            Answer answer =
                    subject.gateway().putFlag(flag, "{\"isEnabled\": false, \"description\": \"For a load test\"}");
            if (answer.status() / 100 != 2) {
                throw new Refusal("%s was not made: %d %s".formatted(flag, answer.status(), answer.body()));
            }
        }
    }

    @Override
    public void after() {
        deleteFlags();
    }

    private void deleteFlags() {
        try {
            flags().forEach(subject.gateway()::deleteFlag);
        } catch (UncheckedIOException e) {
            System.err.println("Flags whose names begin with " + FLAG + " are left: " + e.getMessage());
        }
    }

    private List<String> flags() {
        return IntStream.range(0, writers).mapToObj(number -> FLAG + number).toList();
    }

    private ScenarioBuilder writer() {
        return scenario("writers")
                .exec(session ->
                        session.set("flag", FLAG + nextWriter.getAndIncrement()).set("value", 0))
                .exec(asLongAs(session -> !isOver())
                        .on(pace(Duration.ofSeconds(WRITES_A_SECOND_OF_A_WRITER))
                                .exec(change())));
    }

    private ChainBuilder change() {
        return exec(session -> session.set("value", (session.getInt("value") + 1) % VALUES))
                .exec(session -> session.set("percentage", session.getInt("value") / 10.0))
                .exec(http("change")
                        .patch("/api/admin/flags/#{flag}")
                        .header(
                                "Authorization",
                                "Bearer " + subject.target().adminToken().orElseThrow())
                        .header("Content-Type", "application/json")
                        .body(StringBody("{\"rolloutPercentage\": #{percentage}}"))
                        .check(status().is(200))
                        .check(header("flags-revision").saveAs("revision")))
                .exec(this::countChange)
                .doIf(session -> !session.isFailed())
                .then(exec(http("read of the change")
                                .get(subject.target().other() + "/api/config/flags/#{flag}")
                                .header("Flags-Min-Revision", "#{revision}")
                                .check(status().is(200))
                                .check(jsonPath("$.rolloutPercentage")
                                        .ofDouble()
                                        .saveAs("seenPercentage"))
                                .check(jsonPath("$.revision").ofString().saveAs("seenRevision")))
                        .exec(this::compare))
                .exec(Session::markAsSucceeded);
    }

    private Session countChange(Session session) {
        (session.isFailed() ? failedChanges : changes).incrementAndGet();
        return session;
    }

    /** Nobody else changes the flag, so it is as it was written, at the very revision. */
    private Session compare(Session session) {
        if (session.isFailed()) {
            failedReads.incrementAndGet();
        } else {
            checked.incrementAndGet();
            if (session.getDouble("seenPercentage") != session.getDouble("percentage")
                    || !session.getString("seenRevision").equals(session.getString("revision"))) {
                wrong.incrementAndGet();
            }
        }
        return session;
    }

    @Override
    protected Map<String, String> furtherFigures() {
        return Map.of("changes (read again)", "%d (%d)".formatted(changes.get(), checked.get()));
    }
}
