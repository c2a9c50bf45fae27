package dev.yardarm.bus;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/** What is asked of the store. */
final class StoreRequest {
    private StoreRequest() {}

    static void registerCodecs(Vertx vertx) {
        LocalCodec.register(vertx, Load.class);
        LocalCodec.register(vertx, Commit.class);
        LocalCodec.register(vertx, History.class);
    }

    record Load(Environment environment, Revision floor, Optional<EncodedSnapshot> known)
            implements PortRequest<Store, Optional<EncodedSnapshot>> {
        @Override
        public Future<Optional<EncodedSnapshot>> on(Store store) {
            return store.load(environment, floor, known);
        }
    }

    record Commit(Change change) implements PortRequest<Store, ChangeResult> {
        @Override
        public Future<ChangeResult> on(Store store) {
            return store.commit(change);
        }
    }

    record History(Environment environment, FlagKey key, int limit, Optional<Revision> before)
            implements PortRequest<Store, List<RecordedChange>> {
        @Override
        public Future<List<RecordedChange>> on(Store store) {
            return store.history(environment, key, limit, before);
        }
    }
}
