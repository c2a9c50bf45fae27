package dev.yardarm.bus;

import dev.yardarm.read.Backend;
import dev.yardarm.read.FlagCache;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Owns one adapter of the cache, on an event loop of its own, behind a circuit breaker. */
public final class CacheVerticle extends VerticleBase {
    private final int instance;
    private final Function<Context, Adapter> open;
    private final BreakerObserver observer;
    private @Nullable Adapter adapter;

    /**
     * An adapter that has been opened.
     *
     * @param probe asks for as little as shows that the cache can answer, within a bound
     */
    public record Adapter(FlagCache cache, Supplier<Future<Void>> probe, Supplier<Future<Void>> close) {}

    /**
     * @param instance tells the verticles of a gateway apart, from 0
     * @param open makes the adapter, on the event loop it is to belong to
     */
    public CacheVerticle(int instance, Function<Context, Adapter> open, BreakerObserver observer) {
        this.instance = instance;
        this.open = open;
        this.observer = observer;
    }

    static String address(int instance) {
        return "yardarm.cache." + instance;
    }

    @Override
    public Future<?> start() {
        Adapter opened = open.apply(context);
        adapter = opened;
        Guard guard = new Guard(vertx, Backend.REDIS, instance, opened.probe(), observer);
        return PortServer.serve(vertx, address(instance), new GuardedCache(opened.cache(), guard));
    }

    @Override
    public Future<?> stop() {
        return adapter == null ? Future.succeededFuture() : adapter.close().get();
    }
}
