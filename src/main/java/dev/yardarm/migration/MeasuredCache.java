package dev.yardarm.migration;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.Lookup;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One of the two caches, with each of its operations counted in the state of the migration in which it was begun. */
final class MeasuredCache implements FlagCache {
    private final FlagCache cache;
    private final Supplier<TallyRecorder> recorder;

    MeasuredCache(FlagCache cache, Supplier<TallyRecorder> recorder) {
        this.cache = cache;
        this.recorder = recorder;
    }

    @Override
    public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
            Environment environment, Set<FlagKey> keys, Revision wanted) {
        TallyRecorder tally = recorder.get();
        // They are of one snapshot: either all are there or none.
        return measured(
                tally,
                () -> cache.flags(environment, keys, wanted),
                found -> tally.read(found.values().stream().allMatch(each -> isHit(each, wanted))));
    }

    @Override
    public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
        TallyRecorder tally = recorder.get();
        return measured(tally, () -> cache.snapshot(environment, wanted), found -> tally.read(isHit(found, wanted)));
    }

    @Override
    public Future<Void> publish(EncodedSnapshot snapshot) {
        return measured(recorder.get(), () -> cache.publish(snapshot), done -> {});
    }

    @Override
    public Future<Void> invalidate(Environment environment, Revision committed) {
        return measured(recorder.get(), () -> cache.invalidate(environment, committed), done -> {});
    }

    @Override
    public Future<Void> discard(Environment environment) {
        return measured(recorder.get(), () -> cache.discard(environment), done -> {});
    }

    /** What is older than was wanted is no answer, so to whoever asked it is a miss. */
    static boolean isHit(Lookup<?> found, Revision wanted) {
        return found instanceof Lookup.Hit<?> hit && !hit.revision().isBefore(wanted);
    }

    private static <T> Future<T> measured(TallyRecorder tally, Supplier<Future<T>> operation, Consumer<T> answered) {
        long began = System.nanoTime();
        return operation.get().onComplete(ended -> {
            if (ended.succeeded()) {
                tally.ended(System.nanoTime() - began);
                answered.accept(ended.result());
            } else {
                tally.failed();
            }
        });
    }
}
