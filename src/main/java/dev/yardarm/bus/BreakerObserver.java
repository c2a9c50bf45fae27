package dev.yardarm.bus;

import dev.yardarm.read.Backend;
import java.util.Locale;

/** Is told when a circuit breaker changes, on its event loop; for metrics. Must not fail or wait. */
public interface BreakerObserver {

    /**
     * A breaker is in a state.
     *
     * @param instance tells the breakers of one backend apart; each verticle has its own
     */
    void changed(Backend backend, int instance, State state);

    /** The states, by the number that metrics give them. */
    enum State {
        CLOSED(0),
        HALF_OPEN(1),
        OPEN(2);

        private final int number;

        State(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
