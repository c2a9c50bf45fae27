package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.Fence;
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
        asked(deadline, () -> read(index, known, deadline, promise), () -> late(promise), promise, lost());
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
        int epoch = world.history(index).epoch();
        answered(deadline, () -> answer(index, epoch, promise, answer), () -> late(promise), promise, lost());
    }

    private void answer(
            int index, int epoch, Promise<Optional<EncodedSnapshot>> promise, Optional<EncodedSnapshot> answer) {
        if (world.fault(16)) {
            world.note(owner, "answer to a load is lost");
            promise.fail(lost());
            return;
        }
        world.note(
                owner,
                "load is answered with {}",
                answer.map(found -> found.revision().value()).orElse(0L));
        answers(index, epoch, answer);
        promise.complete(answer);
    }

    private void answers(int index, int epoch, Optional<EncodedSnapshot> answer) {
        History history = world.history(index);
        int revision = answer.map(found -> (int) found.revision().value()).orElse(0);
        owner.isAnswered(index, epoch, !history.held(revision, -1, answer, history.epoch()));
    }

    private void late(Promise<Optional<EncodedSnapshot>> promise) {
        world.note(owner, "load is given up");
        promise.fail(BackendUnavailable.late(Backend.POSTGRES, "late", null));
    }

    // Changes.

    @Override
    public Future<ChangeResult> commit(Change change) {
        int index = index(change);
        Promise<ChangeResult> promise = Promise.promise();
        owner.storeIsAsked(index);
        long deadline = world.now() + Bounds.STORE_CALL;
        Fence.Mark fence = owner.mark(index);
        asked(
                deadline,
                () -> execute(change, fence, deadline, promise),
                () -> lateCommit(change, promise),
                promise,
                unknown());
        return promise.future().onComplete(ended -> owner.storeHasAnswered(index));
    }

    private void execute(Change change, Fence.Mark fence, long deadline, Promise<ChangeResult> promise) {
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
        Answer answer = new Answer(change, fence, world.history(index(change)).epoch(), promise);
        Runnable unheard = () -> promise.fail(unknown());
        if (result instanceof ChangeResult.Committed committed && !isNextToTruth(change, committed)) {
            answered(deadline, () -> withWhole(answer, committed, deadline), unheard, promise, unknown());
        } else {
            answered(deadline, () -> answerCommit(answer, result), unheard, promise, unknown());
        }
    }

    /**
     * To whom a commit is answered.
     *
     * @param fence where it stood before
     * @param epoch in which it was made
     */
    private record Answer(Change change, Fence.Mark fence, int epoch, Promise<ChangeResult> promise) {}

    private boolean isNextToTruth(Change change, ChangeResult.Committed committed) {
        return owner.truth(index(change))
                .filter(truth ->
                        truth.revision().value() + 1 == committed.revision().value())
                .isPresent();
    }

    /** The whole is read behind the commit, some moments later, or cannot be had any more. */
    private void withWhole(Answer answer, ChangeResult.Committed committed, long deadline) {
        History history = world.history(index(answer.change()));
        Optional<EncodedSnapshot> whole = refuses(6) ? Optional.empty() : history.content(history.revision());
        world.note(
                owner,
                "commit is followed by the whole at {}",
                whole.map(found -> found.revision().value()).orElse(0L));
        ChangeResult result =
                new ChangeResult.Committed(committed.revision(), committed.before(), committed.after(), whole);
        answered(
                deadline,
                () -> answerCommit(answer, result),
                () -> answer.promise().fail(unknown()),
                answer.promise(),
                unknown());
    }

    private void answerCommit(Answer answer, ChangeResult result) {
        if (world.fault(8)) {
            world.note(owner, "answer to a commit is lost");
            answer.promise().fail(unknown());
            return;
        }
        if (result instanceof ChangeResult.Committed committed) {
            int index = index(answer.change());
            boolean isLost = answer.epoch() < world.history(index).epoch();
            owner.isAnswered(index, answer.epoch(), isLost);
            owner.isTold(index, answer.fence(), !answer.fence().known().isBefore(committed.revision()));
        }
        answer.promise().complete(result);
    }

    private void lateCommit(Change change, Promise<ChangeResult> promise) {
        world.note(owner, "commit is given up");
        if (world.dice().oneIn(2)) {
            int connection = world.connections();
            world.scheduler().add(new Pending(Scheduler.NEVER, () -> applyIfPossible(change, connection), () -> {}));
        }
        promise.fail(unknown());
    }

    private void applyIfPossible(Change change, int connection) {
        if (!world.isStoreAway() && world.connections() == connection) {
            apply(change);
        }
    }

    private static int index(Change change) {
        return World.ENVIRONMENT.indexOf(change.environment());
    }

    private ChangeResult apply(Change change) {
        int index = index(change);
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

    private <T> void asked(long deadline, Runnable happens, Runnable late, Promise<T> promise, Throwable lost) {
        int connection = world.connections();
        world.scheduler()
                .add(new Pending(
                        deadline,
                        () -> {
                            if (world.connections() == connection) {
                                happens.run();
                            } else {
                                owner.ifAlive(() -> promise.fail(lost));
                            }
                        },
                        () -> owner.ifAlive(late)));
    }

    /** A gateway that is gone is told nothing; what it has asked for is done all the same. */
    private <T> void answered(long deadline, Runnable happens, Runnable late, Promise<T> promise, Throwable lost) {
        asked(deadline, () -> owner.ifAlive(happens), late, promise, lost);
    }
}
