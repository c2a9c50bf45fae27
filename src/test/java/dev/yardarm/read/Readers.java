package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Readers on a clock of the test's, and readers that leave out one of the rules, for tests of those who are to notice. */
public final class Readers {
    private Readers() {}

    /** A rule that a reader does not keep. */
    public enum Lapse {
        NONE,
        /** It answers from its memory with what is below the fence. */
        KEPT_BELOW_FENCE,
        /** It answers from the cache with what is below the fence. */
        CACHED_BELOW_FENCE,
        /** It does not ask the store, though it has not heard of it. */
        UNASKED,
        /** It does not ask the store about what it has not heard of. */
        UNHEARD_OF_BELIEVED,
        /** It believes a cache that may have what the store has lost. */
        LOST_PAST_BELIEVED,
        /** It does not see that the store went back. */
        NEVER_BACK
    }

    /**
     * A reader that keeps all rules, or all but one.
     *
     * @param enough ends when a read has waited long enough for what it could do without
     */
    public static FlagReader reader(
            FlagCache cache,
            FlagStore store,
            ReadState state,
            ReadRules rules,
            Supplier<Future<Void>> enough,
            Lapse lapse) {
        return new FlagReader(
                cache,
                store,
                state,
                new Unobserved(),
                rules,
                Insistence.NONE,
                new Lax(new Admission.Fenced(state.hearing(), state.cacheResets()), lapse),
                new Waiting(enough));
    }

    private record Lax(Admission rules, Lapse lapse) implements Admission {
        @Override
        public boolean unasked(Environment environment, Instant now) {
            return lapse == Lapse.UNASKED || rules.unasked(environment, now);
        }

        @Override
        public boolean ofKept(Revision kept, Revision floor) {
            return lapse == Lapse.KEPT_BELOW_FENCE || rules.ofKept(kept, floor);
        }

        @Override
        public boolean ofCached(Revision cached, Revision floor) {
            return lapse == Lapse.CACHED_BELOW_FENCE || rules.ofCached(cached, floor);
        }

        @Override
        public boolean isHeardOf(Revision cached, Revision fence) {
            return lapse == Lapse.UNHEARD_OF_BELIEVED || rules.isHeardOf(cached, fence);
        }

        @Override
        public boolean believed(Environment environment, boolean saidByStore) {
            return lapse == Lapse.LOST_PAST_BELIEVED || rules.believed(environment, saidByStore);
        }

        @Override
        public boolean isBack(Revision found, Revision fence) {
            return lapse != Lapse.NEVER_BACK && rules.isBack(found, fence);
        }
    }

    private record Waiting(Supplier<Future<Void>> enough) implements Patience {
        @Override
        public <T> Future<T> awaiting(Future<T> awaited, Duration most) {
            Promise<T> first = Promise.promise();
            awaited.onSuccess(first::tryComplete).onFailure(first::tryFail);
            enough.get().onSuccess(over -> first.tryFail(new TimeoutException()));
            return first.future();
        }
    }

    private static final class Unobserved implements ReadObserver {
        @Override
        public void nearAsked(boolean hit) {}

        @Override
        public void cacheAsked(Reading.CacheResult result) {}

        @Override
        public void answered(Reading.Source source) {}

        @Override
        public void databaseWentBack() {}
    }
}
