package dev.yardarm.load.run;

/** That something does not hold that was asked of a simulation. Its message says of which, and where to read what. */
final class SimulationsFailed extends RuntimeException {
    SimulationsFailed(String message) {
        // Where it was thrown is nothing to the user, and Maven would print it.
        super(message, null, false, false);
    }
}
