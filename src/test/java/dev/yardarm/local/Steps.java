package dev.yardarm.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** What has been started, each with its time shown, to be closed in reverse order. May be closed while it starts. */
final class Steps implements AutoCloseable {
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private boolean closed;

    /** What closes a part. */
    interface Closing<T> {
        void close(T part) throws Exception;
    }

    /** Starts a part, and remembers how to close it. */
    synchronized <T> T start(String name, Callable<T> start, Closing<T> closing) throws Exception {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        long began = System.nanoTime();
        T part = start.call();
        started.push(() -> closing.close(part));
        LocalStack.OUT.printf("  %-14s %5d ms%n", name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        return part;
    }

    /** Waits for a start that is under way. A part that fails to close does not keep the others. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception failure) {
                LocalStack.OUT.println("not closed: " + failure);
            }
        }
    }
}
