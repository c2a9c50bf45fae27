package dev.yardarm.http;

import dev.yardarm.read.Encoded;
import dev.yardarm.read.Reading;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The answers to reads of one target as they go over the wire, made once and kept as long as they are the same. Belongs to one
 * event loop, and holds memory of its allocator until it is released.
 */
final class KeptAnswers {
    private final ReadAnswer answer;
    private final Budget budget;
    private @Nullable Buffer json;
    private @Nullable CharSequence cacheStatus;
    private @Nullable ByteBuf full;
    private @Nullable ByteBuf notModified;

    /** @param budget of all that are kept together */
    KeptAnswers(ReadAnswer answer, Budget budget) {
        this.answer = answer;
        this.budget = budget;
    }

    /** The memory that answers may take: what exceeds it is made anew each time. */
    static final class Budget {
        private int leftBytes;

        Budget(int bytes) {
            leftBytes = bytes;
        }

        private boolean take(ByteBuf kept) {
            boolean isEnough = kept.capacity() <= leftBytes;
            leftBytes -= isEnough ? kept.capacity() : 0;
            return isEnough;
        }

        private void give(ByteBuf released) {
            leftBytes += released.capacity();
        }
    }

    /**
     * The whole answer, to be released by whoever writes it.
     *
     * @param unchanged what was found is what the client has
     */
    ByteBuf of(Reading<?> reading, Encoded found, boolean unchanged, ByteBufAllocator allocator) {
        if (reading.source() == Reading.Source.STALE) {
            // It says how old it is.
            return make(reading, found, unchanged, allocator);
        }
        forgetUnlessOf(reading, found);
        ByteBuf kept = unchanged ? notModified : full;
        return kept == null ? keep(make(reading, found, unchanged, allocator), unchanged) : kept.retainedDuplicate();
    }

    private ByteBuf keep(ByteBuf made, boolean unchanged) {
        if (!budget.take(made)) {
            return made;
        }
        if (unchanged) {
            notModified = made;
        } else {
            full = made;
        }
        return made.retainedDuplicate();
    }

    // The very same, and not one that is equal: to compare their bytes costs more than to make the answers anew.
    @SuppressWarnings("ReferenceEquality")
    private void forgetUnlessOf(Reading<?> reading, Encoded found) {
        CharSequence status = answer.cacheStatus(reading);
        if (json != found.json() || cacheStatus != status) {
            release();
            json = found.json();
            cacheStatus = status;
        }
    }

    private ByteBuf make(Reading<?> reading, Encoded found, boolean unchanged, ByteBufAllocator allocator) {
        byte[] head = answer.head(found, reading, unchanged);
        return unchanged
                ? allocator.directBuffer(head.length).writeBytes(head)
                : Wire.whole(head, found.json(), allocator);
    }

    /** Nothing is kept any more; what is being written stays until it is. */
    void release() {
        release(full);
        release(notModified);
        full = null;
        notModified = null;
    }

    private void release(@Nullable ByteBuf kept) {
        if (kept != null) {
            budget.give(kept);
            kept.release();
        }
    }
}
