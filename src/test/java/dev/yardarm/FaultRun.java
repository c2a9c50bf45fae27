package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.local.SampleFlags;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One fault under a steady load of reads, with a writer beside it: begins, lasts, ends, and the gateway is itself again.
 *
 * <p>What must hold in every run: no answer but 200 to a read, none of them older than the last change that had been
 * acknowledged when the read was due, and at the end reads are answered from Redis again.
 */
final class FaultRun {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
    private static final Duration WRITE_EVERY = Duration.ofMillis(100);
    private static final String WRITTEN = SampleFlags.key(0);

    private final String name;
    private final LiveGateway gateway;
    private final List<Acknowledged> acknowledged = new CopyOnWriteArrayList<>();
    private final List<Integer> refused = new CopyOnWriteArrayList<>();

    /** A change that was answered with 200, and when; on the load's clock. */
    private record Acknowledged(Duration at, long revision) {}

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
        Thread writer = new Thread(() -> write(load), "writer");
        try (load) {
            writer.start();
            awaitElapsed(load, Duration.ofSeconds(1));
            Duration begun = load.elapsed();
            fault.run();
            awaitElapsed(load, begun.plus(lasts));
            Duration ended = load.elapsed();
            mend.run();
            Await.until(BACK_WITHIN, "reads are answered from Redis again", this::isHit);
            Duration back = load.elapsed();
            awaitElapsed(load, back.plusMillis(500));
            writer.interrupt();
            writer.join();
            LoadReport report = load.stop();
            LoadReport during = report.window(begun, ended);
            System.out.printf(
                    "fault %-34s during: %s; changes %d, refused %d; hits again %d ms after its end%n",
                    name,
                    during.summary(),
                    acknowledged.size(),
                    refused.size(),
                    back.minus(ended).toMillis());
            assertThat(report.otherThanOk())
                    .as("reads of '%s' that were not answered with 200", name)
                    .isEmpty();
            assertNoStaleRead(report);
            return new Outcome(report, during, acknowledged.size(), List.copyOf(refused));
        } finally {
            writer.interrupt();
        }
    }

    private void assertNoStaleRead(LoadReport report) {
        for (LoadReport.Sample sample : report.samples()) {
            if (sample.path().endsWith("/" + WRITTEN)) {
                long known = acknowledged.stream()
                        .filter(change -> change.at().compareTo(sample.offset()) < 0)
                        .mapToLong(Acknowledged::revision)
                        .max()
                        .orElse(0);
                assertThat(Long.parseLong(sample.etag().replace("\"", "")))
                        .as("revision of a read at %s", sample.offset())
                        .isGreaterThanOrEqualTo(known);
            }
        }
    }

    private void write(HttpLoad load) {
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
            try {
                HttpResponse<String> response = gateway.patch(WRITTEN, "{\"isEnabled\": " + (i % 2 == 0) + "}");
                if (response.statusCode() == 200) {
                    acknowledged.add(new Acknowledged(load.elapsed(), LiveGateway.revision(response)));
                } else {
                    refused.add(response.statusCode());
                }
                Thread.sleep(WRITE_EVERY.toMillis());
            } catch (InterruptedException | AssertionError stopped) {
                return;
            }
        }
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
