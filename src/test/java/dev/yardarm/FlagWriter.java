package dev.yardarm;

import dev.yardarm.fixture.HttpLoad;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Changes flags one after another beside a load, on a thread of its own, and reads each back at once through the same
 * gateway when its change was acknowledged.
 */
final class FlagWriter implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final long LONGEST_CHANGE_MILLIS = 30_000;

    private final LiveGateway gateway;
    private final HttpLoad load;
    private final Supplier<String> nextKey;
    private final Thread thread = new Thread(this::write, "writer");
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final List<String> unreadable = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;
    private volatile boolean pausing;

    private FlagWriter(LiveGateway gateway, HttpLoad load, Supplier<String> nextKey) {
        this.gateway = gateway;
        this.load = load;
        this.nextKey = nextKey;
    }

    /**
     * A change that was answered.
     *
     * @param sent on the load's clock, as answered is
     * @param revision of the flag as committed; -1 if the change was refused
     */
    record Change(String key, Duration sent, Duration answered, int status, long revision) {
        boolean isAcknowledged() {
            return status == 200;
        }
    }

    /**
     * Begins now.
     *
     * @param nextKey names the flag to change, for each change anew
     */
    static FlagWriter start(LiveGateway gateway, HttpLoad load, Supplier<String> nextKey) {
        FlagWriter writer = new FlagWriter(gateway, load, nextKey);
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    /** Those answered so far, one after another. */
    List<Change> changes() {
        return List.copyOf(changes);
    }

    List<Change> acknowledged() {
        return changes.stream().filter(Change::isAcknowledged).toList();
    }

    /** The statuses of those that were not acknowledged. */
    List<Integer> refused() {
        return changes.stream()
                .filter(change -> !change.isAcknowledged())
                .map(Change::status)
                .toList();
    }

    /** Each acknowledged change that was not to be read at once, and each request without an answer; empty if all is well. */
    List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    /** Begins no further change from now on, until it is to go on. */
    void pause(boolean whether) {
        pausing = whether;
    }

    /** Lets the change under way end, and ends. */
    void stop() {
        stopping = true;
        try {
            thread.join(LONGEST_CHANGE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void write() {
        try {
            for (int i = 0; !stopping; i++) {
                if (!pausing) {
                    change(nextKey.get(), i);
                }
                Thread.sleep(EVERY.toMillis());
            }
        } catch (InterruptedException | AssertionError e) {
            unreadable.add("the writer ended: " + e.getMessage());
        }
    }

    private void change(String key, int number) {
        Duration sent = load.elapsed();
        HttpResponse<String> response = gateway.patch(key, "{\"rolloutPercentage\": " + number % 101 + "}");
        boolean acknowledged = response.statusCode() == 200;
        long revision = acknowledged ? LiveGateway.revision(response) : -1;
        changes.add(new Change(key, sent, load.elapsed(), response.statusCode(), revision));
        if (acknowledged) {
            readBack(key, revision);
        }
    }

    private void readBack(String key, long revision) {
        HttpResponse<String> response = gateway.read(key);
        if (response.statusCode() != 200 || LiveGateway.revision(response) < revision) {
            unreadable.add("%s at revision %d: %d, revision %d, %s"
                    .formatted(
                            key,
                            revision,
                            response.statusCode(),
                            LiveGateway.revision(response),
                            LiveGateway.cacheStatus(response)));
        }
    }
}
