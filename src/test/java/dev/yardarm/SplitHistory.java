package dev.yardarm;

import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Judges what clients were told by what they had been told before, and by what PostgreSQL has. */
final class SplitHistory {
    private SplitHistory() {}

    private record Told(String path, Duration at, long revision) {}

    /**
     * The reads of one gateway that were answered with less than it had acknowledged or answered when they were due. A
     * read counts as an answer from the moment it had ended.
     */
    static List<LoadReport.Sample> stale(LoadReport reads, List<SplitSide.Change> changes) {
        List<Told> told = new ArrayList<>();
        for (LoadReport.Sample sample : reads.samples()) {
            told.add(new Told(sample.path(), sample.offset().plus(sample.latency()), revision(sample)));
        }
        for (SplitSide.Change change : changes) {
            told.add(new Told(GatewayClient.FLAGS + "/" + change.key(), change.answered(), change.revision()));
            told.add(new Told(GatewayClient.FLAGS, change.answered(), change.revision()));
        }
        told.sort(Comparator.comparing(Told::at));
        Map<String, NavigableMap<Duration, Long>> highest = new HashMap<>();
        for (Told one : told) {
            NavigableMap<Duration, Long> ofPath = highest.computeIfAbsent(one.path(), path -> new TreeMap<>());
            if (ofPath.isEmpty() || ofPath.lastEntry().getValue() < one.revision()) {
                ofPath.put(one.at(), one.revision());
            }
        }
        return reads.matching(sample -> sample.status() == 200 && revision(sample) < before(highest, sample))
                .samples();
    }

    /** The acknowledged changes that PostgreSQL does not have as they were acknowledged. */
    static List<SplitSide.Change> lost(PostgresDatabase database, List<SplitSide.Change> changes) {
        Map<Long, String> kept = new HashMap<>();
        for (Map<String, @Nullable Object> row : database.query(
                "select revision, flag_key, after_rollout_percentage from yardarm.history where environment = 'production'")) {
            kept.put(
                    Long.valueOf(String.valueOf(row.get("revision"))),
                    content(
                            String.valueOf(row.get("flag_key")),
                            new BigDecimal(String.valueOf(row.get("after_rollout_percentage")))));
        }
        return changes.stream()
                .filter(change -> !content(change.key(), change.percentage()).equals(kept.get(change.revision())))
                .toList();
    }

    /** The changes with a lower revision than one that had been acknowledged, by whichever gateway, before they were sent. */
    static List<SplitSide.Change> outOfOrder(List<SplitSide.Change> changes) {
        TreeMap<Long, Long> highest = new TreeMap<>();
        changes.stream()
                .sorted(Comparator.comparingLong(SplitSide.Change::answeredNanos))
                .forEach(change -> highest.put(
                        change.answeredNanos(),
                        highest.isEmpty()
                                ? change.revision()
                                : Math.max(highest.lastEntry().getValue(), change.revision())));
        return changes.stream()
                .filter(change -> {
                    Map.Entry<Long, Long> before = highest.lowerEntry(change.sentNanos());
                    return before != null && before.getValue() >= change.revision();
                })
                .toList();
    }

    private static long before(Map<String, NavigableMap<Duration, Long>> highest, LoadReport.Sample sample) {
        NavigableMap<Duration, Long> ofPath = highest.get(sample.path());
        Map.Entry<Duration, Long> last = ofPath == null ? null : ofPath.lowerEntry(sample.offset());
        return last == null ? -1 : last.getValue();
    }

    private static long revision(LoadReport.Sample sample) {
        String digits = sample.etag().replace("\"", "");
        return digits.isEmpty() ? -1 : Long.parseLong(digits);
    }

    private static String content(String key, BigDecimal percentage) {
        return key + " " + percentage.stripTrailingZeros().toPlainString();
    }
}
