package dev.yardarm.load;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.dummy;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.record.Figures;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.record.Recording;
import dev.yardarm.load.record.Source;
import dev.yardarm.load.record.Verdict;
import dev.yardarm.load.run.Background;
import dev.yardarm.load.run.LoadClock;
import dev.yardarm.load.run.LoadShape;
import dev.yardarm.load.run.Preflight;
import dev.yardarm.load.run.Scenario;
import dev.yardarm.load.run.Scenario.Need;
import dev.yardarm.load.run.Subject;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A load of reads on a gateway, what happens beside it, and what is asked of it.
 *
 * <p>Gatling's own assertions know the sums of a whole run. What else is asked is judged once the load is over, and enters the
 * run as a request of its own, {@code judged: …}, that succeeds or fails; an assertion demands its success. So all of it stands
 * in Gatling's report, and decides on Gatling's exit code.
 */
abstract class LoadSimulation extends Simulation {
    /** One of so many reads is that of all flags. */
    private static final int LISTS = 20;

    private static final int NOT_STARTED = 2;
    private static final String TURN = "turn";

    protected final Settings settings = Settings.ofProcess();
    protected final Recording recording = new Recording();
    protected final Subject subject;
    protected final LoadShape shape;
    private final Scenario scenario;
    private final long started = System.nanoTime();
    private final AtomicLong underWay = new AtomicLong();
    private final LongAccumulator mostAtOnce = new LongAccumulator(Math::max, 0);
    private final AtomicLong failedToWarmUp = new AtomicLong();
    private final List<Background> beside = new ArrayList<>();
    private final LoadClock clock;
    private Verdict verdict;

    protected LoadSimulation(Scenario scenario) {
        this.scenario = scenario;
        this.subject = subject(scenario, settings);
        this.shape = scenario.shape(settings);
        this.clock = new LoadClock(shape, beside);
        this.verdict = new Verdict(scenario.simulation(), Map.of(), Map.of());
    }

    /** Ends the process with one line where the scenario cannot be run: nothing has been loaded then. */
    private static Subject subject(Scenario scenario, Settings settings) {
        try {
            return new Preflight(scenario, settings).check();
        } catch (Refusal refusal) {
            System.err.println("Not loaded: " + refusal.getMessage());
            System.exit(NOT_STARTED);
            throw refusal;
        }
    }

    /** Beside the load, from the end of the warm-up on. The load lasts until it has ended. */
    protected final Background beside(String name, Runnable work) {
        Background background = new Background(name, work);
        beside.add(background);
        return background;
    }

    /** The simulation: users who read as the shape says, others, and then the judgement. */
    protected final void load(List<Judgement> judgements, PopulationBuilder... others) {
        load(readers("readers").injectOpen(rampUsers(shape.users()).during(shape.warmUp())), judgements, others);
    }

    private void load(PopulationBuilder readers, List<Judgement> judgements, PopulationBuilder... others) {
        List<PopulationBuilder> populations = new ArrayList<>(List.of(others));
        populations.add(readers.andThen(judge(judgements).injectOpen(atOnceUsers(1))));
        populations.add(starter().injectOpen(atOnceUsers(1)));
        List<Assertion> assertions = new ArrayList<>();
        requests()
                .forEach(name ->
                        assertions.add(details(name).failedRequests().count().is(0L)));
        judgements.forEach(judgement -> assertions.add(
                details(request(judgement)).successfulRequests().count().is(1L)));
        setUp(populations).protocols(protocol()).assertions(assertions);
    }

    /** The names of all requests of the load. None of them may fail, and each must have been sent. */
    protected List<String> requests() {
        return List.of("warm-up", "read");
    }

    @Override
    public final void before() {
        prepare();
        clock.start();
    }

    /** What the load needs, done before it. */
    protected void prepare() {}

    private HttpProtocolBuilder protocol() {
        HttpProtocolBuilder protocol = http.baseUrl(subject.target().base().toString())
                .disableWarmUp()
                // Gatling would ask with If-None-Match, and be told 304.
                .disableCaching()
                .disableFollowRedirect()
                .acceptHeader("application/json");
        return subject.target()
                .clientToken()
                .map(token -> protocol.authorizationHeader("Bearer " + token))
                .orElse(protocol);
    }

    /** Users who read until the load is over. */
    protected final ScenarioBuilder readers(String name) {
        return readers(name, () -> !clock.isOver());
    }

    /** Users who read for as long as a condition holds, each at the pace of the shape: all at once, or now sooner, now later. */
    protected final ScenarioBuilder readers(String name, BooleanSupplier goOn) {
        ChainBuilder turn = scenario.needs(Need.READS_AT_ONCE)
                ? exec(this::nextTurn).pause(this::untilTurn)
                : exec(pace(
                        shape.pace().dividedBy(2), shape.pace().multipliedBy(3).dividedBy(2)));
        return scenario(name).exec(asLongAs(session -> goOn.getAsBoolean()).on(turn.exec(read())));
    }

    /** The next one that all users have, and that this user has not had: who was kept waiting has missed some. */
    private Session nextTurn(Session session) {
        long now = sinceStart() / shape.pace().toNanos();
        return session.set(TURN, Math.max(now, session.contains(TURN) ? session.getLong(TURN) : now) + 1);
    }

    private Duration untilTurn(Session session) {
        long due = session.getLong(TURN) * shape.pace().toNanos();
        return Duration.ofNanos(Math.max(0, due - sinceStart()));
    }

    private long sinceStart() {
        return System.nanoTime() - started;
    }

    protected final boolean isOver() {
        return clock.isOver();
    }

    private ChainBuilder read() {
        return exec(session -> session.set("key", anyKey()))
                .doIfOrElse(session -> ThreadLocalRandom.current().nextInt(LISTS) == 0)
                .then(ask("/api/config/flags", jsonPath("$.flags[?(@.key == '#{key}')].revision")))
                .orElse(ask("/api/config/flags/#{key}", jsonPath("$[?(@.key == '#{key}')].revision")));
    }

    /** @param shown what an answer has if it is of the flag that is asked for */
    private ChainBuilder ask(String path, CheckBuilder.MultipleFind<String> shown) {
        return exec(this::begin)
                .exec(http("#{request}")
                        .get(path)
                        .check(
                                status().is(200),
                                header("cache-status").saveAs("cacheStatus"),
                                responseTimeInMillis().saveAs("took"),
                                shown.exists()))
                .exec(this::record);
    }

    private String anyKey() {
        return subject.keys()
                .get(ThreadLocalRandom.current().nextInt(subject.keys().size()));
    }

    private Session begin(Session session) {
        mostAtOnce.accumulate(underWay.incrementAndGet());
        return session.set("request", clock.isWarm() ? "read" : "warm-up");
    }

    private Session record(Session session) {
        underWay.decrementAndGet();
        if (session.getString("request").equals("warm-up")) {
            failedToWarmUp.addAndGet(session.isFailed() ? 1 : 0);
        } else if (session.isFailed()) {
            recording.add(0, Source.FAILED);
        } else {
            recording.add(session.getInt("took"), Source.of(session.getString("cacheStatus")));
        }
        return session.markAsSucceeded();
    }

    private ScenarioBuilder starter() {
        return scenario("beside").exec(pause(shape.warmUp())).exec(session -> {
            beside.forEach(Background::start);
            return session;
        });
    }

    private ScenarioBuilder judge(List<Judgement> judgements) {
        ScenarioBuilder judge = scenario("judge").exec(session -> {
            verdict = Verdict.of(scenario.simulation(), judgements, this::figures);
            verdict.writeTo(Path.of("target/load"));
            return session;
        });
        for (Judgement judgement : judgements) {
            judge = judge.exec(dummy(request(judgement), 1).withSuccess(session -> verdict.held(judgement.asked())));
        }
        return judge;
    }

    private static String request(Judgement judgement) {
        return "judged: " + judgement.asked();
    }

    /** That no read failed, and that there were about as many as wanted, and as many at once. */
    protected final List<Judgement> answered(Judgement... others) {
        List<Judgement> judgements = new ArrayList<>();
        judgements.add(Judgement.none("failed reads", () -> recording.all().failed()));
        judgements.add(Judgement.none("failed reads in the warm-up", failedToWarmUp::get));
        judgements.add(Judgement.atLeast(
                "reads",
                Math.ceil(shape.rate() * shape.duration().toMillis() / 2000.0),
                () -> recording.all().reads()));
        if (scenario.needs(Need.READS_AT_ONCE)) {
            judgements.add(Judgement.atLeast("reads at once", shape.users(), mostAtOnce::get));
        }
        judgements.addAll(List.of(others));
        return judgements;
    }

    private Map<String, String> figures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put(
                "load",
                "%d users, %d requests a second, %d s after %d s of warm-up"
                        .formatted(
                                shape.users(),
                                shape.rate(),
                                shape.duration().toSeconds(),
                                shape.warmUp().toSeconds()));
        Figures all = recording.all();
        figures.put("reads (failed)", "%d (%d)".formatted(all.reads(), all.failed()));
        figures.put(
                "latency in ms: mean, p50, p95, p99, max",
                List.of(all.mean(), all.p50(), all.p95(), all.p99(), all.max()).stream()
                        .map(value -> Judgement.shown(value, ""))
                        .collect(Collectors.joining(", ")));
        figures.put("most reads at once", Long.toString(mostAtOnce.get()));
        figures.put("hit rate", Judgement.percent(all.hitRate()));
        for (Source source : Source.values()) {
            if (all.share(source) > 0) {
                figures.put(
                        "answered by " + source.name().toLowerCase(Locale.ROOT), Judgement.percent(all.share(source)));
            }
        }
        figures.putAll(furtherFigures());
        return figures;
    }

    /** What else was measured, by name. Asked once, when the load is over. */
    protected Map<String, String> furtherFigures() {
        return Map.of();
    }
}
