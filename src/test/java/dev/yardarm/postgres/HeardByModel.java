package dev.yardarm.postgres;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.postgres.HeardRevisions.Fall;
import dev.yardarm.read.ChangeListener;
import dev.yardarm.read.ChangeListener.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real {@link HeardRevisions}, for a feed that has no connection: tells a listener of readings as {@link ChangeFeed} does. */
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

    /**
     * Tells of a reading. Returns whether another is due, since something fell.
     *
     * @param before what had been heard when the reading was begun
     */
    public boolean tell(
            ChangeListener listener,
            Map<Environment, Revision> before,
            Map<Environment, Revision> found,
            Instant began,
            Source source) {
        List<Fall> falls = heard.compare(before, found);
        Map<Environment, Revision> standing = new HashMap<>(found);
        falls.forEach(fall -> {
            standing.remove(fall.environment());
            listener.wentBack(fall.environment(), fall.heard(), fall.found(), source);
        });
        standing.forEach((environment, revision) -> listener.heard(environment, revision, source));
        listener.allHeard(source, began);
        return !falls.isEmpty();
    }
}
