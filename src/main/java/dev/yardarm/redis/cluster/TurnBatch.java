package dev.yardarm.redis.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects the commands that come in one turn of the event loop, so that they leave in one write. Under load that is the
 * larger part of what a read through Redis costs; a lone command leaves at the end of the turn it came in.
 */
final class TurnBatch {

    /** A command, and who waits for its answer. */
    record Pending(Request command, Promise<Response> answer) {}

    private final Context context;
    private final Consumer<List<Pending>> send;
    private List<Pending> collected = new ArrayList<>();

    /** @param send takes over what one turn has collected, on the same event loop */
    TurnBatch(Context context, Consumer<List<Pending>> send) {
        this.context = context;
        this.send = send;
    }

    Future<Response> add(Request command) {
        if (collected.isEmpty()) {
            context.runOnContext(end -> flush());
        }
        Promise<Response> answer = Promise.promise();
        collected.add(new Pending(command, answer));
        return answer.future();
    }

    private void flush() {
        List<Pending> batch = collected;
        collected = new ArrayList<>(batch.size());
        send.accept(batch);
    }
}
