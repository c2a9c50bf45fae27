package dev.yardarm.read.model;

import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
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
                    read.atStore() < read.atLeast() && notReached.current().value() < read.atLeast(),
                    Property.LEAST_REVISION,
                    "refused, though the store had it");
        } else if (!(cause instanceof BackendUnavailable)) {
            unless(false, Property.ENDED, "failed with " + cause);
        } else {
            unless(!world.isOver(), Property.ENDED, "failed though there is no fault: " + cause);
        }
    }

    private void answered(Read read, Reading<?> reading) {
        Gateway gateway = read.gateway();
        int environment = read.environment();
        long revision = reading.revision().value();
        world.note(
                gateway,
                Source.STALE == reading.source()
                        ? "read {} is answered with {}, marked stale"
                        : Source.NEAR == reading.source()
                                ? "read {} is answered with {} from memory"
                                : Source.REDIS == reading.source()
                                        ? "read {} is answered with {} from redis"
                                        : "read {} is answered with {} from the store",
                read.number(),
                revision);
        long least = reading.source() == Source.STALE ? read.shown() : read.known();
        unless(revision >= least, Property.NEVER_BACK, "less than the gateway knew: " + least);
        unless(revision >= read.atLeast(), Property.LEAST_REVISION, "less than asked for: " + read.atLeast());
        content(read, reading, (int) revision);
        if (reading.source() != Source.STALE) {
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
        gateway.tells(environment, revision, since(reading));
    }

    /** A flag shows no more than that it has not changed since its own revision. */
    private static long since(Reading<?> reading) {
        return reading.value() instanceof Optional<?> found && found.orElse(null) instanceof EncodedFlag flag
                ? flag.revision().value()
                : reading.revision().value();
    }

    private void content(Read read, Reading<?> reading, int revision) {
        History history = world.history(read.environment());
        if (revision > history.revision()) {
            unless(false, Property.CONTENT, "never committed");
            return;
        }
        Optional<EncodedSnapshot> whole = history.content(revision);
        Optional<EncodedFlag> flag =
                read.key() < 0 ? Optional.empty() : whole.flatMap(all -> all.flag(World.KEY.get(read.key())));
        Object expected = read.key() < 0 ? whole : flag;
        unless(expected.equals(reading.value()), Property.CONTENT, "not what the store held");
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
