package dev.yardarm.read;

import org.jspecify.annotations.Nullable;

/**
 * A backend that answers, but has too much to do for this call: its queue is full, or what the call waits for was not free
 * in time. To the caller it is like any other unavailability; it is no reason to give the backend up.
 */
public final class BackendBusy extends BackendUnavailable {
    public BackendBusy(Backend backend, String message, @Nullable Throwable cause) {
        super(backend, message, cause, /* late= */ true);
    }
}
