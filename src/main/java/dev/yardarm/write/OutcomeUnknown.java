package dev.yardarm.write;

import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;

/** The connection was lost between sending a commit and hearing of it: the change was made, or not. */
public final class OutcomeUnknown extends BackendUnavailable {
    public OutcomeUnknown(Backend backend, Throwable cause) {
        super(backend, "lost while committing", cause);
    }
}
