package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.time.Instant;

/**
 * Which snapshots are answers. That no answer is older than is promised rests on these rules; the rest of a read is about
 * who is asked, and when.
 */
interface Admission {

    /**
     * Whether what is at the fence is an answer without asking the store. To be asked before the fence is looked at: another
     * event loop raises the fence first, and then says that it has heard.
     */
    boolean unasked(Environment environment, Instant now);

    /**
     * Whether what the gateway has in its own memory is new enough.
     *
     * @param floor the least revision that is, the fence included
     */
    boolean ofKept(Revision kept, Revision floor);

    /**
     * Whether what a cache answers with is new enough.
     *
     * @param floor as above
     */
    boolean ofCached(Revision cached, Revision floor);

    /** Whether what a cache answers with is known to have been committed. */
    boolean isHeardOf(Revision cached, Revision fence);

    /**
     * Whether what the cache says of an environment is believed now.
     *
     * @param saidByStore whether the store has said the same
     */
    boolean believed(Environment environment, boolean saidByStore);

    /**
     * Whether the store has lost what was seen of it.
     *
     * @param found what it says
     * @param fence as it stood before it was asked
     */
    boolean isBack(Revision found, Revision fence);

    /** Nothing below the floor; and without asking the store only while the fence is known to tell of all changes. */
    record Fenced(Hearing hearing, CacheResets cacheResets) implements Admission {
        @Override
        public boolean unasked(Environment environment, Instant now) {
            return hearing.isCurrent(environment, now);
        }

        @Override
        public boolean ofKept(Revision kept, Revision floor) {
            return !kept.isBefore(floor);
        }

        @Override
        public boolean ofCached(Revision cached, Revision floor) {
            return !cached.isBefore(floor);
        }

        @Override
        public boolean isHeardOf(Revision cached, Revision fence) {
            return fence.equals(Revision.NONE) || !fence.isBefore(cached);
        }

        @Override
        public boolean believed(Environment environment, boolean saidByStore) {
            return !cacheResets.distrust(environment, saidByStore);
        }

        @Override
        public boolean isBack(Revision found, Revision fence) {
            return found.isBefore(fence);
        }
    }
}
