package dev.yardarm.read.model;

/**
 * What a gateway has told its clients of each environment, and what it was told of the store: what its answers are to be
 * judged by.
 */
final class Told {
    private final long[] told = new long[World.ENVIRONMENTS];
    private final long[] shown = new long[World.ENVIRONMENTS];
    private final long[] acknowledged = new long[World.ENVIRONMENTS];
    private final int[] acknowledgedIn = new int[World.ENVIRONMENTS];
    private final int[] noticed = new int[World.ENVIRONMENTS];
    private final int[] noticings = new int[World.ENVIRONMENTS];
    private final long[] droppedAt = {Scheduler.NEVER, Scheduler.NEVER};

    /** The highest revision that it has answered with or acknowledged. */
    long most(int environment) {
        return told[environment];
    }

    /** How far into the past what its clients have seen of an environment reaches at least. */
    long shown(int environment) {
        return shown[environment];
    }

    /**
     * It has answered with a revision.
     *
     * @param since what it showed was so from this revision on
     */
    void tells(int environment, long revision, long since) {
        told[environment] = Math.max(told[environment], revision);
        shown[environment] = Math.max(shown[environment], since);
    }

    /** It has acknowledged a revision, which the store gave in an epoch of its own. */
    void acknowledges(int environment, long revision, int epoch) {
        boolean isFirst = acknowledgedIn[environment] < epoch;
        acknowledged[environment] = isFirst ? revision : Math.max(acknowledged[environment], revision);
        acknowledgedIn[environment] = epoch;
        tells(environment, revision, revision);
    }

    /** The last of the store's pasts of which it has to know that it is lost ({@link History#epoch}). */
    int noticed(int environment) {
        return noticed[environment];
    }

    /** How often it has had to see that the store has less than was known. */
    int noticings(int environment) {
        return noticings[environment];
    }

    /** Since when Redis has dropped what it had, by its order; never, if it has not since the last noticing. */
    long droppedAt(int environment) {
        return droppedAt[environment];
    }

    /**
     * The store, asked when more was known than it says, has told what it is: what was told before no longer counts, but for
     * what was acknowledged since it went back.
     */
    void notices(int environment, int epoch) {
        noticed[environment] = Math.max(noticed[environment], epoch);
        noticings[environment]++;
        long kept = acknowledgedIn[environment] < epoch ? 0 : acknowledged[environment];
        told[environment] = kept;
        shown[environment] = kept;
        droppedAt[environment] = Scheduler.NEVER;
    }

    /** An answer that the store gave before it lost it all has come after the news: it has to notice once more. */
    void isMisled(int environment, int epoch) {
        noticed[environment] = Math.min(noticed[environment], epoch);
    }

    /** Redis has dropped what it had, by its order. */
    void drops(int environment, long now) {
        droppedAt[environment] = Math.min(droppedAt[environment], now);
    }
}
