package dev.yardarm.read;

import dev.yardarm.flag.Revision;
import java.util.function.Function;

/** What a cache that could be asked had to say. */
public sealed interface Lookup<T> {

    /** The same with another value, if there is one. */
    <U> Lookup<U> map(Function<T, U> change);

    /**
     * The environment is cached.
     *
     * @param revision the environment's, as cached
     * @param node who answered, for logs
     */
    record Hit<T>(Revision revision, T value, String node) implements Lookup<T> {
        @Override
        public <U> Lookup<U> map(Function<T, U> change) {
            return new Hit<>(revision, change.apply(value), node);
        }
    }

    /**
     * The environment is not cached, or not in a form that can be used.
     *
     * @param fence the revision whose change removed it: the store has it, or had it. {@link Revision#NONE} if the cache
     *     knows of none
     */
    record Miss<T>(Reason reason, Revision fence) implements Lookup<T> {
        /** Without a fence. */
        public Miss(Reason reason) {
            this(reason, Revision.NONE);
        }

        @Override
        public <U> Lookup<U> map(Function<T, U> change) {
            return new Miss<>(reason, fence);
        }
    }

    /** Why an environment is not cached. */
    enum Reason {
        /** Nothing is there: never cached, expired or evicted. */
        ABSENT,
        /** A change removed it and left its fence. */
        INVALIDATED,
        /** What is there is not a cached environment. */
        DAMAGED
    }
}
