package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may share a load with whom. */
class SingleFlightTest {
    private static final Environment STAGING = new Environment("staging");

    private final ScriptedStore store = new ScriptedStore();
    private final SingleFlight flights = new SingleFlight(store);

    @Test
    void load_whileOneIsUnderWay_sharesIt() {
        Future<Optional<EncodedSnapshot>> first = load(0);
        Future<Optional<EncodedSnapshot>> second = load(0);
        assertThat(store.count()).isEqualTo(1);

        EncodedSnapshot found = snapshot(PRODUCTION, 7, 1);
        store.load(0).answer(found);

        assertThat(first.result()).containsSame(found);
        assertThat(second.result()).containsSame(found);
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void load_afterOneHasEnded_departsAnew() {
        load(0);
        store.load(0).answer(snapshot(PRODUCTION, 7, 1));

        Future<Optional<EncodedSnapshot>> later = load(0);

        assertThat(later.isComplete()).isFalse();
        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void load_absentEnvironment_isSharedToo() {
        Future<Optional<EncodedSnapshot>> first = load(0);
        Future<Optional<EncodedSnapshot>> second = load(0);

        store.load(0).answerAbsent();

        assertThat(first.result()).isEmpty();
        assertThat(second.result()).isEmpty();
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void load_passesFloorAndKnownOn() {
        EncodedSnapshot known = snapshot(PRODUCTION, 7, 1);

        Future<Optional<EncodedSnapshot>> unused = flights.load(PRODUCTION, new Revision(8), Optional.of(known));

        assertThat(store.load(0).environment()).isEqualTo(PRODUCTION);
        assertThat(store.load(0).floor()).isEqualTo(new Revision(8));
        assertThat(store.load(0).known()).containsSame(known);
    }

    @Test
    void load_joinerWithAHigherFloorThanTheAnswer_takesTheNextFlight() {
        Future<Optional<EncodedSnapshot>> first = load(7);
        Future<Optional<EncodedSnapshot>> joiner = load(8);

        store.load(0).answer(snapshot(PRODUCTION, 7, 1));

        assertThat(revision(first)).isEqualTo(7);
        assertThat(joiner.isComplete()).isFalse();
        assertThat(store.load(1).floor()).isEqualTo(new Revision(8));
        store.load(1).answer(snapshot(PRODUCTION, 8, 1));
        assertThat(revision(joiner)).isEqualTo(8);
    }

    /** He may have dropped it, having seen that the store gave its revision to something else. */
    @Test
    void load_joinerWithoutWhatTheFirstHasAlready_isNotAnsweredWithThat() {
        EncodedSnapshot known = snapshot(PRODUCTION, 7, 1);
        Future<Optional<EncodedSnapshot>> first = flights.load(PRODUCTION, Revision.NONE, Optional.of(known));
        Future<Optional<EncodedSnapshot>> alike = flights.load(PRODUCTION, Revision.NONE, Optional.of(known));
        Future<Optional<EncodedSnapshot>> joiner = load(0);

        store.load(0).answer(known);

        assertThat(first.result()).containsSame(known);
        assertThat(alike.result()).containsSame(known);
        assertThat(joiner.isComplete()).isFalse();
        assertThat(store.load(1).known()).isEmpty();
        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void load_joinerWithAHigherFloorThatTheAnswerReaches_sharesIt() {
        load(0);
        Future<Optional<EncodedSnapshot>> joiner = load(8);

        store.load(0).answer(snapshot(PRODUCTION, 8, 1));

        assertThat(revision(joiner)).isEqualTo(8);
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void load_joinerWhoseSecondFlightIsBelowItsFloor_getsItAllTheSame() {
        load(0);
        Future<Optional<EncodedSnapshot>> joiner = load(8);

        store.load(0).answer(snapshot(PRODUCTION, 6, 1));
        store.load(1).answer(snapshot(PRODUCTION, 6, 1));

        assertThat(revision(joiner)).isEqualTo(6);
        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void load_firstBelowItsOwnFloor_getsItSinceItBeganAfterTheCall() {
        Future<Optional<EncodedSnapshot>> first = load(9);

        store.load(0).answer(snapshot(PRODUCTION, 6, 1));

        assertThat(revision(first)).isEqualTo(6);
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void load_joinerOfAnAbsentEnvironmentWithAFloor_takesTheNextFlight() {
        load(0);
        Future<Optional<EncodedSnapshot>> joiner = load(1);

        store.load(0).answerAbsent();

        assertThat(joiner.isComplete()).isFalse();
        store.load(1).answer(snapshot(PRODUCTION, 1, 1));
        assertThat(revision(joiner)).isEqualTo(1);
    }

    @Test
    void load_manyThatFallThrough_shareOneFlight() {
        load(0);
        List<Future<Optional<EncodedSnapshot>>> joiners = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            joiners.add(load(8));
        }

        store.load(0).answer(snapshot(PRODUCTION, 7, 1));
        assertThat(store.count()).isEqualTo(2);
        store.load(1).answer(snapshot(PRODUCTION, 8, 1));

        assertThat(joiners).allSatisfy(joiner -> assertThat(revision(joiner)).isEqualTo(8));
        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void load_fallingThroughWithALowerFloorThanTheNextFlight_sharesItWhateverItBrings() {
        load(0);
        Future<Optional<EncodedSnapshot>> high = load(9);
        Future<Optional<EncodedSnapshot>> low = load(8);

        store.load(0).answer(snapshot(PRODUCTION, 7, 1));
        assertThat(store.count()).isEqualTo(2);
        store.load(1).answer(snapshot(PRODUCTION, 7, 1));

        assertThat(revision(high)).isEqualTo(7);
        assertThat(revision(low)).isEqualTo(7);
    }

    @Test
    void load_fallingThroughWithAHigherFloorThanTheNextFlight_departsItsOwn() {
        load(0);
        Future<Optional<EncodedSnapshot>> low = load(8);
        Future<Optional<EncodedSnapshot>> high = load(9);

        store.load(0).answer(snapshot(PRODUCTION, 7, 1));

        assertThat(store.count()).isEqualTo(3);
        assertThat(store.load(1).floor()).isEqualTo(new Revision(8));
        assertThat(store.load(2).floor()).isEqualTo(new Revision(9));
        store.load(2).answer(snapshot(PRODUCTION, 9, 1));
        assertThat(revision(high)).isEqualTo(9);
        assertThat(low.isComplete()).isFalse();
        store.load(1).answer(snapshot(PRODUCTION, 8, 1));
        assertThat(revision(low)).isEqualTo(8);
    }

    @Test
    void load_afterAFlightWasOvertaken_joinsTheLaterAndNotTheEarlier() {
        load(0);
        Future<Optional<EncodedSnapshot>> low = load(8);
        Future<Optional<EncodedSnapshot>> high = load(9);
        store.load(0).answer(snapshot(PRODUCTION, 7, 1));
        store.load(1).answer(snapshot(PRODUCTION, 8, 1));
        assertThat(revision(low)).isEqualTo(8);

        Future<Optional<EncodedSnapshot>> later = load(9);

        assertThat(store.count()).isEqualTo(3);
        store.load(2).answer(snapshot(PRODUCTION, 9, 1));
        assertThat(revision(high)).isEqualTo(9);
        assertThat(revision(later)).isEqualTo(9);
    }

    @Test
    void load_whileTheFlightFallenThroughToIsUnderWay_newcomersJoinThatOne() {
        load(0);
        load(8);
        store.load(0).answer(snapshot(PRODUCTION, 7, 1));

        Future<Optional<EncodedSnapshot>> newcomer = load(8);
        assertThat(store.count()).isEqualTo(2);
        store.load(1).answer(snapshot(PRODUCTION, 8, 1));

        assertThat(revision(newcomer)).isEqualTo(8);
    }

    @Test
    void load_newcomerBelowItsFloorInTheSecondFlight_takesAThird() {
        load(0);
        load(8);
        store.load(0).answer(snapshot(PRODUCTION, 7, 1));
        Future<Optional<EncodedSnapshot>> newcomer = load(9);

        store.load(1).answer(snapshot(PRODUCTION, 8, 1));

        assertThat(newcomer.isComplete()).isFalse();
        store.load(2).answer(snapshot(PRODUCTION, 9, 1));
        assertThat(revision(newcomer)).isEqualTo(9);
    }

    @Test
    void load_failing_failsForAllWithTheSameFailure() {
        Future<Optional<EncodedSnapshot>> first = load(0);
        Future<Optional<EncodedSnapshot>> joiner = load(8);
        BackendUnavailable failure = new BackendUnavailable(Backend.POSTGRES, "away");

        store.load(0).fail(failure);

        assertThat(first.cause()).isSameAs(failure);
        assertThat(joiner.cause()).isSameAs(failure);
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void load_afterAFailure_departsAnew() {
        load(0);
        store.load(0).fail(new BackendUnavailable(Backend.POSTGRES, "away"));

        Future<Optional<EncodedSnapshot>> later = load(0);
        store.load(1).answer(snapshot(PRODUCTION, 7, 1));

        assertThat(revision(later)).isEqualTo(7);
    }

    @Test
    void load_answeredWithinTheCall_leavesNothingUnderWay() {
        store.holding(snapshot(PRODUCTION, 7, 1));

        assertThat(revision(load(0))).isEqualTo(7);
        assertThat(revision(load(8))).isEqualTo(7);
        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void load_storeThrows_failsAndTheNextAsksAgain() {
        IllegalStateException bug = new IllegalStateException("bug");
        List<Integer> asked = new ArrayList<>();
        SingleFlight throwing = new SingleFlight((environment, floor, known) -> {
            asked.add(asked.size());
            if (asked.size() == 1) {
                throw bug;
            }
            return Future.succeededFuture(Optional.empty());
        });

        Future<Optional<EncodedSnapshot>> first = throwing.load(PRODUCTION, Revision.NONE, Optional.empty());
        assertThat(first.cause()).isSameAs(bug);

        assertThat(throwing.load(PRODUCTION, Revision.NONE, Optional.empty()).succeeded())
                .isTrue();
    }

    @Test
    void load_anotherEnvironment_isItsOwnFlight() {
        Future<Optional<EncodedSnapshot>> production = load(0);
        Future<Optional<EncodedSnapshot>> staging = flights.load(STAGING, Revision.NONE, Optional.empty());
        assertThat(store.count()).isEqualTo(2);

        store.load(1).answer(snapshot(STAGING, 3, 1));

        assertThat(production.isComplete()).isFalse();
        assertThat(revision(staging)).isEqualTo(3);
        assertThat(load(0).isComplete()).isFalse();
        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void load_twoLayers_keepThePromiseForTheHigherFloor() {
        SingleFlight outer = new SingleFlight(flights);
        // Another event loop's load is under way below when the write to 8 is made, and so began before it.
        load(0);
        Future<Optional<EncodedSnapshot>> reader = outer.load(PRODUCTION, new Revision(8), Optional.empty());

        store.load(0).answer(snapshot(PRODUCTION, 7, 1));
        assertThat(reader.isComplete()).isFalse();
        store.load(1).answer(snapshot(PRODUCTION, 8, 1));

        assertThat(revision(reader)).isEqualTo(8);
    }

    private Future<Optional<EncodedSnapshot>> load(long floor) {
        return flights.load(PRODUCTION, new Revision(floor), Optional.empty());
    }

    private static long revision(Future<Optional<EncodedSnapshot>> load) {
        assertThat(load.succeeded()).as("the load has succeeded").isTrue();
        return load.result().orElseThrow().revision().value();
    }
}
