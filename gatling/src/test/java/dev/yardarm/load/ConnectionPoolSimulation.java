package dev.yardarm.load;

import dev.yardarm.load.gateway.ProcessWatch;
import dev.yardarm.load.gateway.ProcessWatch.Reading;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.run.Scenario;
import java.time.Duration;
import java.util.Map;

/** Fifty users read at once: how fast are answers, how many of them does a cache have, and how many connections does it take? */
public final class ConnectionPoolSimulation extends LoadSimulation {
    private static final int MOST_CONNECTIONS = 10;

    private final ProcessWatch watch = new ProcessWatch(subject.gateway());

    public ConnectionPoolSimulation() {
        super(Scenario.CONNECTION_POOL);
        beside("readings of the metrics", () -> watch.during(shape.duration()));
        load(answered(
                Judgement.atLeast(
                        "readings of the metrics",
                        ProcessWatch.least(shape.duration()),
                        () -> watch.readings().size()),
                Judgement.below(
                        "mean", Duration.ofMillis(50), () -> recording.all().mean()),
                Judgement.below(
                        "P95 of cached reads",
                        Duration.ofMillis(100),
                        () -> recording
                                .figures(sample -> sample.source().isHit())
                                .p95()),
                Judgement.above("hit rate", 0.8, () -> recording.all().hitRate()),
                Judgement.atLeast("connections to Redis", 1, () -> watch.most(Reading::connections)),
                Judgement.atMost("connections to Redis", MOST_CONNECTIONS, () -> watch.most(Reading::connections)),
                new Judgement("one process of the gateway", watch::oneProcess),
                Judgement.atMost(
                        "refused commands and connection errors of Redis", 0, () -> watch.rise(Reading::redisErrors))));
    }

    @Override
    protected Map<String, String> furtherFigures() {
        return Map.of(
                "readings of the metrics",
                Integer.toString(watch.readings().size()),
                "commands without an answer in time",
                Judgement.shown(watch.rise(Reading::timeouts), ""));
    }
}
