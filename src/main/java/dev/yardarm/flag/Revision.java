package dev.yardarm.flag;

import java.util.regex.Pattern;

/**
 * The number of a committed change in an environment, counted from 1; 0 is the environment before its first change.
 *
 * <p>Written in decimal digits without sign or leading zeros, at most {@link Long#MAX_VALUE}.
 */
public record Revision(long value) implements Comparable<Revision> {
    /** An environment in which nothing was ever changed. */
    public static final Revision NONE = new Revision(0);

    private static final Pattern FORM = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** Fails with {@link IllegalArgumentException} below 0. */
    public Revision {
        if (value < 0) {
            throw new IllegalArgumentException("a revision is not negative");
        }
    }

    /** Reads the written form. Fails with {@link IllegalArgumentException} on any other. */
    public static Revision parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a revision is a whole number, 0 or more");
        }
        try {
            return new Revision(Long.parseLong(text));
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException("a revision is at most " + Long.MAX_VALUE, tooLarge);
        }
    }

    public boolean isBefore(Revision other) {
        return value < other.value;
    }

    /** The later of both. */
    public Revision or(Revision other) {
        return isBefore(other) ? other : this;
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
