package dev.yardarm.redis.cluster;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects what comes in one turn of the event loop, so that it leaves in one write. Under load that is the larger part of
 * what a read through Redis costs; a lone read leaves at the end of the turn it came in.
 */
final class TurnBatch<T> {
    private final Context context;
    private final Consumer<List<T>> send;
    private List<T> collected = new ArrayList<>();

    /** @param send takes over what one turn has collected, on the same event loop */
    TurnBatch(Context context, Consumer<List<T>> send) {
        this.context = context;
        this.send = send;
    }

    void add(T element) {
        if (collected.isEmpty()) {
            context.runOnContext(end -> flush());
        }
        collected.add(element);
    }

    private void flush() {
        List<T> batch = collected;
        collected = new ArrayList<>(batch.size());
        send.accept(batch);
    }
}
