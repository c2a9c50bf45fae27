package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.Snapshot;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.ChangeStore;
import dev.yardarm.write.FlagContent;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The truth in memory, for reads and changes; may be made to fail. For all threads. */
public final class InMemoryFlagStore implements FlagStore, ChangeStore {
    private final Map<Environment, Environs> environments = new HashMap<>();
    private @Nullable RuntimeException failure;

    private static final class Environs {
        private Revision revision = Revision.NONE;
        private final TreeMap<FlagKey, Flag> flags = new TreeMap<>();
        private final List<RecordedChange> history = new ArrayList<>();
    }

    /** From now on every call fails. */
    public synchronized void failWith(RuntimeException cause) {
        failure = cause;
    }

    public synchronized void heal() {
        failure = null;
    }

    @Override
    public synchronized Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        return Future.succeededFuture(Optional.ofNullable(environments.get(environment))
                .map(found -> EncodedSnapshot.of(
                        Snapshot.of(environment, found.revision, List.copyOf(found.flags.values())))));
    }

    @Override
    public synchronized Future<ChangeResult> commit(Change change) {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        @Nullable Environs found = environments.get(change.environment());
        Optional<Flag> before = Optional.ofNullable(found).map(all -> all.flags.get(change.key()));
        Change.Verdict verdict = change.judge(before);
        if (verdict instanceof Change.Verdict.PreconditionFailed failed) {
            return Future.succeededFuture(new ChangeResult.PreconditionFailed(failed.current()));
        }
        if (verdict instanceof Change.Verdict.Accepted accepted) {
            return Future.succeededFuture(apply(change, before, accepted.after()));
        }
        return Future.succeededFuture(new ChangeResult.NotFound());
    }

    private ChangeResult apply(Change change, Optional<Flag> before, Optional<FlagContent> content) {
        Environs environs = environments.computeIfAbsent(change.environment(), name -> new Environs());
        Revision revision = new Revision(environs.revision.value() + 1);
        environs.revision = revision;
        Optional<Flag> after = content.map(given -> new Flag(
                change.key(),
                change.environment(),
                given.isEnabled(),
                given.rolloutPercentage(),
                given.description(),
                revision,
                Instant.now()));
        after.ifPresentOrElse(
                flag -> environs.flags.put(change.key(), flag), () -> environs.flags.remove(change.key()));
        environs.history.add(new RecordedChange(revision, Instant.now(), change.author(), before, after));
        return new ChangeResult.Committed(revision, before, after);
    }

    @Override
    public synchronized Future<List<RecordedChange>> history(
            Environment environment, FlagKey key, int limit, Optional<Revision> before) {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        @Nullable Environs found = environments.get(environment);
        if (found == null) {
            return Future.succeededFuture(List.of());
        }
        List<RecordedChange> latestFirst = new ArrayList<>(found.history);
        Collections.reverse(latestFirst);
        return Future.succeededFuture(latestFirst.stream()
                .filter(change -> concerns(change, key))
                .filter(change ->
                        before.map(bound -> change.revision().isBefore(bound)).orElse(true))
                .limit(limit)
                .toList());
    }

    private static boolean concerns(RecordedChange change, FlagKey key) {
        return change.after()
                .or(change::before)
                .map(flag -> flag.key().equals(key))
                .orElse(false);
    }
}
