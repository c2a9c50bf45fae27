package dev.yardarm.cloudwatch;

/** By how much a total grows from one look to the next. Belongs to one thread at a time. */
final class Increase {
    private double before;

    /** Never below 0: a total whose parts are read one after another may seem to fall for a moment. */
    double upTo(double now) {
        double by = Math.max(0, now - before);
        before = Math.max(before, now);
        return by;
    }
}
