package dev.yardarm.read.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What happened in a run, in order: always as one number, by which two runs can be told apart, and on demand as lines for
 * people.
 */
final class Trace {
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final boolean kept;
    private final List<String> lines = new ArrayList<>();
    private long hash = FNV_OFFSET;

    private Trace(boolean kept) {
        this.kept = kept;
    }

    static Trace ofLines() {
        return new Trace(true);
    }

    static Trace ofTheNumberAlone() {
        return new Trace(false);
    }

    /**
     * Takes note of something.
     *
     * @param what a sentence in which {@code {}} stands for each detail in turn
     */
    void note(long now, String who, String what, long... details) {
        fold(now);
        fold(who.hashCode());
        fold(what.hashCode());
        for (long detail : details) {
            fold(detail);
        }
        if (kept) {
            lines.add("%8d ms  %-9s  %s".formatted(now, who, filled(what, details)));
        }
    }

    /** Two runs in which the same happened have the same. */
    long hash() {
        return hash;
    }

    String text() {
        return String.join("\n", lines);
    }

    private void fold(long number) {
        hash = (hash ^ number) * FNV_PRIME;
        hash ^= hash >>> 29;
    }

    private static String filled(String what, long[] details) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (long detail : details) {
            int at = what.indexOf("{}", from);
            text.append(what, from, at).append(detail);
            from = at + 2;
        }
        return text.append(what, from, what.length()).toString();
    }
}
