package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.History.Commit;
import dev.yardarm.History.Read;
import dev.yardarm.History.Restart;
import dev.yardarm.History.Shown;
import dev.yardarm.History.Span;
import dev.yardarm.History.Write;
import dev.yardarm.HistoryChecker.Bounds;
import dev.yardarm.HistoryChecker.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Histories by hand, with times in milliseconds: revision 1 set x, revision 2 set y, and then whatever a test commits. */
class HistoryCheckerTest {
    private static final Bounds BOUNDS =
            new Bounds(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(50));
    private static final String RESET = "java.lang.AssertionError: java.io.IOException: Connection reset";
    private static final String BROKEN_PIPE =
            "java.lang.AssertionError: java.io.IOException: HTTP/1.1 header parser received"
                    + " no bytes by java.io.IOException: Broken pipe";
    private static final String UNKNOWN = "it is not known whether the change was made. Read the flag";

    private final List<Read> reads = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Commit> commits = new ArrayList<>(List.of(commit(1, "x"), commit(2, "y")));
    private final List<Span> outages = new ArrayList<>();
    private final List<Span> silences = new ArrayList<>();
    private final List<Span> calms = new ArrayList<>();
    private final List<Restart> restarts = new ArrayList<>();

    @Test
    void history_inOrder_isLegal() {
        acknowledged("A", 0, 10, 3, "x");
        flag("A", 20, 21, "x", 3);
        list("A", 22, 23, 3);
        flag("A", 24, 25, "y", 2);
        flag("B", 30, 31, "x", 3);

        assertThat(broken()).isEmpty();
    }

    @Test
    void read_besideTheWrite_mayShowBeforeOrAfter() {
        acknowledged("A", 0, 10, 3, "x");
        flag("A", 5, 9, "x", 3);
        flag("A", 6, 12, "x", 1);
        // Begun when the answer to the one before was on its way.
        list("A", 8, 30, 2);

        assertThat(broken()).isEmpty();
    }

    @Test
    void read_throughTheOtherGateway_mayLagForAWhile() {
        acknowledged("A", 0, 10, 3, "x");
        flag("B", 20, 21, "x", 1);
        list("B", 109, 120, 2);

        assertThat(broken()).isEmpty();
        assertThat(checker().greatestAge()).isEqualTo(Duration.ofMillis(99));
    }

    @Test
    void read_unmarkedAndOlderThanTheBound_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        flag("B", 111, 112, "x", 1);

        assertThat(broken()).containsExactly(Rule.YOUNG);
        assertThat(checker().greatestAge()).isEqualTo(Duration.ofMillis(101));
    }

    @Test
    void read_unmarkedWhilePostgresIsSilent_mayBeAsOldAsThatTakes() {
        acknowledged("A", 0, 10, 3, "x");
        outages.add(span("B", 100, 320));
        silences.add(span("B", 100, 320));
        flag("B", 309, 310, "x", 1);

        assertThat(broken()).isEmpty();

        flag("B", 311, 312, "x", 1);

        assertThat(broken()).containsExactly(Rule.YOUNG);
    }

    @Test
    void read_unmarkedWhilePostgresRefuses_mayNotBeOlder() {
        acknowledged("A", 0, 10, 3, "x");
        outages.add(span("B", 100, 320));
        silences.add(span("A", 100, 320));
        flag("B", 111, 112, "x", 1);

        assertThat(broken()).containsExactly(Rule.YOUNG);
    }

    @Test
    void list_unmarkedAndOlderThanTheBound_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        acknowledged("A", 90, 95, 4, "y");
        list("B", 111, 112, 2);

        assertThat(broken()).containsExactly(Rule.YOUNG);
    }

    @Test
    void read_markedStale_mayBeOld() {
        acknowledged("A", 0, 10, 3, "x");
        reads.add(marked(flagRead("B", 500, 501, "x", 1), /* hasAge= */ true));

        assertThat(broken()).isEmpty();
        assertThat(checker().greatestAge()).isZero();
    }

    @Test
    void read_markedStale_mayNotGoBack() {
        acknowledged("B", 0, 10, 3, "x");
        reads.add(marked(flagRead("B", 20, 21, "x", 1), /* hasAge= */ true));

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void read_markedStaleWithoutAge_isCaught() {
        reads.add(marked(flagRead("B", 20, 21, "x", 1), /* hasAge= */ false));

        assertThat(broken()).containsExactly(Rule.MARKED_WITH_AGE);
    }

    @Test
    void flag_belowWhatTheGatewayAcknowledged_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        flag("A", 20, 21, "x", 1);

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void list_belowWhatTheGatewayAcknowledged_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        list("A", 20, 21, 2);

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void flag_belowWhatTheGatewayAnswered_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        flag("B", 20, 21, "x", 3);
        flag("B", 30, 31, "x", 1);

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void flag_belowAListThatTheGatewayAnswered_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        list("B", 20, 21, 3);
        flag("B", 30, 31, "x", 1);

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void flag_olderThanAnotherThatTheGatewayAnswered_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        acknowledged("A", 11, 12, 4, "y");
        // Whoever has y at 4 has x at 3.
        flag("B", 20, 21, "y", 4);
        flag("B", 30, 31, "x", 1);

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void list_belowAFlagThatTheGatewayAnswered_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        flag("B", 20, 21, "x", 3);
        list("B", 30, 31, 2);

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void flag_belowTheLeastRevision_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        reads.add(atLeast(flagRead("B", 20, 21, "x", 1), 3));

        assertThat(broken()).containsExactly(Rule.LEAST_REVISION);
    }

    @Test
    void list_belowTheLeastRevision_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        reads.add(atLeast(listRead("B", 20, 21, 2), 3));

        assertThat(broken()).containsExactly(Rule.LEAST_REVISION);
    }

    @Test
    void flag_unchangedSinceBeforeTheLeastRevision_isLegal() {
        acknowledged("A", 0, 10, 3, "x");
        reads.add(atLeast(flagRead("B", 20, 21, "y", 2), 3));

        assertThat(broken()).isEmpty();
    }

    @Test
    void read_answeredThoughTheLeastRevisionNeverWas_isCaught() {
        reads.add(atLeast(flagRead("B", 20, 21, "y", 2), 99));

        assertThat(broken()).containsExactly(Rule.LEAST_REVISION);
    }

    @Test
    void conflict_onARevisionThatIsNotThere_isLegal() {
        reads.add(failed(409, 20, 99));

        assertThat(broken()).isEmpty();
    }

    @Test
    void conflict_onARevisionThatWasAcknowledged_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        reads.add(failed(409, 20, 3));

        assertThat(broken()).containsExactly(Rule.ANSWERED);
    }

    @Test
    void conflict_onNoLeastRevision_isCaught() {
        reads.add(failed(409, 20, 0));

        assertThat(broken()).containsExactly(Rule.ANSWERED);
    }

    @Test
    void unavailable_forALaterRevisionWhilePostgresIsAway_isLegal() {
        acknowledged("A", 0, 10, 3, "x");
        outages.add(span("B", 15, 40));
        reads.add(failed(503, 20, 3));

        assertThat(broken()).isEmpty();
    }

    @Test
    void unavailable_forALaterRevisionWhilePostgresIsThere_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        outages.add(span("A", 15, 40));
        outages.add(span("B", 60, 70));
        reads.add(failed(503, 20, 3));

        assertThat(broken()).containsExactly(Rule.ANSWERED);
    }

    @Test
    void unavailable_forARevisionThatTheGatewayHadAnswered_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        outages.add(span("B", 15, 40));
        list("B", 16, 17, 3);
        reads.add(failed(503, 20, 3));

        assertThat(broken()).containsExactly(Rule.ANSWERED);
    }

    @Test
    void unavailable_forAnyRevision_isCaughtEvenWhilePostgresIsAway() {
        outages.add(span("B", 15, 40));
        reads.add(failed(503, 20, 0));

        assertThat(broken()).containsExactly(Rule.ANSWERED);
    }

    @Test
    void read_withoutAnswer_isCaught() {
        reads.add(failed(0, 20, 0));
        reads.add(failed(404, 30, 0));
        reads.add(failed(500, 40, 0));

        assertThat(broken()).containsExactly(Rule.ANSWERED, Rule.ANSWERED, Rule.ANSWERED);
    }

    @Test
    void flag_withAValueThatWasNotCommitted_isCaught() {
        reads.add(shows(flagRead("A", 20, 21, "x", 1), List.of(new Shown("x", 1, "another"))));

        assertThat(broken()).containsExactly(Rule.AS_COMMITTED);
    }

    @Test
    void flag_withARevisionOfAnother_isCaught() {
        reads.add(shows(flagRead("A", 20, 21, "x", 2), List.of(new Shown("x", 2, "v1"))));

        assertThat(broken()).containsExactly(Rule.AS_COMMITTED);
    }

    @Test
    void flag_inPlaceOfAnother_isCaught() {
        reads.add(shows(flagRead("A", 20, 21, "x", 2), List.of(new Shown("y", 2, "v2"))));

        assertThat(broken()).containsExactly(Rule.AS_COMMITTED);
    }

    @Test
    void list_withoutAFlag_isCaught() {
        reads.add(shows(listRead("A", 20, 21, 2), List.of(new Shown("x", 1, "v1"))));

        assertThat(broken()).containsExactly(Rule.AS_COMMITTED);
    }

    @Test
    void list_withAFlagFromBefore_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        reads.add(shows(listRead("A", 20, 21, 3), List.of(new Shown("x", 1, "v1"), new Shown("y", 2, "v2"))));

        assertThat(broken()).containsExactly(Rule.AS_COMMITTED);
    }

    @Test
    void list_withAFlagFromAfter_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        reads.add(shows(listRead("B", 20, 21, 2), List.of(new Shown("x", 3, "v3"), new Shown("y", 2, "v2"))));

        assertThat(broken()).containsExactly(Rule.AS_COMMITTED);
    }

    @Test
    void change_acknowledgedAndNotInPostgres_isCaught() {
        writes.add(new Write("w", "A", ms(0), ms(10), "x", "v3", 200, 3, ""));

        assertThat(broken()).containsExactly(Rule.NONE_LOST);
    }

    @Test
    void change_inPostgresWithAnotherContent_isCaught() {
        commits.add(commit(3, "x"));
        writes.add(new Write("w", "A", ms(0), ms(10), "x", "another", 200, 3, ""));

        assertThat(broken()).containsExactly(Rule.NONE_LOST);
    }

    @Test
    void changes_acknowledgedAtOneRevision_areCaught() {
        acknowledged("A", 0, 10, 3, "x");
        writes.add(new Write("w", "B", ms(0), ms(10), "y", "other", 200, 3, ""));

        assertThat(broken()).containsExactly(Rule.NONE_LOST);
    }

    @Test
    void change_madeTwice_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        commits.add(new Commit(4, "x", "v3"));

        assertThat(broken()).containsExactly(Rule.NONE_LOST);
    }

    @Test
    void changes_outOfOrder_areCaught() {
        acknowledged("A", 20, 30, 3, "x");
        acknowledged("B", 0, 10, 4, "y");

        assertThat(broken()).containsExactly(Rule.IN_ORDER);
    }

    @Test
    void changes_besideOneAnother_haveAnyOrder() {
        acknowledged("A", 5, 30, 3, "x");
        acknowledged("B", 0, 10, 4, "y");

        assertThat(broken()).isEmpty();
    }

    @Test
    void commits_withAGap_areCaught() {
        commits.add(commit(4, "x"));

        assertThat(broken()).containsExactly(Rule.IN_ORDER);
    }

    @Test
    void change_refusedAndMade_isCaught() {
        outages.add(span("A", 0, 20));
        commits.add(commit(3, "x"));
        refused(503, "nothing was changed");

        assertThat(broken()).containsExactly(Rule.REFUSED_IS_NOT_MADE);
    }

    @Test
    void change_ofUnknownOutcome_isMadeOrNot() {
        outages.add(span("A", 0, 20));
        commits.add(commit(3, "x"));
        refused(503, UNKNOWN);
        writes.add(new Write("w", "A", ms(5), ms(10), "x", "v99", 503, -1, UNKNOWN));

        assertThat(broken()).isEmpty();
    }

    @Test
    void change_refusedAndNotMade_isLegalWhilePostgresIsAway() {
        outages.add(span("A", 0, 20));
        refused(503, "nothing was changed");

        assertThat(broken()).isEmpty();
    }

    @Test
    void change_refusedWhilePostgresIsThere_isCaught() {
        refused(503, "nothing was changed");

        assertThat(broken()).containsExactly(Rule.CHANGES_ARE_TAKEN);
    }

    @Test
    void change_withoutAnswer_isCaught() {
        refused(0, "connection reset");

        assertThat(broken()).containsExactly(Rule.ANSWERED);
    }

    @Test
    void gateway_thatDoesNotConverge_isCaught() {
        acknowledged("A", 0, 10, 3, "x");
        calms.add(span("B", 20, 200));
        list("B", 71, 72, 2);

        assertThat(broken()).containsExactly(Rule.CONVERGES);
        assertThat(checker().greatestConvergence()).isEqualTo(Duration.ofMillis(51));
    }

    @Test
    void gateway_thatStaysMarked_isCaught() {
        calms.add(span("B", 20, 200));
        reads.add(marked(flagRead("B", 100, 101, "x", 1), /* hasAge= */ true));

        assertThat(broken()).containsExactly(Rule.CONVERGES);
    }

    @Test
    void gateway_thatConvergesInTime_isLegal() {
        acknowledged("A", 0, 10, 3, "x");
        calms.add(span("B", 20, 200));
        list("B", 69, 72, 2);
        list("B", 75, 76, 3);
        // Acknowledged after the return, so it is not what is to be caught up with.
        acknowledged("A", 80, 90, 4, "x");
        list("B", 95, 96, 3);

        assertThat(broken()).isEmpty();
        assertThat(checker().greatestConvergence()).isEqualTo(Duration.ofMillis(49));
    }

    @Test
    void gateway_startedAgainWithPostgresAway_mayGoBackToWhatItKeptIfItSaysSo() {
        acknowledged("B", 0, 10, 3, "x");
        outages.add(span("B", 15, 200));
        restarts.add(restart(20, 30, 40, 2));
        // Answered by either process: begun before the one was down, and ended when the other was there.
        reads.add(marked(listRead("B", 25, 45, 2), /* hasAge= */ true));
        reads.add(marked(listRead("B", 50, 51, 2), /* hasAge= */ true));

        assertThat(broken()).isEmpty();
    }

    @Test
    void gateway_startedAgainWithPostgresAwayAndUnmarked_isCaught() {
        acknowledged("B", 0, 10, 3, "x");
        outages.add(span("B", 15, 200));
        restarts.add(restart(20, 30, 40, 2));
        list("B", 50, 51, 2);

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void gateway_startedAgainWithPostgresThere_isCaughtThoughMarked() {
        acknowledged("B", 0, 10, 3, "x");
        outages.add(span("A", 15, 200));
        outages.add(span("B", 15, 40));
        restarts.add(restart(20, 30, 40, 2));
        reads.add(marked(listRead("B", 50, 51, 2), /* hasAge= */ true));

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void gateway_startedAgainBelowWhatItKept_isCaught() {
        acknowledged("B", 0, 10, 3, "x");
        outages.add(span("B", 15, 200));
        restarts.add(restart(20, 30, 40, 3));
        reads.add(marked(listRead("B", 50, 51, 2), /* hasAge= */ true));

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void gateway_startedAgainBelowWhatItToldSince_isCaught() {
        acknowledged("B", 0, 10, 3, "x");
        outages.add(span("B", 15, 200));
        restarts.add(restart(20, 30, 40, 2));
        reads.add(marked(listRead("B", 50, 51, 3), /* hasAge= */ true));
        reads.add(marked(listRead("B", 60, 61, 2), /* hasAge= */ true));

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void gateway_startedAgainTwice_hasToKnowWhatItKeptTheLastTime() {
        acknowledged("B", 0, 10, 3, "x");
        outages.add(span("B", 15, 200));
        restarts.add(restart(20, 30, 40, 2));
        restarts.add(restart(60, 70, 80, 3));
        reads.add(marked(listRead("B", 50, 51, 2), /* hasAge= */ true));
        reads.add(marked(listRead("B", 90, 91, 2), /* hasAge= */ true));

        assertThat(checker().violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.atNanos()).isEqualTo(ms(90)));
    }

    @Test
    void gateway_besideOneThatIsStartedAgain_isCaughtGoingBack() {
        acknowledged("A", 0, 10, 3, "x");
        outages.add(span("A", 15, 200));
        restarts.add(restart(20, 30, 40, 2));
        reads.add(marked(listRead("A", 50, 51, 2), /* hasAge= */ true));

        assertThat(broken()).containsExactly(Rule.NEVER_BACK);
    }

    @Test
    void unavailable_forARevisionToldBeforeAStartWithPostgresAway_isLegal() {
        acknowledged("B", 0, 10, 3, "x");
        outages.add(span("B", 15, 200));
        restarts.add(restart(20, 30, 40, 2));
        reads.add(failed(503, 50, 3));

        assertThat(broken()).isEmpty();
    }

    @Test
    void unavailable_forARevisionThatWasKept_isCaught() {
        acknowledged("B", 0, 10, 3, "x");
        outages.add(span("B", 15, 200));
        restarts.add(restart(20, 30, 40, 3));
        reads.add(failed(503, 50, 3));

        assertThat(broken()).containsExactly(Rule.ANSWERED);
    }

    @Test
    void connection_notTakenDuringARestart_isLegal() {
        restarts.add(restart(20, 30, 40, 2));
        reads.add(unanswered(25, "java.lang.AssertionError: java.net.ConnectException"));
        reads.add(unanswered(28, RESET));
        notTaken(25);
        notTaken(26, BROKEN_PIPE);

        assertThat(broken()).isEmpty();
    }

    @Test
    void connection_notTakenWithoutARestart_isCaught() {
        restarts.add(restart(20, 30, 40, 2));
        reads.add(unanswered(41, "java.lang.AssertionError: java.net.ConnectException"));
        notTaken(41);

        assertThat(broken()).containsExactly(Rule.ANSWERED, Rule.ANSWERED);
    }

    @Test
    void connections_resetByARestart_areLegalUpToThoseOfThePort() {
        restarts.add(restart(20, 30, 40, 2));
        for (int i = 0; i < 20; i++) {
            reads.add(unanswered(25, RESET));
        }
        // Not this one's.
        reads.add(unanswered(28, "java.lang.AssertionError: java.net.ConnectException"));

        assertThat(broken()).isEmpty();

        notTaken(25, RESET);

        assertThat(broken()).containsExactly(Rule.ANSWERED);
    }

    @Test
    void connection_resetWithoutAPortThatCloses_isCaught() {
        restarts.add(restart(20, 30, 40, 2));
        reads.add(unanswered(31, RESET));
        notTaken(32, RESET);
        notTaken(33, BROKEN_PIPE);

        assertThat(broken()).containsExactly(Rule.ANSWERED, Rule.ANSWERED, Rule.ANSWERED);
    }

    @Test
    void change_resetByARestartAndMade_isCaught() {
        restarts.add(restart(20, 30, 40, 2));
        notTaken(25, BROKEN_PIPE);
        commits.add(new Commit(3, "x", "v3"));

        assertThat(broken()).containsExactly(Rule.REFUSED_IS_NOT_MADE);
    }

    @Test
    void gateway_endedWithPostgresThere_hasToHaveKeptWhatItTold() {
        acknowledged("B", 0, 10, 3, "x");
        outages.add(span("A", 15, 200));
        outages.add(span("B", 35, 200));
        restarts.add(restart(20, 30, 40, 2));

        assertThat(broken()).containsExactly(Rule.KEPT);
    }

    @Test
    void gateway_endedWithPostgresThereAndAllKept_isLegal() {
        acknowledged("B", 0, 10, 3, "x");
        acknowledged("A", 11, 12, 4, "y");
        restarts.add(restart(20, 30, 40, 3));
        list("B", 50, 51, 4);

        assertThat(broken()).isEmpty();
    }

    @Test
    void response_lostInARestart_isCaught() {
        restarts.add(restart(20, 30, 40, 2));
        reads.add(unanswered(25, "java.io.IOException: HTTP/1.1 header parser received no bytes"));

        assertThat(broken()).containsExactly(Rule.ANSWERED);
    }

    @Test
    void change_whoseConnectionWasNotTakenAndMade_isCaught() {
        restarts.add(restart(20, 30, 40, 2));
        commits.add(commit(3, "x"));
        notTaken(25);

        assertThat(broken()).containsExactly(Rule.REFUSED_IS_NOT_MADE);
    }

    private HistoryChecker checker() {
        return new HistoryChecker(new History(reads, writes, commits, outages, silences, calms, restarts), BOUNDS);
    }

    private List<Rule> broken() {
        return checker().violations().stream()
                .map(HistoryChecker.Violation::rule)
                .toList();
    }

    private void acknowledged(String gateway, long began, long ended, long revision, String key) {
        commits.add(commit(revision, key));
        writes.add(new Write("w", gateway, ms(began), ms(ended), key, "v" + revision, 200, revision, ""));
    }

    private void refused(int status, String problem) {
        writes.add(new Write("w", "A", ms(5), ms(10), "x", "v3", status, -1, problem));
    }

    private void notTaken(long began) {
        notTaken(began, "java.lang.AssertionError: java.net.ConnectException");
    }

    private void notTaken(long began, String problem) {
        writes.add(new Write("w", "B", ms(began), ms(began + 1), "x", "v3", 0, -1, problem));
    }

    private void flag(String gateway, long began, long ended, String key, long revision) {
        reads.add(flagRead(gateway, began, ended, key, revision));
    }

    private void list(String gateway, long began, long ended, long revision) {
        reads.add(listRead(gateway, began, ended, revision));
    }

    private static Read flagRead(String gateway, long began, long ended, String key, long revision) {
        return read(
                gateway, began, ended, Optional.of(key), revision, List.of(new Shown(key, revision, "v" + revision)));
    }

    /** With what is committed so far. */
    private Read listRead(String gateway, long began, long ended, long revision) {
        Map<String, Shown> shown = new TreeMap<>();
        commits.stream()
                .filter(commit -> commit.revision() <= revision)
                .sorted(Comparator.comparingLong(Commit::revision))
                .forEach(commit -> shown.put(commit.key(), new Shown(commit.key(), commit.revision(), commit.value())));
        return read(gateway, began, ended, Optional.empty(), revision, List.copyOf(shown.values()));
    }

    private static Read read(
            String gateway, long began, long ended, Optional<String> key, long revision, List<Shown> shown) {
        return new Read("r", gateway, ms(began), ms(ended), key, 0, 200, revision, shown, "near; hit", false, "");
    }

    private static Read failed(int status, long began, long atLeast) {
        return new Read(
                "r", "B", ms(began), ms(began + 1), Optional.of("x"), atLeast, status, -1, List.of(), "", false, "no");
    }

    private static Read unanswered(long began, String problem) {
        return new Read("r", "B", ms(began), ms(began + 1), Optional.of("x"), 0, 0, -1, List.of(), "", false, problem);
    }

    private static Read marked(Read read, boolean hasAge) {
        return copy(read, read.atLeast(), read.shown(), "redis; fwd=miss, near; hit; detail=stale", hasAge);
    }

    private static Read atLeast(Read read, long revision) {
        return copy(read, revision, read.shown(), read.cacheStatus(), read.hasAge());
    }

    private static Read shows(Read read, List<Shown> shown) {
        return copy(read, read.atLeast(), shown, read.cacheStatus(), read.hasAge());
    }

    private static Read copy(Read read, long atLeast, List<Shown> shown, String cacheStatus, boolean hasAge) {
        return new Read(
                read.reader(),
                read.gateway(),
                read.beganNanos(),
                read.endedNanos(),
                read.key(),
                atLeast,
                read.status(),
                read.revision(),
                shown,
                cacheStatus,
                hasAge,
                read.problem());
    }

    private static Commit commit(long revision, String key) {
        return new Commit(revision, key, "v" + revision);
    }

    private static Span span(String gateway, long began, long ended) {
        return new Span(gateway, ms(began), ms(ended));
    }

    private static Restart restart(long began, long down, long ended, long kept) {
        return new Restart("B", ms(began), ms(down), ms(ended), kept);
    }

    private static long ms(long millis) {
        return millis * 1_000_000;
    }
}
