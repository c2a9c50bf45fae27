package dev.yardarm.postgres;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.ChangeListener;
import dev.yardarm.read.ChangeListener.Source;
import java.time.Instant;
import java.util.Map;

/** The real {@link HeardRevisions}, for a feed that has no connection. */
public final class HeardByModel {
    private final HeardRevisions heard = new HeardRevisions();

    /** A change was notified. */
    public void note(Environment environment, Revision revision) {
        heard.note(environment, revision);
    }

    /** To be taken before a reading is begun. */
    public Map<Environment, Revision> soFar() {
        return heard.soFar();
    }

    /** As {@link HeardRevisions#tell}. */
    public boolean tell(
            ChangeListener listener,
            Map<Environment, Revision> before,
            Map<Environment, Revision> found,
            Instant began,
            Source source) {
        return heard.tell(listener, before, found, began, source);
    }
}
