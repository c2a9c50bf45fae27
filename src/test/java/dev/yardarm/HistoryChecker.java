package dev.yardarm;

import dev.yardarm.History.Commit;
import dev.yardarm.History.Read;
import dev.yardarm.History.Request;
import dev.yardarm.History.Restart;
import dev.yardarm.History.Shown;
import dev.yardarm.History.Span;
import dev.yardarm.History.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Says what in a history breaks a promise. Pure: it looks at what was recorded and at nothing else.
 *
 * <p>What it knows. Every change has a revision of its environment, and PostgreSQL's record says for each revision which
 * flag was set to what. So "as of revision N" gives each flag's own revision and value, and an answer about one flag can be
 * held against any revision that was seen before, of whichever flag.
 *
 * <p>What counts as before. An answer counts from the moment that its client had it; a request, from the moment that its
 * client began to send it. Requests that overlap may be answered in any order.
 */
final class HistoryChecker {
    private static final long NONE = 0;

    /**
     * Connections that the kernel completes between the process's last look and the closing of the port, as in {@link
     * StopIT}: it resets them, and no server can prevent it. A response that is cut off looks the same, so no more than these
     * are excused in one restart.
     */
    private static final int RESET_WITH_THE_PORT = StopIT.RESET_WITH_THE_PORT;

    private final History history;
    private final Bounds bounds;
    private final Map<Long, Commit> commits = new HashMap<>();
    private final Map<String, TreeMap<Long, Commit>> byFlag = new HashMap<>();
    private final long latest;
    private final Map<String, Rising> told = new HashMap<>();
    private final Map<Restart, Rising> toldSince = new HashMap<>();
    private final Rising acknowledged = new Rising();
    private final List<Violation> violations = new ArrayList<>();

    /**
     * What takes time.
     *
     * @param age of an answer that is not marked, since what it lacks was acknowledged through another gateway
     * @param silence on top of it while PostgreSQL does not answer: who waits for it shares what was asked before
     * @param convergence of a gateway, from the feed's return on
     */
    record Bounds(Duration age, Duration silence, Duration convergence) {}

    /** The promises. */
    enum Rule {
        /**
         * A read is answered with 200; for a revision that is not there with 409, or with 503 while PostgreSQL is away. A
         * gateway that is being restarted takes no connections for a while, and answers all that it took, but for a few that
         * are reset with its port.
         */
        ANSWERED,
        /**
         * No gateway answers with less than it had answered or acknowledged. Of what it did before it was started again it
         * has to know only what it had kept on disk, if PostgreSQL is away and the answer is marked.
         */
        NEVER_BACK,
        /** A gateway that is ended while PostgreSQL is there leaves all on disk that it had told by then. */
        KEPT,
        /** No answer is below {@code Flags-Min-Revision}. */
        LEAST_REVISION,
        /** Each flag that is shown is what was committed at its revision; a list is the whole as of its revision. */
        AS_COMMITTED,
        /** What was acknowledged is in PostgreSQL, once, at the revision that was acknowledged. */
        NONE_LOST,
        /** A change that was begun after another was acknowledged has a later revision. */
        IN_ORDER,
        /** What was refused, and not with an unknown outcome, is not in PostgreSQL. */
        REFUSED_IS_NOT_MADE,
        /** A change is refused only while PostgreSQL is away, from whichever gateway: that one may hold the lock. */
        CHANGES_ARE_TAKEN,
        /** A while after the feed's return a gateway answers with all that had been acknowledged by then, unmarked. */
        CONVERGES,
        /** An answer that is not marked is not older than the design allows. */
        YOUNG,
        /** What is marked stale has an age, and nothing else has. */
        MARKED_WITH_AGE
    }

    record Violation(Rule rule, long atNanos, String what) {
        @Override
        public String toString() {
            return rule + ": " + what;
        }
    }

    HistoryChecker(History history, Bounds bounds) {
        this.history = history;
        this.bounds = bounds;
        history.commits().forEach(commit -> {
            commits.put(commit.revision(), commit);
            byFlag.computeIfAbsent(commit.key(), key -> new TreeMap<>()).put(commit.revision(), commit);
        });
        this.latest = commits.keySet().stream().mapToLong(Long::longValue).max().orElse(NONE);
        learn();
        history.reads().forEach(this::check);
        history.writes().forEach(this::check);
        checkCommits();
        history.calms().forEach(this::checkConvergence);
        history.restarts().forEach(this::checkResets);
        history.restarts().forEach(this::checkKept);
        checkAges();
        violations.sort(Comparator.comparingLong(Violation::atNanos));
    }

    /** In the order of time. */
    List<Violation> violations() {
        return List.copyOf(violations);
    }

    /**
     * How long before an unmarked read was begun a change that its answer lacks had been acknowledged through another
     * gateway; the longest of all.
     */
    Duration greatestAge() {
        return history.reads().stream()
                .map(this::age)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** How long after a feed's return its gateway still answered with less than had been acknowledged by then; the longest. */
    Duration greatestConvergence() {
        long longest = 0;
        for (Span calm : history.calms()) {
            for (Read read : behind(calm)) {
                longest = Math.max(longest, read.beganNanos() - calm.beganNanos());
            }
        }
        return Duration.ofNanos(longest);
    }

    private void learn() {
        for (Read read : history.reads()) {
            if (read.isOk()) {
                tell(read.gateway(), read.beganNanos(), read.endedNanos(), read.revision());
            }
        }
        for (Write write : history.writes()) {
            if (write.isAcknowledged()) {
                tell(write.gateway(), write.beganNanos(), write.endedNanos(), write.revision());
                acknowledged.note(write.endedNanos(), write.revision());
            }
        }
    }

    /** What was begun before a gateway was down may have been answered by either process, and counts for none alone. */
    private void tell(String gateway, long beganNanos, long endedNanos, long revision) {
        told(gateway).note(endedNanos, revision);
        history.restarts().stream()
                .filter(restart -> restart.gateway().equals(gateway) && beganNanos > restart.downNanos())
                .forEach(restart -> toldSince(restart).note(endedNanos, revision));
    }

    private Rising told(String gateway) {
        return told.computeIfAbsent(gateway, name -> new Rising());
    }

    private Rising toldSince(Restart restart) {
        return toldSince.computeIfAbsent(restart, each -> new Rising());
    }

    /** What a gateway has to know when it is asked, though it cannot ask PostgreSQL. */
    private long known(Read read) {
        return history.restarts().stream()
                .filter(restart -> restart.gateway().equals(read.gateway()) && restart.downNanos() < read.endedNanos())
                .max(Comparator.comparingLong(Restart::downNanos))
                .map(last -> Math.max(last.kept(), toldSince(last).before(read.beganNanos())))
                .orElseGet(() -> told(read.gateway()).before(read.beganNanos()));
    }

    private void check(Read read) {
        if (!read.isOk()) {
            hold(Rule.ANSWERED, mayFail(read), read.beganNanos(), () -> read.toString());
            return;
        }
        long before = read.isMarkedStale() && isAway(read)
                ? known(read)
                : told(read.gateway()).before(read.beganNanos());
        hold(
                Rule.NEVER_BACK,
                reaches(read, before),
                read.beganNanos(),
                () -> read + "; the gateway had told of " + before);
        hold(
                Rule.LEAST_REVISION,
                read.atLeast() <= latest && reaches(read, read.atLeast()),
                read.beganNanos(),
                () -> read.toString());
        Optional<String> mistake = mistake(read);
        hold(Rule.AS_COMMITTED, mistake.isEmpty(), read.beganNanos(), () -> read + "; " + mistake.orElse(""));
        hold(
                Rule.MARKED_WITH_AGE,
                read.isMarkedStale() == read.hasAge(),
                read.beganNanos(),
                () -> read + (read.hasAge() ? " has" : " has no") + " age");
    }

    /**
     * What a client who asks for a revision may be told, and no other. That it is not there: unless it was acknowledged, by
     * whomever, before the read. That it cannot be had: while PostgreSQL is away, unless this gateway had told of it. And
     * nothing at all, as {@link #mayGoUnanswered} says.
     */
    private boolean mayFail(Read read) {
        return switch (read.status()) {
            case 409 -> read.atLeast() > acknowledged.before(read.beganNanos());
            case 503 -> read.atLeast() > known(read) && isAway(read);
            case 0 -> mayGoUnanswered(read);
            default -> false;
        };
    }

    private boolean isAway(Read read) {
        return history.outages().stream()
                .anyMatch(outage -> outage.gateway().equals(read.gateway())
                        && outage.overlaps(read.beganNanos(), read.endedNanos()));
    }

    private boolean isUnanswering(Read read) {
        return history.silences().stream()
                .anyMatch(silence -> silence.gateway().equals(read.gateway())
                        && silence.overlaps(read.beganNanos(), read.endedNanos()));
    }

    /** While the gateway is being restarted, if it did not take the connection; {@link #checkResets} counts those reset. */
    private boolean mayGoUnanswered(Request request) {
        return history.restarts().stream()
                .anyMatch(restart -> isResetBy(restart, request)
                        || (request.isRefused()
                                && restart.gateway().equals(request.gateway())
                                && restart.overlaps(request.beganNanos(), request.endedNanos())));
    }

    private static boolean isResetBy(Restart restart, Request request) {
        return request.isReset()
                && restart.gateway().equals(request.gateway())
                && restart.isEnding(request.beganNanos(), request.endedNanos());
    }

    private void checkResets(Restart restart) {
        Stream<Request> requests = Stream.concat(history.reads().stream(), history.writes().stream());
        long resets = requests.filter(request -> isResetBy(restart, request)).count();
        hold(
                Rule.ANSWERED,
                resets <= RESET_WITH_THE_PORT,
                restart.beganNanos(),
                () -> resets + " connections were reset by " + restart);
    }

    private void checkKept(Restart restart) {
        boolean isAway = history.outages().stream()
                .anyMatch(outage -> outage.gateway().equals(restart.gateway())
                        && outage.overlaps(restart.beganNanos(), restart.downNanos()));
        long before = told(restart.gateway()).before(restart.beganNanos());
        hold(
                Rule.KEPT,
                isAway || restart.kept() >= before,
                restart.beganNanos(),
                () -> restart + "; the gateway had told of " + before);
    }

    /** Whether an answer has all that was committed up to a revision. */
    private boolean reaches(Read read, long revision) {
        return read.revision()
                >= read.key().map(key -> revisionOf(key, revision)).orElse(revision);
    }

    /** A flag's own revision, as of a revision of the environment. */
    private long revisionOf(String key, long asOf) {
        Map.Entry<Long, Commit> last = byFlag.getOrDefault(key, new TreeMap<>()).floorEntry(asOf);
        return last == null ? NONE : last.getKey();
    }

    private Optional<String> mistake(Read read) {
        for (Shown shown : read.shown()) {
            Commit commit = commits.get(shown.revision());
            if (commit == null
                    || !commit.key().equals(shown.key())
                    || !commit.value().equals(shown.value())) {
                return Optional.of("it shows " + shown + ", committed was " + commit);
            }
        }
        return read.key().map(key -> mistakeOfFlag(read, key)).orElseGet(() -> mistakeOfList(read));
    }

    private static Optional<String> mistakeOfFlag(Read read, String key) {
        boolean isIt = read.shown().size() == 1
                && read.shown().get(0).key().equals(key)
                && read.shown().get(0).revision() == read.revision();
        return isIt ? Optional.empty() : Optional.of("it shows " + read.shown());
    }

    private Optional<String> mistakeOfList(Read read) {
        Set<String> missing = new HashSet<>();
        byFlag.forEach((key, ofFlag) -> {
            if (ofFlag.firstKey() <= read.revision()) {
                missing.add(key);
            }
        });
        for (Shown shown : read.shown()) {
            long due = revisionOf(shown.key(), read.revision());
            if (shown.revision() != due || !missing.remove(shown.key())) {
                return Optional.of("it shows " + shown + " where revision " + due + " was due");
            }
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of("it lacks " + missing);
    }

    private void check(Write write) {
        switch (write.status()) {
            case 200 -> checkAcknowledged(write);
            case 503 ->
                hold(
                        Rule.CHANGES_ARE_TAKEN,
                        history.outages().stream()
                                .anyMatch(outage -> outage.overlaps(write.beganNanos(), write.endedNanos())),
                        write.beganNanos(),
                        () -> write.toString());
            default -> hold(Rule.ANSWERED, mayGoUnanswered(write), write.beganNanos(), () -> write.toString());
        }
    }

    private void checkAcknowledged(Write write) {
        Commit commit = commits.get(write.revision());
        hold(
                Rule.NONE_LOST,
                commit != null
                        && commit.key().equals(write.key())
                        && commit.value().equals(write.value()),
                write.beganNanos(),
                () -> write + "; PostgreSQL has " + commit);
        long before = acknowledged.before(write.beganNanos());
        hold(
                Rule.IN_ORDER,
                write.revision() > before,
                write.beganNanos(),
                () -> write + "; " + before + " had been acknowledged");
    }

    /** Each attempt was committed once, or not at all; PostgreSQL numbers without a gap. */
    private void checkCommits() {
        Map<String, Integer> times = new HashMap<>();
        history.commits().forEach(commit -> times.merge(commit.value(), 1, Integer::sum));
        for (Write write : history.writes()) {
            int made = times.getOrDefault(write.value(), 0);
            hold(Rule.NONE_LOST, made <= 1, write.beganNanos(), () -> write + "; committed " + made + " times");
            if (!write.isAcknowledged()) {
                hold(
                        Rule.REFUSED_IS_NOT_MADE,
                        made == 0 || write.isUnknown(),
                        write.beganNanos(),
                        () -> write + "; PostgreSQL has it");
            }
        }
        hold(
                Rule.IN_ORDER,
                commits.size() == latest && history.commits().size() == latest,
                0,
                () -> history.commits().size() + " commits up to revision " + latest);
    }

    private void checkConvergence(Span calm) {
        long from = calm.beganNanos() + bounds.convergence().toNanos();
        behind(calm).stream()
                .filter(read -> read.beganNanos() > from)
                .forEach(read -> hold(
                        Rule.CONVERGES,
                        /* holds= */ false,
                        read.beganNanos(),
                        () -> read + "; the feed was back at " + History.millis(calm.beganNanos())
                                + ", acknowledged was " + acknowledged.before(calm.beganNanos())));
    }

    /** The answers of a calm that lack what had been acknowledged before it, or are marked stale. */
    private List<Read> behind(Span calm) {
        long due = acknowledged.before(calm.beganNanos());
        return history.reads().stream()
                .filter(Read::isOk)
                .filter(read -> read.gateway().equals(calm.gateway()))
                .filter(read -> read.beganNanos() >= calm.beganNanos() && read.endedNanos() <= calm.endedNanos())
                .filter(read -> read.isMarkedStale() || !reaches(read, due))
                .toList();
    }

    private void checkAges() {
        for (Read read : history.reads()) {
            age(read)
                    .filter(age -> age.compareTo(oldest(read)) > 0)
                    .ifPresent(age -> hold(
                            Rule.YOUNG,
                            /* holds= */ false,
                            read.beganNanos(),
                            () -> read + " was " + age.toMillis() + " ms old"));
        }
    }

    private Duration oldest(Read read) {
        return isUnanswering(read) ? bounds.age().plus(bounds.silence()) : bounds.age();
    }

    /** Of an unmarked answer that lacks a change: how long before the read was begun that had been acknowledged. */
    private Optional<Duration> age(Read read) {
        if (!read.isOk() || read.isMarkedStale() || reaches(read, acknowledged.before(read.beganNanos()))) {
            return Optional.empty();
        }
        return history.writes().stream()
                .filter(Write::isAcknowledged)
                .filter(write -> !write.gateway().equals(read.gateway()))
                .filter(write -> write.endedNanos() < read.beganNanos())
                // Most are before what it shows; that is quicker to see.
                .filter(write -> write.revision() > read.revision() && !reaches(read, write.revision()))
                .map(write -> Duration.ofNanos(read.beganNanos() - write.endedNanos()))
                .max(Comparator.naturalOrder());
    }

    private void hold(Rule rule, boolean holds, long atNanos, Supplier<String> what) {
        if (!holds) {
            violations.add(new Violation(rule, atNanos, what.get()));
        }
    }

    /** The highest of some revisions, as of any moment. */
    private static final class Rising {
        private final TreeMap<Long, Long> noted = new TreeMap<>();
        private boolean risen = true;

        void note(long atNanos, long revision) {
            noted.merge(atNanos, revision, Math::max);
            risen = false;
        }

        /** The highest that was noted before a moment; 0 if none was. */
        long before(long nanos) {
            if (!risen) {
                long highest = NONE;
                for (Map.Entry<Long, Long> each : noted.entrySet()) {
                    highest = Math.max(highest, each.getValue());
                    each.setValue(highest);
                }
                risen = true;
            }
            Map.Entry<Long, Long> last = noted.lowerEntry(nanos);
            return last == null ? NONE : last.getValue();
        }
    }
}
