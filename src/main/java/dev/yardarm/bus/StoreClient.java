package dev.yardarm.bus;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Backend;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.OutcomeUnknown;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The store of the {@link StoreVerticle}, from any event loop. */
public final class StoreClient implements Store {
    private final PortClient<Store> store;

    /** @param bound longer than any call of the adapter takes */
    public StoreClient(Vertx vertx, Duration bound) {
        this.store = new PortClient<>(vertx, StoreVerticle.ADDRESS, Backend.POSTGRES, bound);
    }

    @Override
    public Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        return store.ask(new StoreRequest.Load(environment, floor, known));
    }

    @Override
    public Future<ChangeResult> commit(Change change) {
        return store.<ChangeResult>ask(new StoreRequest.Commit(change)).recover(StoreClient::changeFailure);
    }

    @Override
    public Future<List<RecordedChange>> history(
            Environment environment, FlagKey key, int limit, Optional<Revision> before) {
        return store.ask(new StoreRequest.History(environment, key, limit, before));
    }

    /** No answer over the bus says nothing about the change: it may be made yet. */
    static <T> Future<T> changeFailure(Throwable failure) {
        boolean unanswered =
                failure.getCause() instanceof ReplyException lost && lost.failureType() == ReplyFailure.TIMEOUT;
        return Future.failedFuture(unanswered ? new OutcomeUnknown(Backend.POSTGRES, failure) : failure);
    }
}
