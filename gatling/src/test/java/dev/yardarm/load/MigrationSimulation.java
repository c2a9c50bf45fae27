package dev.yardarm.load;

import dev.yardarm.load.gateway.MigrationRehearsal;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.record.Outcome;
import dev.yardarm.load.run.Scenario;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads move from one cache to the other by a plan, and back at once: does anyone notice? */
public final class MigrationSimulation extends LoadSimulation {
    private static final int STEPS = 3;

    private final MigrationRehearsal rehearsal =
            new MigrationRehearsal(subject.gateway(), shape.duration().dividedBy(STEPS));

    public MigrationSimulation() {
        super(Scenario.MIGRATION);
        load(answered(
                beside("migration", rehearsal).judgement(),
                new Judgement(
                        "plan completed", () -> new Outcome(rehearsal.phase().equals("completed"), rehearsal.phase())),
                Judgement.below("way back", Duration.ofSeconds(5), rehearsal::backMillis),
                Judgement.none("answers that differ between the caches", rehearsal::different),
                Judgement.atLeast("answers of both caches that are the same", 1, rehearsal::same),
                Judgement.above("hit rate of the new cache", 0.8, rehearsal::hitRate),
                Judgement.below(
                        "P95", Duration.ofMillis(100), () -> recording.all().p95()),
                Judgement.above("hit rate", 0.8, () -> recording.all().hitRate())));
    }

    @Override
    protected Map<String, String> furtherFigures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("way forward, three steps", Judgement.shown(rehearsal.forwardMillis(), "ms"));
        return figures;
    }
}
