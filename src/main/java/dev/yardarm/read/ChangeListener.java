package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.time.Instant;

/**
 * The port through which a gateway is told of committed changes, whoever made them.
 *
 * <p>Told on one event loop. Must neither fail nor wait.
 */
public interface ChangeListener {

    /** How a revision came to be heard. */
    enum Source {
        /** A notification, sent with the commit. */
        FEED,
        /** The regular reading of all revisions. */
        TICK,
        /** The reading of all revisions at the beginning of a subscription. */
        RESYNC
    }

    /** A revision was committed. It need not be news: the same may be heard several times, and late. */
    void heard(Environment environment, Revision revision, Source source);

    /**
     * A reading that was begun after a revision had been heard of found a lower one: the database went back, or what was
     * heard was never true. It is told once, and in place of {@link #heard}; the next is measured by what was found.
     *
     * @param found {@link Revision#NONE} if the environment is gone
     */
    void wentBack(Environment environment, Revision heard, Revision found, Source source);

    /**
     * A reading was told to its end: an environment that it did not name did not exist when it was begun.
     *
     * @param began when the reading was
     */
    void allHeard(Source source, Instant began);

    /**
     * The connection has shown that it is there: everything committed before a moment has been heard. Told several times a
     * second while it is connected.
     */
    void confirmed(Instant until);

    /** Told at each change. A connection's reading has been told before it is told to be there. */
    void feedChanged(FeedState state);
}
