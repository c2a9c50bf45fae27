package dev.yardarm.load;

import dev.yardarm.load.fault.Episode;
import dev.yardarm.load.fault.Fault;
import dev.yardarm.load.fault.FaultPlan;
import dev.yardarm.load.record.Figures;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.record.Outcome;
import dev.yardarm.load.run.FaultBounds;
import dev.yardarm.load.run.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A hundred users read while the cluster's nodes fail in one way after another: who notices, and for how long? */
public final class FailoverSimulation extends LoadSimulation {
    private final FaultBounds bounds = FaultBounds.of(settings);
    private final FaultPlan plan = new FaultPlan(
            subject.faults(),
            subject.cluster().orElseThrow(),
            recording,
            shape.duration(),
            bounds.primaryBackWithin(),
            bounds.hitsBackWithin());

    public FailoverSimulation() {
        super(Scenario.FAILOVER);
        List<Judgement> judgements = answered(beside("faults", plan).judgement());
        subject.faults().forEach(fault -> judgements.addAll(judgements(fault)));
        load(judgements);
    }

    private List<Judgement> judgements(Fault fault) {
        return List.of(
                Judgement.below(fault.title() + ": p99 in the worst second", bounds.p99(), () -> worstSecond(fault)),
                Judgement.below(fault.title() + ": hits > 99 % again", bounds.hitsBackWithin(), () -> {
                    Episode episode = plan.episode(fault);
                    return recording.timeToHits(episode.at(), episode.watchedUntil());
                }),
                new Judgement(
                        "%s: %s within %d s"
                                .formatted(
                                        fault.title(),
                                        fault.promotes() ? "primary back, a former replica," : "primary back",
                                        bounds.primaryBackWithin().toSeconds()),
                        () -> primaryBack(plan.episode(fault))));
    }

    private static Outcome primaryBack(Episode episode) {
        return episode.primaryBack().isPresent()
                ? new Outcome(true, episode.primaryBack().getAsLong() + " ms")
                : new Outcome(false, "not back");
    }

    private double worstSecond(Fault fault) {
        Episode episode = plan.episode(fault);
        return recording.worstSecond(episode.at(), episode.until());
    }

    private Figures during(Fault fault) {
        Episode episode = plan.episode(fault);
        return recording.between(episode.at(), episode.until());
    }

    @Override
    protected Map<String, String> furtherFigures() {
        Map<String, String> figures = new LinkedHashMap<>();
        List<Fault> played = new ArrayList<>(subject.faults());
        played.removeIf(fault -> !plan.isPlayed(fault));
        for (Fault fault : played) {
            Figures during = during(fault);
            figures.put(
                    fault.title() + ": reads, p50, p95, p99, max, hit rate",
                    "%d, %.0f, %.0f, %.0f, %.0f, %s"
                            .formatted(
                                    during.reads(),
                                    during.p50(),
                                    during.p95(),
                                    during.p99(),
                                    during.max(),
                                    Judgement.percent(during.hitRate())));
        }
        figures.put(
                "failovers that the gateway saw",
                Judgement.shown(subject.gateway().metrics().sum("redis_failovers_total"), ""));
        return figures;
    }
}
