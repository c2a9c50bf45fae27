package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.local.SampleFlags;
import java.time.Duration;
import java.util.List;

/**
 * One fault under a steady load of reads, with a writer beside it: begins, lasts, ends, and the gateway is itself again.
 *
 * <p>What must hold in every run: no answer but 200 to a read, none of them older than what had been
 * acknowledged or answered when the read was due, and at the end reads are answered from Redis again.
 */
final class FaultRun {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
    private static final String WRITTEN = SampleFlags.key(0);

    private final String name;
    private final LiveGateway gateway;

    /** What was seen; the load's clock starts with the fault's. */
    record Outcome(LoadReport all, LoadReport during, int changes, List<Integer> refusedChanges) {}

    /** A part of the fault. */
    interface Step {
        void run() throws Exception;
    }

    FaultRun(String name, LiveGateway gateway) {
        this.name = name;
        this.gateway = gateway;
    }

    /** Runs it; the fault lasts for at least the time given. */
    Outcome run(Step fault, Duration lasts, Step mend) throws Exception {
        HttpLoad load = gateway.load(WRITTEN, SampleFlags.key(1), SampleFlags.key(2), SampleFlags.key(3));
        try (load;
                FlagWriter writer = FlagWriter.start(gateway, load, () -> WRITTEN)) {
            awaitElapsed(load, Duration.ofSeconds(1));
            Duration begun = load.elapsed();
            fault.run();
            awaitElapsed(load, begun.plus(lasts));
            Duration ended = load.elapsed();
            mend.run();
            Await.until(BACK_WITHIN, "reads are answered from Redis again", this::isHit);
            Duration back = load.elapsed();
            awaitElapsed(load, back.plusMillis(500));
            writer.stop();
            LoadReport report = load.stop();
            LoadReport during = report.window(begun, ended);
            System.out.printf(
                    "fault %-34s during: %s; changes %d, refused %d; hits again %d ms after its end%n",
                    name,
                    during.summary(),
                    writer.acknowledged().size(),
                    writer.refused().size(),
                    back.minus(ended).toMillis());
            assertAllIsWell(report, writer);
            return new Outcome(report, during, writer.acknowledged().size(), writer.refused());
        }
    }

    private void assertAllIsWell(LoadReport report, FlagWriter writer) {
        assertThat(report.otherThanOk())
                .as("reads of '%s' that were not answered with 200", name)
                .isEmpty();
        assertThat(new KnownRevisions(report, writer.acknowledged()).stale(report))
                .as("stale reads of '%s'", name)
                .isEmpty();
        assertThat(writer.unreadable())
                .as("changes of '%s' that were acknowledged and not readable at once", name)
                .isEmpty();
    }

    private boolean isHit() {
        return LiveGateway.cacheStatus(gateway.read(SampleFlags.key(1))).equals("redis; hit");
    }

    private static void awaitElapsed(HttpLoad load, Duration elapsed) {
        Await.until(
                elapsed.plusSeconds(5),
                "the load has gone on",
                () -> load.elapsed().compareTo(elapsed) >= 0);
    }
}
