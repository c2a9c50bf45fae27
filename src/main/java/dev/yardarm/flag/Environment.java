package dev.yardarm.flag;

import java.util.regex.Pattern;

/** The name of a set of flags that is read and numbered as one: 1 to 64 characters of {@code [a-z0-9-]}. */
public record Environment(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,64}");

    /** Fails with {@link IllegalArgumentException} on any other form. */
    public Environment {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("an environment is 1 to 64 characters of [a-z0-9-]");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
