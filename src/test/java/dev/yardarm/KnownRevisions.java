package dev.yardarm;

import dev.yardarm.fixture.LoadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a gateway had acknowledged or answered at which moment, by path; no later read of that path may be below it.
 *
 * <p>A read counts from the moment it was due, which is not after the moment it was sent, and as an answer from the moment
 * it had ended.
 */
final class KnownRevisions {
    private final Map<String, TreeMap<Duration, Long>> highest = new HashMap<>();

    private record Known(String path, Duration at, long revision) {}

    KnownRevisions(LoadReport report, List<FlagWriter.Change> acknowledged) {
        List<Known> all = new ArrayList<>();
        for (LoadReport.Sample sample : report.samples()) {
            if (sample.status() == 200) {
                all.add(new Known(sample.path(), sample.offset().plus(sample.latency()), revision(sample)));
            }
        }
        for (FlagWriter.Change change : acknowledged) {
            all.add(new Known(LiveGateway.FLAGS + "/" + change.key(), change.answered(), change.revision()));
            all.add(new Known(LiveGateway.FLAGS, change.answered(), change.revision()));
        }
        all.sort(Comparator.comparing(Known::at));
        all.forEach(this::learn);
    }

    /** The reads that were answered with less than had been acknowledged or answered when they were due. */
    List<LoadReport.Sample> stale(LoadReport report) {
        return report.matching(sample -> sample.status() == 200 && revision(sample) < before(sample))
                .samples();
    }

    private void learn(Known known) {
        TreeMap<Duration, Long> ofPath = highest.computeIfAbsent(known.path(), path -> new TreeMap<>());
        Map.Entry<Duration, Long> last = ofPath.lastEntry();
        if (last == null || last.getValue() < known.revision()) {
            ofPath.put(known.at(), known.revision());
        }
    }

    private long before(LoadReport.Sample sample) {
        TreeMap<Duration, Long> ofPath = highest.get(sample.path());
        Map.Entry<Duration, Long> last = ofPath == null ? null : ofPath.lowerEntry(sample.offset());
        return last == null ? -1 : last.getValue();
    }

    private static long revision(LoadReport.Sample sample) {
        String digits = sample.etag().replace("\"", "");
        return digits.isEmpty() ? -1 : Long.parseLong(digits);
    }
}
