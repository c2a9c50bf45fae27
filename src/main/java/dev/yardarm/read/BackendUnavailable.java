package dev.yardarm.read;

import org.jspecify.annotations.Nullable;

/**
 * A backend could not answer, for a reason that lies with it or the way to it: down, hung, too slow, refusing. It says
 * nothing about what the backend holds. The next rung is tried on this failure and on no other: a bug is not a fallback.
 *
 * <p>Without a stack trace, since it is made per read while a backend is away; the cause tells what happened.
 */
public class BackendUnavailable extends RuntimeException {
    private final Backend backend;
    private final boolean late;

    public BackendUnavailable(Backend backend, String message) {
        this(backend, message, null);
    }

    public BackendUnavailable(Backend backend, String message, @Nullable Throwable cause) {
        this(backend, message, cause, /* late= */ false);
    }

    BackendUnavailable(Backend backend, String message, @Nullable Throwable cause, boolean late) {
        super(message, cause, false, false);
        this.backend = backend;
        this.late = late;
    }

    /** A backend that did not answer in time: all that is known of it, so it may be down as well as slow. */
    public static BackendUnavailable late(Backend backend, String message, @Nullable Throwable cause) {
        return new BackendUnavailable(backend, message, cause, /* late= */ true);
    }

    /** Whether it may well answer the same call a little later; false where it, or the way to it, has refused. */
    public boolean isLate() {
        return late;
    }

    public Backend backend() {
        return backend;
    }
}
