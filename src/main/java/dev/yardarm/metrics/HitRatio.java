package dev.yardarm.metrics;

/** The share of hits over the last minute, from totals that are sampled once a second. Sampled by one thread, read by any. */
final class HitRatio {
    private static final int SECONDS = 60;

    /** The totals at the last 61 samples, in a ring; before the first there was nothing. */
    private final double[] hits = new double[SECONDS + 1];

    private final double[] requests = new double[SECONDS + 1];
    private int newest;
    private volatile double value = Double.NaN;

    /** Takes the totals since the start. */
    void sample(double hitsSoFar, double requestsSoFar) {
        newest = (newest + 1) % hits.length;
        hits[newest] = hitsSoFar;
        requests[newest] = requestsSoFar;
        // In a ring of 61 the one after the newest is the one of a minute ago.
        int oldest = (newest + 1) % hits.length;
        double requested = requestsSoFar - requests[oldest];
        value = requested == 0 ? Double.NaN : (hitsSoFar - hits[oldest]) / requested;
    }

    /** From 0 to 1; NaN if there were no requests. */
    double value() {
        return value;
    }
}
