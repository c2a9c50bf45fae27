package dev.yardarm.write;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.flag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.write.Change.Verdict;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of change does to a flag that is there and to one that is not, under every precondition. */
class ChangeTest {
    /** Enabled, since its revision is even; at a hundred percent. */
    private static final Flag PRESENT = flag(PRODUCTION, "wishlist-feature", 42);

    private static final FlagContent CONTENT = new FlagContent(false, percentage("12.5"), "new");
    private static final Edit PUT = new Edit.Put(CONTENT);
    private static final Edit REMOVE = new Edit.Remove();
    private static final Edit PATCH = new Edit.Patch(Optional.of(false), Optional.empty(), Optional.empty());
    private static final FlagContent PATCHED = new FlagContent(false, RolloutPercentage.ALL, "flag wishlist-feature");

    private static final Precondition NONE = new Precondition.None();
    private static final Precondition EXISTS = new Precondition.Exists();
    private static final Precondition ABSENT = new Precondition.Absent();
    private static final Precondition AT_42 = new Precondition.AtRevision(Set.of(new Revision(41), new Revision(42)));
    private static final Precondition AT_41 = new Precondition.AtRevision(Set.of(new Revision(41)));
    private static final Precondition AT_NO_REVISION = new Precondition.AtRevision(Set.of());

    @ParameterizedTest
    @MethodSource("ofAFlagThatExists")
    void judge_flagExists_isAs(Edit edit, Precondition precondition, Verdict verdict) {
        assertThat(judge(edit, precondition, Optional.of(PRESENT))).isEqualTo(verdict);
    }

    static Stream<Arguments> ofAFlagThatExists() {
        Verdict put = new Verdict.Accepted(Optional.of(CONTENT));
        Verdict patched = new Verdict.Accepted(Optional.of(PATCHED));
        Verdict removed = new Verdict.Accepted(Optional.empty());
        Verdict failed = new Verdict.PreconditionFailed(Optional.of(new Revision(42)));
        return Stream.of(
                Arguments.of(PUT, NONE, put),
                Arguments.of(PUT, EXISTS, put),
                Arguments.of(PUT, ABSENT, failed),
                Arguments.of(PUT, AT_42, put),
                Arguments.of(PUT, AT_41, failed),
                Arguments.of(PUT, AT_NO_REVISION, failed),
                Arguments.of(PATCH, NONE, patched),
                Arguments.of(PATCH, EXISTS, patched),
                Arguments.of(PATCH, ABSENT, failed),
                Arguments.of(PATCH, AT_42, patched),
                Arguments.of(PATCH, AT_41, failed),
                Arguments.of(PATCH, AT_NO_REVISION, failed),
                Arguments.of(REMOVE, NONE, removed),
                Arguments.of(REMOVE, EXISTS, removed),
                Arguments.of(REMOVE, ABSENT, failed),
                Arguments.of(REMOVE, AT_42, removed),
                Arguments.of(REMOVE, AT_41, failed),
                Arguments.of(REMOVE, AT_NO_REVISION, failed));
    }

    @ParameterizedTest
    @MethodSource("ofAFlagThatDoesNotExist")
    void judge_flagDoesNotExist_isAs(Edit edit, Precondition precondition, Verdict verdict) {
        assertThat(judge(edit, precondition, Optional.empty())).isEqualTo(verdict);
    }

    static Stream<Arguments> ofAFlagThatDoesNotExist() {
        Verdict put = new Verdict.Accepted(Optional.of(CONTENT));
        Verdict failed = new Verdict.PreconditionFailed(Optional.empty());
        Verdict notFound = new Verdict.NotFound();
        Stream<Arguments> puts = Stream.of(
                Arguments.of(PUT, NONE, put),
                Arguments.of(PUT, EXISTS, failed),
                Arguments.of(PUT, ABSENT, put),
                Arguments.of(PUT, AT_42, failed),
                Arguments.of(PUT, AT_NO_REVISION, failed));
        Stream<Arguments> others = Stream.of(PATCH, REMOVE)
                .flatMap(edit -> Stream.of(NONE, EXISTS, ABSENT, AT_42, AT_NO_REVISION)
                        .map(precondition -> Arguments.of(edit, precondition, notFound)));
        return Stream.concat(puts, others);
    }

    @Test
    void judge_patchOfNothing_leavesAllAsItIs() {
        Edit patch = new Edit.Patch(Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(judge(patch, NONE, Optional.of(PRESENT)))
                .isEqualTo(new Verdict.Accepted(Optional.of(FlagContent.of(PRESENT))));
    }

    @Test
    void judge_patchOfThePercentage_leavesTheOthers() {
        Edit patch = new Edit.Patch(Optional.empty(), Optional.of(percentage("0.125")), Optional.empty());

        assertThat(judge(patch, NONE, Optional.of(PRESENT)))
                .isEqualTo(new Verdict.Accepted(
                        Optional.of(new FlagContent(true, percentage("0.125"), "flag wishlist-feature"))));
    }

    @Test
    void judge_patchOfTheDescription_leavesTheOthers() {
        Edit patch = new Edit.Patch(Optional.empty(), Optional.empty(), Optional.of(""));

        assertThat(judge(patch, NONE, Optional.of(PRESENT)))
                .isEqualTo(new Verdict.Accepted(Optional.of(new FlagContent(true, RolloutPercentage.ALL, ""))));
    }

    @Test
    void judge_patchOfAll_isAsGiven() {
        Edit patch = new Edit.Patch(Optional.of(false), Optional.of(percentage("12.5")), Optional.of("new"));

        assertThat(judge(patch, NONE, Optional.of(PRESENT))).isEqualTo(new Verdict.Accepted(Optional.of(CONTENT)));
    }

    @Test
    void flagContent_descriptionTooLong_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlagContent(true, RolloutPercentage.ALL, "x".repeat(1001)));
    }

    private static Verdict judge(Edit edit, Precondition precondition, Optional<Flag> before) {
        return new Change(PRODUCTION, new FlagKey("wishlist-feature"), edit, precondition, "ops").judge(before);
    }

    private static RolloutPercentage percentage(String value) {
        return new RolloutPercentage(new BigDecimal(value));
    }
}
