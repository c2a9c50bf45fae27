package dev.yardarm.read.model;

import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.Reading;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import dev.yardarm.read.RevisionNotReached;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges every answer by what is promised ({@link Property}), and keeps the first that breaks it. */
final class Checker {
    private final World world;
    private final Set<Property> judged;
    private @Nullable Violation violation;
    private boolean settled;

    /** A promise that was broken. */
    record Violation(Property property, String text) {}

    /** @param judged the others are not looked at */
    Checker(World world, Set<Property> judged) {
        this.world = world;
        this.judged = judged;
    }

    @Nullable
    Violation violation() {
        return violation;
    }

    /** Nothing is under way any more: from now on each answer has to be what the store holds. */
    void settled() {
        settled = true;
    }

    /** Judges the answer when it comes. */
    <T> void watch(Read read, Future<Reading<T>> answer) {
        read.gateway().readBegins();
        answer.onComplete(ended -> {
            read.gateway().readEnds();
            if (ended.succeeded()) {
                answered(read, ended.result());
            } else {
                failed(read, ended.cause());
            }
        });
    }

    void unless(boolean holds, Property property, String text) {
        if (!holds && violation == null && judged.contains(property)) {
            world.note("BROKEN " + property + ": " + text);
            violation = new Violation(property, text);
        }
    }

    private void failed(Read read, Throwable cause) {
        world.note(read.gateway(), "read {} fails", read.number());
        if (cause instanceof RevisionNotReached notReached) {
            unless(
                    hasGoneBack(read)
                            || (read.atStore() < read.atLeast()
                                    && notReached.current().value() < read.atLeast()),
                    Property.LEAST_REVISION,
                    "refused, though the store had it");
        } else if (!(cause instanceof BackendUnavailable)) {
            unless(false, Property.ENDED, "failed with " + cause);
        } else {
            // A restored store has cut connections, which shows when they are used.
            boolean mayFail = !world.isOver() || (world.hasGoneBack() && !settled);
            unless(mayFail, Property.ENDED, "failed though there is no fault: " + cause);
        }
    }

    /** While it was under way. */
    private boolean hasGoneBack(Read read) {
        return world.history(read.environment()).epoch() != read.epoch();
    }

    /** While it was under way. */
    private static boolean hasNoticed(Read read) {
        return read.gateway().told().noticings(read.environment()) != read.noticings();
    }

    private void answered(Read read, Reading<?> reading) {
        Gateway gateway = read.gateway();
        int environment = read.environment();
        long revision = reading.revision().value();
        note(read, reading);
        if (!hasNoticed(read)) {
            long least = reading.source() == Source.STALE ? read.shown() : read.known();
            unless(revision >= least, Property.NEVER_BACK, "less than the gateway knew: " + least);
            gateway.told().tells(environment, revision, since(reading));
        }
        unless(revision >= read.atLeast(), Property.LEAST_REVISION, "less than asked for: " + read.atLeast());
        content(read, reading, (int) revision);
        if (reading.source() != Source.STALE && !hasGoneBack(read)) {
            unmarked(read, (int) revision);
        }
        if (isFromCache(reading)) {
            long promised = ModelCache.promisedBy(reading.node());
            unless(revision >= promised, Property.INVALIDATED, "less than the node had taken: " + promised);
        }
        unless(
                !settled || revision == read.atStore(),
                Property.CONVERGED,
                "not what the store is at: " + read.atStore());
    }

    private void note(Read read, Reading<?> reading) {
        world.note(
                read.gateway(),
                switch (reading.source()) {
                    case STALE -> "read {} is answered with {}, marked stale";
                    case NEAR -> "read {} is answered with {} from memory";
                    case REDIS -> "read {} is answered with {} from redis";
                    case POSTGRES -> "read {} is answered with {} from the store";
                },
                read.number(),
                reading.revision().value());
    }

    /** A flag shows no more than that it has not changed since its own revision. */
    private static long since(Reading<?> reading) {
        return reading.value() instanceof Optional<?> found && found.orElse(null) instanceof EncodedFlag flag
                ? flag.revision().value()
                : reading.revision().value();
    }

    private void content(Read read, Reading<?> reading, int revision) {
        History history = world.history(read.environment());
        if (history.held(revision, read.key(), reading.value(), read.noticed())) {
            return;
        }
        boolean knowsAll = read.noticed() == history.epoch();
        boolean isOfAPast = history.epoch() > 0 && history.heldInPieces(revision, reading.value());
        if (history.hasMadeUp(reading.value())) {
            boolean isExcused = reading.source() == Source.STALE || revision <= history.highest();
            unless(isExcused, Property.MADE_UP, "what was never committed, and not marked");
        } else if (!isOfAPast) {
            unless(false, Property.CONTENT, "not what the store held");
        } else if (knowsAll) {
            unless(isExcused(read, reading), Property.LOST_PAST, "what the store has lost");
        }
    }

    /**
     * Once Redis has dropped all, what comes back there is not known from the truth: from a copy that did not follow in time,
     * or from a gateway that has not noticed.
     */
    private boolean isExcused(Read read, Reading<?> reading) {
        long droppedAt = read.gateway().told().droppedAt(read.environment());
        return isFromCache(reading) && droppedAt != Scheduler.NEVER && droppedAt + Bounds.FOLLOWED <= world.now();
    }

    private void unmarked(Read read, int revision) {
        long surpassedAt = world.history(read.environment()).surpassedAt(revision);
        unless(
                surpassedAt == Scheduler.NEVER || surpassedAt >= read.beganAt() - Bounds.UNMARKED,
                Property.BOUNDED,
                "surpassed more than " + Bounds.UNMARKED + " ms before the read began");
        if (read.unheard() && read.gateway().hearings() == read.hearings()) {
            unless(revision >= read.atStore(), Property.CONFIRMED, "behind the store at " + read.atStore());
        }
    }

    private static boolean isFromCache(Reading<?> reading) {
        return reading.source() == Source.REDIS
                || (reading.source() == Source.STALE && reading.cache() == CacheResult.HIT);
    }
}
