package dev.yardarm.load.record;

/**
 * One read.
 *
 * @param at when it was over, in milliseconds since the recording began
 * @param took milliseconds, as Gatling measured them; 0 for one that failed
 */
public record Sample(long at, int took, Source source) {
    /** When it was sent, on the same clock. */
    public long began() {
        return at - took;
    }
}
