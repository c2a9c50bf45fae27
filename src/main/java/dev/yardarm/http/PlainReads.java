package dev.yardarm.http;

import dev.yardarm.flag.Revision;
import dev.yardarm.http.Problems.Problem;
import dev.yardarm.read.Encoded;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.Reading;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.HostAndPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The short way of most reads: a GET of something that was read before gets its answer as soon as its head is decoded,
 * without the server's request and response.
 *
 * <p>Nothing is decided here that the long way, by {@link ReadFlags}, would decide otherwise. What a target stands for is
 * learnt from its answers; and whatever is not plain, such as a header that may change the answer, is left to it.
 *
 * <p>Belongs to one event loop.
 */
final class PlainReads {
    /** Some hundred bytes each. Beyond it all are forgotten, and learnt anew. */
    private static final int MOST_TARGETS = 20_000;

    /** Enough for the longest names. With escapes and empty parameters one may be written in any number of ways. */
    private static final int LONGEST_TARGET = 256;

    /** Of each event loop, outside of the heap. */
    private static final int MOST_KEPT_BYTES = 8 * 1024 * 1024;

    /** A larger body goes at the client's pace, which the server watches. */
    private static final int MOST_BODY_BYTES = 64 * 1024;

    /** A request that has one of them is not plain. */
    private static final List<CharSequence> NOT_PLAIN = List.of(
            HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.EXPECT,
            HttpHeaderNames.UPGRADE,
            HttpHeaderNames.IF_MATCH,
            Inputs.MIN_REVISION);

    private final ContextInternal context;
    private final Exchanges exchanges;
    private final FlagReader reader;
    private final Access.Guard guard;
    private final ReadAnswer answer;
    private final Map<String, Known> targets = new HashMap<>();
    private final KeptAnswers.Budget budget = new KeptAnswers.Budget(MOST_KEPT_BYTES);
    private final Promise<Void> idle = Promise.promise();
    private String validHost = "";
    private int underWay;
    private final AtomicLong answered = new AtomicLong();

    /** @param context of whoever reads */
    PlainReads(ContextInternal context, Exchanges exchanges, FlagReader reader, Access.Guard guard, ReadAnswer answer) {
        this.context = context;
        this.exchanges = exchanges;
        this.reader = reader;
        this.guard = guard;
        this.answer = answer;
    }

    /** A target that was read before. */
    private record Known(ReadTarget target, KeptAnswers answers) {}

    /**
     * A request on the short way.
     *
     * @param tag that the client has; none if it wants the answer in full
     */
    private record Asked(Known known, @Nullable String tag, ByteBufAllocator allocator, long startedNanos) {}

    /** Takes note of what a target stands for, once it was answered in the long way. */
    void learn(String requestTarget, ReadTarget target) {
        if (requestTarget.length() > LONGEST_TARGET
                || requestTarget.indexOf('%') >= 0
                || requestTarget.indexOf('&') >= 0
                || targets.containsKey(requestTarget)) {
            return;
        }
        if (targets.size() == MOST_TARGETS) {
            forget();
        }
        targets.put(requestTarget, new Known(target, new KeptAnswers(answer, budget)));
    }

    /** All targets, and what is kept of them. */
    void forget() {
        targets.values().forEach(known -> known.answers().release());
        targets.clear();
    }

    /** The whole answer to a request, which then is over; none if it has to go the long way. It does not fail. */
    @Nullable
    Future<ByteBuf> answer(HttpRequest request, ByteBufAllocator allocator) {
        @Nullable Known known = targets.get(request.uri());
        if (known == null || exchanges.isClosing() || !isPlain(request)) {
            return null;
        }
        Asked asked =
                new Asked(known, request.headers().get(HttpHeaderNames.IF_NONE_MATCH), allocator, System.nanoTime());
        ContextInternal outer = context.beginDispatch();
        try {
            return answer(asked);
        } finally {
            context.endDispatch(outer);
        }
    }

    private @Nullable Future<ByteBuf> answer(Asked asked) {
        ReadTarget target = asked.known().target();
        Optional<? extends Reading<? extends Encoded>> atOnce = reader.atOnce(
                target.environment(),
                all -> target.in(all).filter(found -> found.json().length() <= MOST_BODY_BYTES));
        if (atOnce.isPresent()) {
            return Future.succeededFuture(
                    found(asked, atOnce.get(), atOnce.get().value()));
        }
        return target.key() == null ? null : read(asked);
    }

    private Future<ByteBuf> read(Asked asked) {
        underWay++;
        ReadTarget target = asked.known().target();
        return target.by(reader, Revision.NONE)
                .map(reading -> reading.value().isPresent()
                        ? found(asked, reading, reading.value().get())
                        : problem(asked, answer.notFound(reading, target), reading))
                .otherwise(failure -> problem(asked, failure, null))
                .onComplete(ended -> {
                    underWay--;
                    // Once it is written, which is what follows.
                    context.runOnContext(written -> endIfIdle());
                });
    }

    /** Completes when all that is under way is answered. To be called once, when no more is to come. */
    Future<Void> idle() {
        endIfIdle();
        return idle.future();
    }

    private void endIfIdle() {
        if (underWay == 0 && exchanges.isClosing()) {
            idle.tryComplete();
        }
    }

    private ByteBuf found(Asked asked, Reading<?> reading, Encoded found) {
        boolean unchanged = found.etag().equals(asked.tag());
        ByteBuf bytes = asked.known().answers().of(reading, found, unchanged, asked.allocator());
        report(asked, unchanged ? ReadAnswer.NOT_MODIFIED : ReadAnswer.OK, reading);
        return bytes;
    }

    private ByteBuf problem(Asked asked, Throwable failure, @Nullable Reading<?> reading) {
        Problem problem = Problems.of(failure);
        byte[] head = Wire.head(problem.status(), header -> {
            problem.writeHeaders(header);
            header.accept(
                    HttpHeaders.CONTENT_LENGTH, Integer.toString(problem.body().length()));
        });
        report(asked, problem.status(), reading);
        return Wire.whole(head, problem.body(), asked.allocator());
    }

    /** How many were answered; may be asked on any thread. */
    long answered() {
        return answered.get();
    }

    private void report(Asked asked, int status, @Nullable Reading<?> reading) {
        // One writer.
        answered.lazySet(answered.getPlain() + 1);
        ReadTarget target = asked.known().target();
        exchanges.report(new AccessLog.Entry(
                io.vertx.core.http.HttpMethod.GET,
                target.route(),
                status,
                System.nanoTime() - asked.startedNanos(),
                target.environment(),
                reading == null ? null : reading.revision(),
                reading));
    }

    private boolean isPlain(HttpRequest request) {
        if (!request.decoderResult().isSuccess()
                || !request.method().equals(HttpMethod.GET)
                || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return false;
        }
        MultiMap headers = (MultiMap) request.headers();
        for (CharSequence name : NOT_PLAIN) {
            if (headers.contains(name)) {
                return false;
            }
        }
        return isAbsentOr(headers, HttpHeaderNames.CONNECTION, "keep-alive"::equalsIgnoreCase)
                && isAbsentOr(headers, HttpHeaderNames.IF_NONE_MATCH, EntityTags::isOneRevision)
                && hasValidHost(headers)
                && isAdmitted(headers);
    }

    /** Whether there is no such header, or one field of it that is plain. */
    private static boolean isAbsentOr(MultiMap headers, CharSequence name, Predicate<String> isPlain) {
        if (!headers.contains(name)) {
            return true;
        }
        List<String> fields = headers.getAll(name);
        return fields.size() == 1 && isPlain.test(fields.get(0));
    }

    private boolean hasValidHost(MultiMap headers) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return false;
        }
        String host = hosts.get(0);
        if (host.equals(validHost)) {
            return true;
        }
        if (HostAndPort.parseAuthority(host, -1) == null) {
            return false;
        }
        validHost = host;
        return true;
    }

    private boolean isAdmitted(MultiMap headers) {
        try {
            guard.admit(headers);
            return true;
        } catch (Refusal refused) {
            return false;
        }
    }
}
