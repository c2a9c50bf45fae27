package dev.yardarm.postgres;

import dev.yardarm.read.FeedState;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A feed on an event loop of its own, and a store on the same for its tick. */
final class LoopedFeed implements AutoCloseable {
    /** Longer than any test, so that what is heard is heard by the feed. */
    static final Duration NO_TICK = Duration.ofHours(1);

    private final Loop loop = new Loop();
    private final RecordedChanges told = new RecordedChanges();
    private final AtomicInteger migrationChanges = new AtomicInteger();
    private final PostgresFlagStore store;
    private final ChangeFeed feed;

    LoopedFeed(Databases way) {
        this(way, way, NO_TICK);
    }

    LoopedFeed(Databases way, Databases wayOfTick, Duration tick) {
        this.store = loop.await(() -> Future.succeededFuture(
                new PostgresFlagStore(loop.vertx(), wayOfTick.config(), environment -> Optional.empty())));
        this.feed = loop.await(() -> {
            ChangeFeed opened = new ChangeFeed(
                    loop.vertx(),
                    way.config(),
                    store::revisions,
                    told,
                    migrationChanges::incrementAndGet,
                    InstantSource.system(),
                    tick);
            opened.open();
            return Future.succeededFuture(opened);
        });
    }

    RecordedChanges told() {
        return told;
    }

    /** How often it told that the migration may have changed. */
    int migrationChanges() {
        return migrationChanges.get();
    }

    boolean isConnected() {
        return state() instanceof FeedState.Connected;
    }

    FeedState state() {
        return feed.state();
    }

    void closeFeed() {
        loop.await(feed::close);
    }

    /** Waits for longer than the pauses between the first attempts to connect, to see that nothing follows. */
    void awaitSeveralPauses() {
        loop.await(() -> loop.vertx().timer(500, TimeUnit.MILLISECONDS).mapEmpty());
    }

    @Override
    public void close() {
        closeFeed();
        loop.await(store::close);
        loop.close();
    }
}
