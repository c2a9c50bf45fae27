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

    public BackendUnavailable(Backend backend, String message) {
        this(backend, message, null);
    }

    public BackendUnavailable(Backend backend, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.backend = backend;
    }

    public Backend backend() {
        return backend;
    }
}
