package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagStore;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.ChangeStore;
import dev.yardarm.write.Edit;
import dev.yardarm.write.OutcomeUnknown;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL as one gateway reaches it. Each call is done at one moment and answered at a later one; between the two the
 * world goes on. A commit whose answer is late may have been made, or not, or be made later.
 */
final class ModelStore implements FlagStore, ChangeStore {
    private final World world;
    private final Gateway owner;

    ModelStore(World world, Gateway owner) {
        this.world = world;
        this.owner = owner;
    }

    // Reads.

    @Override
    public Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        int index = World.ENVIRONMENT.indexOf(environment);
        Promise<Optional<EncodedSnapshot>> promise = Promise.promise();
        long deadline = world.now() + Bounds.STORE_CALL;
        owner.storeIsAsked(index);
        asked(deadline, () -> read(index, known, deadline, promise), () -> late(promise));
        return promise.future().onComplete(ended -> owner.storeHasAnswered(index));
    }

    private void read(
            int index, Optional<EncodedSnapshot> known, long deadline, Promise<Optional<EncodedSnapshot>> promise) {
        if (refuses(12)) {
            world.note(owner, "load of {} is refused by the store", index);
            promise.fail(new BackendUnavailable(Backend.POSTGRES, "away"));
            return;
        }
        Optional<EncodedSnapshot> found = world.history(index).content(world.revision(index));
        world.note(owner, "load of {} reads {} at the store", index, world.revision(index));
        Optional<EncodedSnapshot> answer = known.isPresent()
                        && found.isPresent()
                        && known.get().revision().equals(found.get().revision())
                ? known
                : found;
        answered(deadline, () -> answer(promise, answer), () -> late(promise));
    }

    private void answer(Promise<Optional<EncodedSnapshot>> promise, Optional<EncodedSnapshot> answer) {
        if (world.fault(16)) {
            world.note(owner, "answer to a load is lost");
            promise.fail(lost());
            return;
        }
        world.note(
                owner,
                "load is answered with {}",
                answer.map(found -> found.revision().value()).orElse(0L));
        promise.complete(answer);
    }

    private void late(Promise<Optional<EncodedSnapshot>> promise) {
        world.note(owner, "load is given up");
        promise.fail(BackendUnavailable.late(Backend.POSTGRES, "late", null));
    }

    // Changes.

    @Override
    public Future<ChangeResult> commit(Change change) {
        int index = World.ENVIRONMENT.indexOf(change.environment());
        Promise<ChangeResult> promise = Promise.promise();
        owner.storeIsAsked(index);
        long deadline = world.now() + Bounds.STORE_CALL;
        asked(deadline, () -> execute(change, deadline, promise), () -> lateCommit(change, promise));
        return promise.future().onComplete(ended -> owner.storeHasAnswered(index));
    }

    private void execute(Change change, long deadline, Promise<ChangeResult> promise) {
        if (refuses(10)) {
            world.note(owner, "commit is refused by the store");
            promise.fail(new BackendUnavailable(Backend.POSTGRES, "away"));
            return;
        }
        if (world.fault(16)) {
            world.note(owner, "commit is lost on the way to the store");
            promise.fail(unknown());
            return;
        }
        ChangeResult result = apply(change);
        answered(deadline, () -> answerCommit(promise, result), () -> promise.fail(unknown()));
    }

    private void answerCommit(Promise<ChangeResult> promise, ChangeResult result) {
        if (world.fault(8)) {
            world.note(owner, "answer to a commit is lost");
            promise.fail(unknown());
            return;
        }
        promise.complete(result);
    }

    private void lateCommit(Change change, Promise<ChangeResult> promise) {
        world.note(owner, "commit is given up");
        if (world.dice().oneIn(2)) {
            world.scheduler().add(new Pending(Scheduler.NEVER, () -> applyIfPossible(change), () -> {}));
        }
        promise.fail(unknown());
    }

    private void applyIfPossible(Change change) {
        if (!world.isStoreAway()) {
            apply(change);
        }
    }

    private ChangeResult apply(Change change) {
        int index = World.ENVIRONMENT.indexOf(change.environment());
        int key = World.KEY.indexOf(change.key());
        History history = world.history(index);
        Optional<Flag> before = history.flag(key);
        Change.Verdict verdict = change.judge(before);
        if (verdict instanceof Change.Verdict.PreconditionFailed failed) {
            return new ChangeResult.PreconditionFailed(failed.current());
        }
        if (verdict instanceof Change.Verdict.NotFound) {
            return new ChangeResult.NotFound();
        }
        Optional<Flag> after = history.commit(key, !(change.edit() instanceof Edit.Remove), world.now());
        world.note(owner, "commit of {} at {} is done at the store", index, history.revision());
        world.committed(index, history.revision());
        return new ChangeResult.Committed(new Revision(history.revision()), before, after);
    }

    @Override
    public Future<List<RecordedChange>> history(
            Environment environment, FlagKey key, int limit, Optional<Revision> before) {
        return Future.failedFuture(new UnsupportedOperationException("nobody asks"));
    }

    private static OutcomeUnknown unknown() {
        return new OutcomeUnknown(Backend.POSTGRES, lost());
    }

    private static BackendUnavailable lost() {
        return new BackendUnavailable(Backend.POSTGRES, "connection lost");
    }

    private boolean refuses(int oneIn) {
        return world.isStoreAway() || world.fault(oneIn);
    }

    private void asked(long deadline, Runnable happens, Runnable late) {
        world.scheduler().add(new Pending(deadline, happens, () -> owner.ifAlive(late)));
    }

    /** A gateway that is gone is told nothing; what it has asked for is done all the same. */
    private void answered(long deadline, Runnable happens, Runnable late) {
        world.scheduler().add(new Pending(deadline, () -> owner.ifAlive(happens), () -> owner.ifAlive(late)));
    }
}
