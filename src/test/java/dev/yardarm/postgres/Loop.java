package dev.yardarm.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An event loop to run calls on from a test's thread; no call is waited for longer than thirty seconds. */
final class Loop implements AutoCloseable {
    private static final int MOST_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    Vertx vertx() {
        return vertx;
    }

    /** Makes a call on the loop; its failure is the future's. */
    <T> Future<T> run(Supplier<Future<T>> call) {
        Promise<T> result = Promise.promise();
        context.runOnContext(
                on -> Future.succeededFuture().compose(now -> call.get()).onComplete(result));
        return result.future();
    }

    /** Makes a call on the loop and returns what it gives, or throws what it fails with. */
    <T> T await(Supplier<Future<T>> call) {
        return await(run(call));
    }

    /** Makes a call that has to fail, and returns what it fails with. */
    <T> Throwable awaitFailure(Supplier<Future<T>> call) {
        return await(run(call)
                .transform(result -> result.failed()
                        ? Future.succeededFuture(result.cause())
                        : Future.failedFuture(new AssertionError("did not fail: " + result.result()))));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no end of it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
