package dev.yardarm.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;

import dev.yardarm.load.record.Figures;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.run.Scenario;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ten times as many users from one moment to the next, for a third of the time: who waits, and is it as before afterwards? */
public final class SpikeSimulation extends LoadSimulation {
    private static final int STEP = 10;

    private final long third = shape.duration().toMillis() / 3;
    private volatile long begin;

    public SpikeSimulation() {
        super(Scenario.SPIKE);
        beside("spike", () -> begin = recording.now());
        load(
                answered(
                        Judgement.atLeast(
                                "rate in the spike, to that before",
                                STEP / 2.0,
                                () -> (double) spike().reads() / earlier().reads()),
                        Judgement.below(
                                "p99 before",
                                Duration.ofMillis(100),
                                () -> earlier().p99()),
                        Judgement.below("p99 in the spike", Duration.ofMillis(250), () -> spike().p99()),
                        Judgement.below("p99 after", Duration.ofMillis(100), () -> later().p99()),
                        Judgement.above("hit rate", 0.8, () -> recording.all().hitRate())),
                readers("spike", () -> recording.now() < begin + 2 * third)
                        .injectOpen(
                                nothingFor(shape.warmUp().plusMillis(third)), atOnceUsers(shape.users() * (STEP - 1))));
    }

    private Figures earlier() {
        return recording.between(begin, begin + third);
    }

    private Figures spike() {
        return recording.between(begin + third, begin + 2 * third);
    }

    private Figures later() {
        // Without the answers to what was asked in the spike.
        return recording.between(begin + 2 * third + 500, Long.MAX_VALUE);
    }

    @Override
    protected Map<String, String> furtherFigures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("before: reads, p50, p95, p99, max", shown(earlier()));
        figures.put("in the spike: the same", shown(spike()));
        figures.put("its first second: the same", shown(recording.between(begin + third, begin + third + 1000)));
        figures.put("after: the same", shown(later()));
        return figures;
    }

    private static String shown(Figures figures) {
        return "%d, %.0f, %.0f, %.0f, %.0f"
                .formatted(figures.reads(), figures.p50(), figures.p95(), figures.p99(), figures.max());
    }
}
