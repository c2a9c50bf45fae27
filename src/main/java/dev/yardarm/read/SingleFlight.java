package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store whose loads are shared: while one is under way for an environment, all who ask for it wait for that one.
 *
 * <p>Belongs to one event loop.
 *
 * <p>Why sharing keeps the port's promise. A flight that was under way when a caller came may have read before the write the
 * caller knows of, so its answer counts only at the caller's floor or above. Below it, the caller takes the next flight:
 * that one begins after the first has ended, and so after the call. Its answer is the truth whatever it is. Callers that
 * fall through together share the next flight too, so nobody waits for more than two; but only with one that was sent for
 * their floor or a later one, since the store below may itself share what serves the floor it was asked for, and by somebody
 * who had the same.
 *
 * <p>That what the first caller had is still the truth is no answer to one who does not have it: he may have had it, and have
 * found out since that the store has lost it and has given its revision to something else.
 */
public final class SingleFlight implements FlagStore {
    private final FlagStore store;
    private final Map<Environment, Flight> flights = new HashMap<>();

    public SingleFlight(FlagStore store) {
        this.store = store;
    }

    @Override
    public Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        @Nullable Flight underWay = flights.get(environment);
        if (underWay == null) {
            return depart(environment, floor, known);
        }
        return underWay.landing.compose(found -> underWay.serves(found, floor, known)
                ? Future.succeededFuture(found)
                : next(environment, floor, known, underWay));
    }

    /** The flight after the one that has landed: ours, or that of another who fell through before us. */
    private Future<Optional<EncodedSnapshot>> next(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known, Flight landed) {
        @Nullable Flight underWay = flights.get(environment);
        if (underWay != null && underWay != landed && !underWay.floor.isBefore(floor) && underWay.known.equals(known)) {
            return underWay.landing;
        }
        return depart(environment, floor, known);
    }

    private Future<Optional<EncodedSnapshot>> depart(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        Flight flight = new Flight(floor, known);
        // Entered before the store is asked: it may answer within the call.
        flights.put(environment, flight);
        // Within compose, so that a store that throws ends the flight too: left behind, it would fail all who come
        // after.
        flight.landing = Future.<Void>succeededFuture()
                .compose(departed -> store.load(environment, floor, known))
                .onComplete(landed -> flights.remove(environment, flight));
        return flight.landing;
    }

    private static final class Flight {
        private final Revision floor;
        private final Optional<EncodedSnapshot> known;
        private Future<Optional<EncodedSnapshot>> landing = Future.failedFuture("not departed");

        private Flight(Revision floor, Optional<EncodedSnapshot> known) {
            this.floor = floor;
            this.known = known;
        }

        private boolean serves(
                Optional<EncodedSnapshot> found, Revision callersFloor, Optional<EncodedSnapshot> callersKnown) {
            return !EncodedSnapshot.revisionOf(found).isBefore(callersFloor)
                    && (!found.equals(known) || callersKnown.equals(known));
        }
    }
}
