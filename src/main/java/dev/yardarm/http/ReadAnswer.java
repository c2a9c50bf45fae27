package dev.yardarm.http;

import dev.yardarm.flag.Revision;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.EntityTag;
import dev.yardarm.read.Reading;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** The answer to a read: 200, or 304 or 412 as its conditions have it, with what says where it is from. */
final class ReadAnswer {
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

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

    /**
     * What was found, encoded.
     *
     * @param revision of what was found, which is not the environment's if it is a flag
     */
    record Found(Revision revision, String etag, Buffer json) {
        static Found of(EncodedFlag flag) {
            return new Found(flag.revision(), flag.etag(), flag.json());
        }

        static Found of(EncodedSnapshot all) {
            return new Found(all.revision(), all.etag(), all.list());
        }
    }

    void found(Exchange exchange, Reading<?> reading, Found found, Conditions conditions) {
        exchange.read(reading);
        Revision revision = found.revision();
        if (!conditions.match().isAbsent() && !conditions.match().matchesStrongly(revision)) {
            throw preconditionFailed(revision);
        }
        HttpServerResponse response = exchange.response();
        response.putHeader(HttpHeaders.ETAG, found.etag());
        response.putHeader(CacheStatus.NAME, cacheStatus.of(reading));
        response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        if (reading.source() == Source.STALE) {
            response.putHeader(HttpHeaders.AGE, Long.toString(reading.age().toSeconds()));
        }
        if (!conditions.noneMatch().isAbsent() && conditions.noneMatch().matchesWeakly(revision)) {
            exchange.end(NOT_MODIFIED);
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
            exchange.end(OK, found.json());
        }
    }

    /** That there is nothing of that name, and who says so. */
    Refusal notFound(Exchange exchange, Reading<?> reading, String detail) {
        exchange.read(reading);
        return new Refusal(Kind.NOT_FOUND, detail).withHeader(CacheStatus.NAME, cacheStatus.of(reading));
    }

    static Refusal preconditionFailed(Revision current) {
        return new Refusal(
                        Kind.PRECONDITION_FAILED,
                        "The flag or the environment is at another revision than If-Match has.")
                .withHeader(HttpHeaders.ETAG, EntityTag.of(current))
                .withMember("currentETag", EntityTag.of(current));
    }
}
