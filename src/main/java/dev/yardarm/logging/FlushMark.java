package dev.yardarm.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An event that is never written: once it is through the queue, so is all that was before it. */
final class FlushMark extends LoggingEvent {
    private final CountDownLatch through = new CountDownLatch(1);

    FlushMark() {
        // The level that a queue nearly full does not discard.
        setLevel(Level.ERROR);
    }

    /** False if it does not get through in time. */
    boolean await(Duration patience) {
        try {
            return through.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** There is nothing in it to prepare. */
    @Override
    public void prepareForDeferredProcessing() {}

    /** Takes marks out of the stream of events. */
    static final class Receiver extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            if (event instanceof FlushMark mark) {
                mark.through.countDown();
                return FilterReply.DENY;
            }
            return FilterReply.NEUTRAL;
        }
    }
}
