package dev.yardarm.flag;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a set of flags that is read and numbered as one: 1 to 64 characters of {@code [a-z0-9-]}. */
public record Environment(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,64}");

    /** Fails with {@link IllegalArgumentException} on any other form. */
    public Environment {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("an environment is 1 to 64 characters of [a-z0-9-]");
        }
    }

    // By hand: every read looks environments up, and what a record does by itself takes longer than the look-up.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Environment environment && value.equals(environment.value);
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
