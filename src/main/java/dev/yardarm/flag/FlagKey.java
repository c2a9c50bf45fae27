package dev.yardarm.flag;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a flag, unique within an environment: 1 to 128 characters of {@code [A-Za-z0-9._-]}. */
public record FlagKey(String value) implements Comparable<FlagKey> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /** Fails with {@link IllegalArgumentException} on any other form. */
    public FlagKey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a flag key is 1 to 128 characters of [A-Za-z0-9._-]");
        }
    }

    /** By the code units of the characters, which is also PostgreSQL's order under the {@code C} collation. */
    @Override
    public int compareTo(FlagKey other) {
        return value.compareTo(other.value);
    }

    // By hand: every read looks flags up, and what a record does by itself takes longer than the look-up.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlagKey key && value.equals(key.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
