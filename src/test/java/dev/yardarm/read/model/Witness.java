package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.Fence;
import dev.yardarm.read.FlagStore;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * The store as the readers of one gateway have it, and who sees what it tells them: if a load that was begun when the fence
 * stood somewhere finds less, and nothing was told of since, the gateway has to know that the store went back.
 */
final class Witness implements FlagStore {
    private final FlagStore store;
    private final Gateway owner;

    Witness(FlagStore store, Gateway owner) {
        this.store = store;
        this.owner = owner;
    }

    @Override
    public Future<Optional<EncodedSnapshot>> load(
            Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
        int index = World.ENVIRONMENT.indexOf(environment);
        Fence.Mark fence = owner.mark(index);
        return store.load(environment, floor, known).onSuccess(found -> {
            long revision = found.map(snapshot -> snapshot.revision().value()).orElse(0L);
            // That it is still at a known revision does not say with what content: it has to be asked for the whole.
            owner.isTold(
                    index,
                    fence,
                    /* seenNoMore= */ revision < fence.known().value() && !(known.isPresent() && found.equals(known)));
        });
    }
}
