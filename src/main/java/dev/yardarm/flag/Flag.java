package dev.yardarm.flag;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One flag of one environment as of its own last change.
 *
 * @param description at most {@value #DESCRIPTION_LENGTH} characters (code points)
 * @param revision that of the flag's last change, not of the environment's
 * @param updatedAt when that change was made, to the millisecond; finer parts are cut off
 */
public record Flag(
        FlagKey key,
        Environment environment,
        boolean isEnabled,
        RolloutPercentage rolloutPercentage,
        String description,
        Revision revision,
        Instant updatedAt) {
    /** The most characters a description may have. */
    public static final int DESCRIPTION_LENGTH = 1000;

    /** Fails with {@link IllegalArgumentException} on a description that {@link #checkDescription} refuses. */
    public Flag {
        checkDescription(description);
        updatedAt = updatedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Fails with {@link IllegalArgumentException} if the text is too long or holds what PostgreSQL or UTF-8 cannot: NUL and
     * unpaired surrogates.
     */
    public static void checkDescription(String description) {
        if (description.codePointCount(0, description.length()) > DESCRIPTION_LENGTH) {
            throw new IllegalArgumentException("a description has at most " + DESCRIPTION_LENGTH + " characters");
        }
        if (description.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a description holds no NUL character");
        }
        if (description.codePoints().anyMatch(Flag::isSurrogate)) {
            throw new IllegalArgumentException("a description holds no unpaired surrogate");
        }
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
