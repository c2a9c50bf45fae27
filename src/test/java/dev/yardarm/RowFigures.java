package dev.yardarm;

import dev.yardarm.fixture.LoadReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was measured in one run of a row.
 *
 * @param before the reads that were due in the {@link #BEFORE} before the fault
 * @param during the reads that were due while the fault lasted
 * @param firstSecond those from its beginning until a second after it was complete
 * @param later the rest of those while it lasted
 * @param origin what the time until Redis answers again is counted from
 * @param back that time; empty if Redis did not answer 99 % of the reads again
 * @param isBackAfterRepair whether Redis answered 99 % of the reads again after the repair
 * @param hitsSince the share of reads answered from Redis from then until the load's end
 * @param failed every read of the run that was not answered with 200
 * @param closed how many connections of the load the gateway closed unasked
 * @param stale every read of the run that was answered with less than was known
 * @param breaker from the fault's beginning until the breaker opened; empty where that was not awaited or did not happen
 * @param opened the reads that were due from then on while the fault lasted
 * @param wrong what did not hold and cannot be a matter of time
 * @param notes what only this row has to tell
 */
record RowFigures(
        LoadReport before,
        LoadReport during,
        LoadReport firstSecond,
        LoadReport later,
        String origin,
        Optional<Duration> back,
        boolean isBackAfterRepair,
        double hitsSince,
        List<LoadReport.Sample> failed,
        int closed,
        List<LoadReport.Sample> stale,
        Changes changes,
        Optional<Duration> breaker,
        LoadReport opened,
        List<String> wrong,
        List<String> notes) {

    static final Duration BEFORE = Duration.ofSeconds(2);

    /**
     * What became of the changes.
     *
     * @param refused their statuses
     * @param unreadable acknowledged, and not to be read at once
     */
    record Changes(int acknowledged, List<Integer> refused, List<String> unreadable) {
        static Changes of(FlagWriter writer) {
            return new Changes(writer.acknowledged().size(), writer.refused(), writer.unreadable());
        }
    }

    /**
     * The moments of a run, on the load's clock.
     *
     * @param begun before the fault's first step
     * @param struck after it was complete
     * @param origin what recovery is counted from
     * @param breaker when it was seen open
     * @param mended before the first step of the repair
     * @param isBackAfterRepair whether Redis was seen to answer again after it
     */
    record Moments(
            Duration begun,
            Duration struck,
            Duration origin,
            String originName,
            Optional<Duration> breaker,
            Duration mended,
            boolean isBackAfterRepair) {}

    static RowFigures of(LoadReport report, FlagWriter writer, Moments at, List<String> wrong, List<String> notes) {
        HitWindows hits = new HitWindows(report, writer.changes());
        Optional<Duration> back = hits.firstFrom(at.origin());
        Duration second = earlier(at.struck().plusSeconds(1), at.mended());
        Duration end = Duration.ofDays(1);
        return new RowFigures(
                report.window(at.begun().minus(BEFORE), at.begun()),
                report.window(at.begun(), at.mended()),
                report.window(at.begun(), second),
                report.window(second, at.mended()),
                at.originName(),
                back.map(moment -> moment.minus(at.origin())),
                at.isBackAfterRepair(),
                back.map(moment -> hits.share(moment, end)).orElse(0.0),
                report.otherThanOk(),
                report.closed(),
                new KnownRevisions(report, writer.acknowledged()).stale(report),
                Changes.of(writer),
                at.breaker().map(moment -> moment.minus(at.begun())),
                report.window(at.breaker().orElse(end), at.mended()),
                List.copyOf(wrong),
                List.copyOf(notes));
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
