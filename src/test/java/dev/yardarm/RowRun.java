package dev.yardarm;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.local.SampleFlags;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One run of a row: the load and the writer beside it, and the moments of the fault. Its verbs are for the row's script,
 * in the order in which they stand here; those for its player come last.
 */
final class RowRun implements AutoCloseable {
    static final String LOAD =
            "100 connections, 1,200 reads a second over 120 flags and their list, a change every 200 ms";

    private static final int CONNECTIONS = 100;
    private static final int READS_A_SECOND = 1_200;

    /** So many lists of all samples are read for each sample. */
    private static final int LISTS = 2;

    private static final Duration STEADY = Duration.ofMillis(400);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration LOOK_AT_METRICS_EVERY = Duration.ofMillis(10);
    private static final Duration LOOK_BACK = Duration.ofMillis(500);

    private final Random random;
    private final Duration calm;
    private final Duration lasts;
    private final Duration least;
    private final List<String> notes = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final Deque<Runnable> afterwards = new ArrayDeque<>();

    private @Nullable LiveGateway gateway;
    private @Nullable HttpLoad load;
    private @Nullable FlagWriter writer;
    private Duration begun = Duration.ZERO;
    private Duration struck = Duration.ZERO;
    private Duration origin = Duration.ZERO;
    private Duration mended = Duration.ZERO;
    private String originName = "fault";
    private Optional<Duration> breaker = Optional.empty();

    /**
     * @param seed all that varies from run to run comes from it
     * @param calm how long the load goes on before the fault at least, to compare with
     * @param lasts how long the fault lasts at least
     * @param least how long the load does
     */
    RowRun(long seed, Duration calm, Duration lasts, Duration least) {
        this.calm = calm;
        this.least = least;
        this.random = new Random(seed);
        this.lasts = lasts;
    }

    /** The steady load of the matrix: 100 connections, 1,200 reads a second, over all samples and their list. */
    static HttpLoad load(LiveGateway gateway, Random random) {
        List<String> paths = new ArrayList<>(Collections.nCopies(LISTS, LiveGateway.FLAGS));
        for (int i = 0; i < SampleFlags.COUNT; i++) {
            paths.add(LiveGateway.FLAGS + "/" + SampleFlags.key(i));
        }
        Collections.shuffle(paths, random);
        return HttpLoad.start(HttpLoad.Options.of(gateway.port(), paths.toArray(String[]::new))
                .withConnections(CONNECTIONS)
                .withRate(READS_A_SECOND));
    }

    Random random() {
        return random;
    }

    /** How long the fault lasts at least. */
    Duration lasts() {
        return lasts;
    }

    /** Begins load and writer. */
    void underLoad(LiveGateway served) {
        HttpLoad started = load(served, random);
        gateway = served;
        load = started;
        Random keys = new Random(random.nextLong());
        writer = FlagWriter.start(served, started, () -> SampleFlags.key(keys.nextInt(SampleFlags.COUNT)));
    }

    /** Begins them, and returns at a moment drawn from the seed, when Redis has answered for a while. */
    void underSteadyLoad(LiveGateway served) {
        underLoad(served);
        awaitHits("before the fault");
        Duration drawn = STEADY.multipliedBy(random.nextInt(100)).dividedBy(100);
        awaitElapsed(elapsed().plus(calm).plus(drawn));
    }

    /** Breaks something; to be called once. */
    void fault(FaultRun.Step step) throws Exception {
        begun = elapsed();
        step.run();
        struck = elapsed();
        origin = begun;
    }

    /** Returns when the breaker of Redis is open, or cannot have opened in time any more. */
    void awaitBreaker() {
        LiveGateway served = Objects.requireNonNull(gateway);
        Duration end = begun.plusSeconds(3);
        Await.until(LIMIT, LOOK_AT_METRICS_EVERY, () -> "time goes on", () -> {
            if (served.metric("circuit_breaker_state{backend=\"redis\"}") == 2) {
                breaker = Optional.of(elapsed());
            }
            return breaker.isPresent() || elapsed().compareTo(end) > 0;
        });
    }

    /** Recovery is counted from this moment, not from the fault's. */
    void recoveryIsDueFrom(String what) {
        origin = elapsed();
        originName = what;
    }

    /** Returns when the fault has lasted. */
    void last() {
        last(lasts);
    }

    /** Returns when the fault has lasted for so long. */
    void last(Duration time) {
        awaitElapsed(begun.plus(time));
    }

    /** Ends the fault; to be called once. */
    void mend(FaultRun.Step step) throws Exception {
        mended = elapsed();
        step.run();
    }

    /** Lets flags be as they are from now on, or changes them again. */
    void pauseChanges(boolean whether) {
        writing().pause(whether);
    }

    /** Says in the table what only this row has to tell. */
    void note(String text) {
        notes.add(text);
    }

    /** What does not hold is not played again in the hope of better. */
    void mustHold(boolean holds, String what) {
        if (!holds) {
            wrong.add(what);
        }
    }

    /** Does something when the run has ended, however it did; the last first. */
    void afterwards(Runnable closing) {
        afterwards.addFirst(closing);
    }

    /** The share of reads answered from Redis in a window of time, those in the shadow of a change not counted. */
    double hits(Duration from, Duration to) {
        return new HitWindows(current().soFar(), writing().changes()).share(from, to);
    }

    /** Whether a change was acknowledged by now. */
    boolean hasChanged() {
        return !writing().acknowledged().isEmpty();
    }

    /** The changes that were answered so far. */
    List<FlagWriter.Change> changes() {
        return writing().changes();
    }

    /** The reads so far. */
    LoadReport reads() {
        return current().soFar();
    }

    Duration begun() {
        return begun;
    }

    Duration elapsed() {
        return current().elapsed();
    }

    /** Waits until Redis answers again, but not for ever; ends load and writer; returns what was measured. */
    RowFigures figures() {
        FlagWriter changing = writing();
        boolean isBack = true;
        try {
            awaitHits("after the fault");
        } catch (AssertionError notBack) {
            isBack = false;
            note(String.valueOf(notBack.getMessage()));
        }
        awaitElapsed(least);
        changing.stop();
        LoadReport report = current().stop();
        return RowFigures.of(
                report,
                changing,
                new RowFigures.Moments(begun, struck, origin, originName, breaker, mended, isBack),
                wrong,
                notes);
    }

    /** Ends load and writer where the script failed; nothing after {@link #figures}. */
    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
        if (load != null) {
            load.close();
        }
        afterwards.forEach(Runnable::run);
    }

    /** Returns when Redis answers 99 % of the reads; fails if it does not in time. */
    void awaitHits(String when) {
        Duration asked = elapsed();
        Await.until(LIMIT, LOOK_EVERY, () -> "99 % of the reads answered from Redis " + when, () -> isHitSince(asked));
    }

    private boolean isHitSince(Duration asked) {
        Duration now = elapsed();
        Duration recently = now.minus(LOOK_BACK);
        Duration from = recently.compareTo(asked) < 0 ? asked : recently;
        LoadReport report = current().soFar().window(from, now);
        return new HitWindows(report, writing().changes()).firstFrom(from).isPresent();
    }

    private FlagWriter writing() {
        return Objects.requireNonNull(writer, "the script has begun no load");
    }

    private HttpLoad current() {
        return Objects.requireNonNull(load, "the script has begun no load");
    }

    /** Returns at a moment on the load's clock. */
    void awaitElapsed(Duration moment) {
        Await.until(moment.plus(LIMIT), "the load has gone on", () -> elapsed().compareTo(moment) >= 0);
    }
}
