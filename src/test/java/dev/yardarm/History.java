package dev.yardarm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the clients of several gateways did and were told while backends failed, and what PostgreSQL kept of it. All times
 * are nanoseconds since the history's beginning.
 *
 * @param commits all that PostgreSQL has, from revision 1 on
 * @param outages when a gateway could not rely on PostgreSQL
 * @param silences those of the outages in which PostgreSQL did not refuse, and did not answer either
 * @param calms when no fault was going on, and the change feed was back
 * @param restarts of gateways, while the others went on
 */
record History(
        List<Read> reads,
        List<Write> writes,
        List<Commit> commits,
        List<Span> outages,
        List<Span> silences,
        List<Span> calms,
        List<Restart> restarts) {
    History {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        commits = List.copyOf(commits);
        outages = List.copyOf(outages);
        silences = List.copyOf(silences);
        calms = List.copyOf(calms);
        restarts = List.copyOf(restarts);
    }

    /** A time in which something held for one gateway. */
    record Span(String gateway, long beganNanos, long endedNanos) {
        boolean overlaps(long began, long ended) {
            return began <= endedNanos && ended >= beganNanos;
        }
    }

    /**
     * A gateway that was ended in order and started again.
     *
     * @param beganNanos when it was told to end
     * @param downNanos when it had ended
     * @param endedNanos when it listened again
     * @param kept the revision in its folder for snapshots while it was down; 0 if there was none
     */
    record Restart(String gateway, long beganNanos, long downNanos, long endedNanos, long kept) {
        boolean overlaps(long began, long ended) {
            return began <= endedNanos && ended >= beganNanos;
        }

        /** Whether it was told to end and had not ended. */
        boolean isEnding(long began, long ended) {
            return began <= downNanos && ended >= beganNanos;
        }
    }

    /** What a client asked a gateway for, and how that ended. */
    sealed interface Request {
        String gateway();

        long beganNanos();

        long endedNanos();

        /** 0 if there was no answer. */
        int status();

        /** Of what was not answered with 200. */
        String problem();

        /** Whether the port was closed. */
        default boolean isRefused() {
            return status() == 0 && problem().contains("java.net.ConnectException");
        }

        /**
         * Whether the connection was reset: with the port at its closing, or with a response in it; nobody can tell. The
         * same by another name is a pipe that is broken, of a connection that was closed as idle just when the request was
         * being sent (RFC 9112, section 9.5); the client sends only reads once more.
         */
        default boolean isReset() {
            return status() == 0
                    && (problem().contains("Connection reset") || problem().contains("Broken pipe"));
        }

        /** Whether, as far as can be told, nobody took the connection. */
        default boolean isUnconnected() {
            return isRefused() || isReset();
        }
    }

    /**
     * One flag as it was shown.
     *
     * @param value all that a client can change about it, as text; no two changes have the same
     */
    record Shown(String key, long revision, String value) {}

    /**
     * A read that was answered, or was not.
     *
     * @param key empty for the list of all flags
     * @param atLeast {@code Flags-Min-Revision}; 0 if it was not sent
     * @param status 0 if there was no answer
     * @param revision of the entity tag, so the flag's own for one flag and the environment's for a list; -1 without one
     * @param shown the flags of the answer
     * @param hasAge whether there was a header {@code Age}
     * @param problem of what was not answered with 200
     */
    record Read(
            String reader,
            String gateway,
            long beganNanos,
            long endedNanos,
            Optional<String> key,
            long atLeast,
            int status,
            long revision,
            List<Shown> shown,
            String cacheStatus,
            boolean hasAge,
            String problem)
            implements Request {
        boolean isOk() {
            return status == 200;
        }

        boolean isMarkedStale() {
            return cacheStatus.contains("detail=stale");
        }

        @Override
        public String toString() {
            return "%s read %s through %s%s from %s to %s: %d, revision %d, %s%s"
                    .formatted(
                            reader,
                            key.orElse("the list"),
                            gateway,
                            atLeast == 0 ? "" : " at least " + atLeast,
                            millis(beganNanos),
                            millis(endedNanos),
                            status,
                            revision,
                            cacheStatus,
                            problem.isEmpty() ? "" : ", " + problem);
        }
    }

    /**
     * A change that was asked for.
     *
     * @param value as asked for
     * @param status 0 if there was no answer
     * @param revision as acknowledged; -1 if it was not
     * @param problem of what was not answered with 200
     */
    record Write(
            String writer,
            String gateway,
            long beganNanos,
            long endedNanos,
            String key,
            String value,
            int status,
            long revision,
            String problem)
            implements Request {
        boolean isAcknowledged() {
            return status == 200;
        }

        /** Whether the answer was that it is not known what became of it. */
        boolean isUnknown() {
            return status == 503 && problem.contains("it is not known whether the change was made");
        }

        @Override
        public String toString() {
            return "%s changed %s to %s through %s from %s to %s: %d, revision %d%s"
                    .formatted(
                            writer,
                            key,
                            value,
                            gateway,
                            millis(beganNanos),
                            millis(endedNanos),
                            status,
                            revision,
                            problem.isEmpty() ? "" : ", " + problem);
        }
    }

    /** A change that PostgreSQL has. */
    record Commit(long revision, String key, String value) {}

    /** All of it in the order of beginnings, a line each. */
    String text() {
        record Line(long beganNanos, String text) {}
        List<Line> lines = new ArrayList<>();
        reads.forEach(read -> lines.add(new Line(read.beganNanos(), read.toString())));
        writes.forEach(write -> lines.add(new Line(write.beganNanos(), write.toString())));
        outages.forEach(outage -> lines.add(new Line(outage.beganNanos(), "== outage " + outage)));
        silences.forEach(silence -> lines.add(new Line(silence.beganNanos(), "== silence " + silence)));
        calms.forEach(calm -> lines.add(new Line(calm.beganNanos(), "== calm " + calm)));
        restarts.forEach(restart -> lines.add(new Line(restart.beganNanos(), "== restart " + restart)));
        lines.sort(Comparator.comparingLong(Line::beganNanos));
        return lines.stream().map(Line::text).collect(Collectors.joining("\n"));
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
    }
}
