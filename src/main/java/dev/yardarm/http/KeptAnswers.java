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
    /** Beyond it a body is copied for each answer, which costs little beside sending it. */
    private static final int MOST_BODY_BYTES = 4 * 1024;

    private final ReadAnswer answer;
    private @Nullable Buffer json;
    private @Nullable CharSequence cacheStatus;
    private @Nullable ByteBuf full;
    private @Nullable ByteBuf notModified;

    KeptAnswers(ReadAnswer answer) {
        this.answer = answer;
    }

    /**
     * The whole answer, to be released by whoever writes it.
     *
     * @param unchanged what was found is what the client has
     */
    ByteBuf of(Reading<?> reading, Encoded found, boolean unchanged, ByteBufAllocator allocator) {
        boolean ages = reading.source() == Reading.Source.STALE;
        if (ages || (!unchanged && found.json().length() > MOST_BODY_BYTES)) {
            return make(reading, found, unchanged, allocator);
        }
        forgetUnlessOf(reading, found);
        ByteBuf kept = unchanged ? notModified : full;
        if (kept == null) {
            kept = make(reading, found, unchanged, allocator);
            if (unchanged) {
                notModified = kept;
            } else {
                full = kept;
            }
        }
        return kept.retainedDuplicate();
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
        if (full != null) {
            full.release();
            full = null;
        }
        if (notModified != null) {
            notModified.release();
            notModified = null;
        }
    }
}
