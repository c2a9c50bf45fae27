package dev.yardarm.load;

import dev.yardarm.load.gateway.ProcessWatch;
import dev.yardarm.load.gateway.ProcessWatch.Reading;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.record.Outcome;
import dev.yardarm.load.run.Scenario;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The same load for long: does the gateway take more and more of anything? The last third of the time against the first. */
public final class SoakSimulation extends LoadSimulation {
    private static final double MEGABYTE = 1 << 20;

    /** What late compilation and caches of the JVM may still take. A leak of 2 KB a request is seen within two minutes. */
    private static final int MOST_HEAP_GROWTH_MB = 16;

    /** Files that are open for a moment when they are counted. */
    private static final int MOST_FILE_GROWTH = 4;

    private final ProcessWatch watch = new ProcessWatch(subject.gateway());

    public SoakSimulation() {
        super(Scenario.SOAK);
        beside("readings of the metrics", () -> watch.during(shape.duration()));
        load(answered(
                Judgement.atLeast(
                        "readings of the metrics",
                        ProcessWatch.least(shape.duration()),
                        () -> watch.readings().size()),
                new Judgement("collections of garbage in the first and the last third", this::collections),
                Judgement.atMost("growth of the heap after collections, in MB", MOST_HEAP_GROWTH_MB, this::heapGrowth),
                Judgement.atMost(
                        "growth of open files",
                        MOST_FILE_GROWTH,
                        () -> watch.trend().growthOfMost(Reading::files)),
                Judgement.atMost(
                        "growth of connections to Redis", 0, () -> watch.trend().growthOfMost(Reading::connections)),
                new Judgement("one process of the gateway", watch::oneProcess),
                Judgement.atMost(
                        "refused commands and connection errors of Redis", 0, () -> watch.rise(Reading::redisErrors)),
                Judgement.below(
                        "p99", Duration.ofMillis(100), () -> recording.all().p99()),
                Judgement.above("hit rate", 0.8, () -> recording.all().hitRate())));
    }

    /** Without these the heap shows garbage alone. */
    private Outcome collections() {
        double least = watch.trend().leastRise(Reading::collections);
        return least >= 1
                ? new Outcome(true, "%.0f or more".formatted(least))
                : new Outcome(false, "none in one of them: give a longer -Dduration, or the gateway a smaller -Xmn");
    }

    private double heapGrowth() {
        return watch.trend().growthOfLeast(Reading::heapBytes) / MEGABYTE;
    }

    @Override
    protected Map<String, String> furtherFigures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("readings of the metrics", Integer.toString(watch.readings().size()));
        figures.put("commands without an answer in time", Judgement.shown(watch.rise(Reading::timeouts), ""));
        figures.put("most open files", Judgement.shown(watch.most(Reading::files), ""));
        figures.put("most connections to Redis", Judgement.shown(watch.most(Reading::connections), ""));
        figures.put("most heap, garbage included", Judgement.shown(watch.most(Reading::heapBytes) / MEGABYTE, "MB"));
        return figures;
    }
}
