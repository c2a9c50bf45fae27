package dev.yardarm.read.model;

/** The numbers of one run, all from its seed (SplitMix64; Steele, Lea and Flood, 2014). For one thread. */
final class Dice {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    Dice(long seed) {
        this.state = mixed(seed);
    }

    /** 0 to one less than the bound, which is above 0. */
    int below(int bound) {
        state += GOLDEN_GAMMA;
        return (int) (((mixed(state) >>> 33) * bound) >>> 31);
    }

    boolean oneIn(int number) {
        return below(number) == 0;
    }

    private static long mixed(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
