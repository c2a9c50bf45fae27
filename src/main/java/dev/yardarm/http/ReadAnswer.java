package dev.yardarm.http;

import dev.yardarm.flag.Revision;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.read.Encoded;
import dev.yardarm.read.EntityTag;
import dev.yardarm.read.Reading;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.http.HttpHeaders;
import java.util.function.BiConsumer;

/** The answer to a read: 200, or 304 or 412 as its conditions have it, with what says where it is from. */
final class ReadAnswer {
    static final int OK = 200;
    static final int NOT_MODIFIED = 304;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    /** Intermediaries may keep an answer but have to ask before they use it: the entity tag makes that cheap. */
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");

    private final CacheStatus cacheStatus;

    ReadAnswer(CacheStatus cacheStatus) {
        this.cacheStatus = cacheStatus;
    }

    /**
     * What a read has to meet to be answered in full (RFC 9110, section 13.2.2).
     *
     * @param match {@code If-Match}
     * @param noneMatch {@code If-None-Match}
     */
    record Conditions(EntityTags match, EntityTags noneMatch) {
        static Conditions of(Inputs inputs) {
            return new Conditions(inputs.ifMatch(), inputs.ifNoneMatch());
        }
    }

    void found(Exchange exchange, Reading<?> reading, Encoded found, Conditions conditions) {
        Revision revision = found.revision();
        if (!conditions.match().isAbsent() && !conditions.match().matchesStrongly(revision)) {
            throw preconditionFailed(revision);
        }
        boolean unchanged =
                !conditions.noneMatch().isAbsent() && conditions.noneMatch().matchesWeakly(revision);
        headers(found, reading, unchanged, exchange.response()::putHeader);
        if (unchanged) {
            exchange.end(NOT_MODIFIED);
        } else {
            exchange.end(OK, found.json());
        }
    }

    /** All headers of an answer but its length, which goes with its body. */
    private void headers(
            Encoded found, Reading<?> reading, boolean unchanged, BiConsumer<CharSequence, CharSequence> header) {
        header.accept(HttpHeaders.ETAG, found.etag());
        header.accept(CacheStatus.NAME, cacheStatus.of(reading));
        header.accept(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        if (reading.source() == Source.STALE) {
            header.accept(HttpHeaders.AGE, Long.toString(reading.age().toSeconds()));
        }
        if (!unchanged) {
            header.accept(HttpHeaders.CONTENT_TYPE, JSON);
        }
    }

    /** The head of a 200 with all its headers, or of a 304. */
    byte[] head(Encoded found, Reading<?> reading, boolean unchanged) {
        return Wire.head(unchanged ? NOT_MODIFIED : OK, header -> {
            headers(found, reading, unchanged, header);
            if (!unchanged) {
                header.accept(
                        HttpHeaders.CONTENT_LENGTH,
                        Integer.toString(found.json().length()));
            }
        });
    }

    /** Always the same object for the same. */
    CharSequence cacheStatus(Reading<?> reading) {
        return cacheStatus.of(reading);
    }

    /** That there is nothing of that name, and who says so. */
    Refusal notFound(Reading<?> reading, ReadTarget target) {
        return new Refusal(Kind.NOT_FOUND, target.missing()).withHeader(CacheStatus.NAME, cacheStatus.of(reading));
    }

    static Refusal preconditionFailed(Revision current) {
        return new Refusal(
                        Kind.PRECONDITION_FAILED,
                        "The flag or the environment is at another revision than If-Match has.")
                .withHeader(HttpHeaders.ETAG, EntityTag.of(current))
                .withMember("currentETag", EntityTag.of(current));
    }
}
