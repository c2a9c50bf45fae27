package dev.yardarm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.postgres.HeardRevisions.Fall;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a lower revision means that the database went back, and when it is merely late. */
class HeardRevisionsTest {
    private static final Environment A = new Environment("a");
    private static final Environment B = new Environment("b");

    private final HeardRevisions heard = new HeardRevisions();

    @Test
    void note_lowerThanHeard_changesNothing() {
        heard.note(A, new Revision(7));
        heard.note(A, new Revision(6));

        assertThat(heard.soFar()).containsExactly(Map.entry(A, new Revision(7)));
    }

    @Test
    void compare_sameOrLater_isNoFallAndTakenNoteOf() {
        heard.note(A, new Revision(7));

        assertThat(heard.compare(heard.soFar(), Map.of(A, new Revision(8), B, new Revision(1))))
                .isEmpty();
        assertThat(heard.soFar()).isEqualTo(Map.of(A, new Revision(8), B, new Revision(1)));
    }

    @Test
    void compare_lowerThanHeardBefore_fellAndIsBelieved() {
        heard.note(A, new Revision(7));
        heard.note(B, new Revision(2));

        assertThat(heard.compare(heard.soFar(), Map.of(A, new Revision(3), B, new Revision(2))))
                .containsExactly(new Fall(A, new Revision(7), new Revision(3)));
        assertThat(heard.soFar()).isEqualTo(Map.of(A, new Revision(3), B, new Revision(2)));
    }

    @Test
    void compare_sameReadingAgain_fellOnce() {
        heard.note(A, new Revision(7));
        Map<Environment, Revision> found = Map.of(A, new Revision(3));
        heard.compare(heard.soFar(), found);

        assertThat(heard.compare(heard.soFar(), found)).isEmpty();
    }

    @Test
    void compare_heardWhileTheReadingWasUnderWay_isNoFall() {
        heard.note(A, new Revision(6));
        Map<Environment, Revision> before = heard.soFar();
        heard.note(A, new Revision(7));

        assertThat(heard.compare(before, Map.of(A, new Revision(6)))).isEmpty();
        assertThat(heard.soFar()).isEqualTo(Map.of(A, new Revision(7)));
    }

    @Test
    void compare_fellButLaterWasHeardMeanwhile_leavesItToTheNextReading() {
        heard.note(A, new Revision(6));
        Map<Environment, Revision> before = heard.soFar();
        heard.note(A, new Revision(9));

        assertThat(heard.compare(before, Map.of(A, new Revision(3)))).hasSize(1);
        assertThat(heard.soFar()).isEqualTo(Map.of(A, new Revision(9)));
        assertThat(heard.compare(heard.soFar(), Map.of(A, new Revision(3))))
                .containsExactly(new Fall(A, new Revision(9), new Revision(3)));
    }

    @Test
    void compare_environmentGone_fellToNothingAndIsForgotten() {
        heard.note(A, new Revision(7));

        assertThat(heard.compare(heard.soFar(), Map.of())).containsExactly(new Fall(A, new Revision(7), Revision.NONE));
        assertThat(heard.soFar()).isEmpty();
    }

    @Test
    void compare_madeUpNameAtNoRevision_isForgottenWithoutAWord() {
        heard.note(A, Revision.NONE);

        assertThat(heard.compare(heard.soFar(), Map.of())).isEmpty();
        assertThat(heard.soFar()).isEmpty();
    }
}
