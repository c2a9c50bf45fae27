package dev.yardarm.postgres;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.ChangeListener;
import dev.yardarm.read.ChangeListener.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The highest revision heard of each environment, by which a database that went back is known.
 *
 * <p>Lower alone is not back. Of two answers that cross, the older may come last; and what is notified between the
 * subscription and the first reading comes after it. So a notification never proves that the database went back, and a
 * reading does only against what had been heard when it was begun: whatever was heard then was committed then, and a
 * statement sees what was committed before it began.
 *
 * <p>Belongs to one event loop.
 */
final class HeardRevisions {
    private final Map<Environment, Revision> highest = new HashMap<>();

    /** An environment found lower than it had been heard of. */
    record Fall(Environment environment, Revision heard, Revision found) {}

    void note(Environment environment, Revision revision) {
        highest.merge(environment, revision, Revision::or);
    }

    /** To be taken before a reading is begun. */
    Map<Environment, Revision> soFar() {
        return Map.copyOf(highest);
    }

    /**
     * Takes note of a reading of all environments, and returns what fell. What fell is believed from now on, unless
     * something later was heard meanwhile: then the next reading has to say.
     *
     * @param before what had been heard when the reading was begun
     */
    List<Fall> compare(Map<Environment, Revision> before, Map<Environment, Revision> found) {
        List<Fall> falls = new ArrayList<>();
        found.forEach(this::note);
        before.forEach((environment, heard) -> {
            Revision truth = found.getOrDefault(environment, Revision.NONE);
            if (truth.isBefore(heard)) {
                falls.add(new Fall(environment, heard, truth));
            }
        });
        falls.forEach(this::believe);
        forgetGone(found.keySet());
        return falls;
    }

    /**
     * Tells of a reading of all environments. Returns whether anything fell: then another is due, since changes notified
     * during this one may have been taken for old ones, measured by what was believed before.
     *
     * @param before as above
     * @param began when the reading was
     */
    boolean tell(
            ChangeListener listener,
            Map<Environment, Revision> before,
            Map<Environment, Revision> found,
            Instant began,
            Source source) {
        List<Fall> falls = compare(before, found);
        Map<Environment, Revision> standing = new HashMap<>(found);
        falls.forEach(fall -> {
            standing.remove(fall.environment());
            listener.wentBack(fall.environment(), fall.heard(), fall.found(), source);
        });
        standing.forEach((environment, revision) -> listener.heard(environment, revision, source));
        listener.allHeard(source, began);
        return !falls.isEmpty();
    }

    private void believe(Fall fall) {
        highest.replace(fall.environment(), fall.heard(), fall.found());
    }

    /** An environment at no revision that does not exist is not worth its memory: anybody can notify of made-up names. */
    private void forgetGone(Set<Environment> existing) {
        Set<Environment> gone = new HashSet<>(highest.keySet());
        gone.removeAll(existing);
        gone.forEach(environment -> highest.remove(environment, Revision.NONE));
    }
}
