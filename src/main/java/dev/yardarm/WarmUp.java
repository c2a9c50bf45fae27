package dev.yardarm;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.ReadState;
import dev.yardarm.read.Reading.Source;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads environments when the gateway starts, so that the caches are filled and there are last known goods; then the gateway
 * is ready. They are the default one, those kept on disk, and those that the database names. It does not make anybody wait:
 * the gateway listens meanwhile.
 *
 * <p>The gateway is ready once all are read from a backend, and at the latest {@link #MOST} after the first answer; a
 * database that does not answer is not waited for longer than {@link #MOST} from the beginning, if anything else does. As
 * long as nothing can be answered, it is not ready, and everything is tried on.
 */
final class WarmUp extends VerticleBase {
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofMillis(500);

    /** What a start may cost the database; the others are read when they are asked for. */
    private static final int MOST_ENVIRONMENTS = 100;

    private static final int MOST_AT_ONCE = 8;

    private final Supplier<FlagReader> readers;
    private final Scope scope;
    private final Runnable done;
    private final Set<Environment> warm = new HashSet<>();
    private final Set<Environment> underWay = new HashSet<>();
    private final Map<Environment, Long> triedNanos = new HashMap<>();
    private long endNanos;
    private boolean answered;
    private boolean answeredFresh;

    /** What is to be read; asked for again and again, since more may become known. */
    interface Scope {
        /** Those known so far, the most important first. */
        Stream<Environment> known();

        /** Whether no more are to be expected. */
        boolean isComplete();

        /** How long a better answer than the first is waited for. */
        Duration patience();
    }

    WarmUp(Supplier<FlagReader> readers, Scope scope, Runnable done) {
        this.readers = readers;
        this.scope = scope;
        this.done = done;
    }

    /** The default environment alone, whoever it is answered by: what is read now is not what reads are answered with. */
    static Scope only(Environment environment) {
        return new Scope() {
            @Override
            public Stream<Environment> known() {
                return Stream.of(environment);
            }

            @Override
            public boolean isComplete() {
                return true;
            }

            @Override
            public Duration patience() {
                return Duration.ZERO;
            }
        };
    }

    /** The default environment, those that an earlier process kept, and those that the database names. */
    static Scope all(Environment environment, ReadState state) {
        Set<Environment> restored = new LinkedHashSet<>();
        state.lastKnownGood().states().forEach(kept -> restored.add(kept.environment()));
        return new Scope() {
            @Override
            public Stream<Environment> known() {
                return Stream.of(Stream.of(environment), restored.stream(), state.existing().stream())
                        .flatMap(each -> each);
            }

            @Override
            public boolean isComplete() {
                return state.hearing().allHeard().isPresent();
            }

            @Override
            public Duration patience() {
                return MOST;
            }
        };
    }

    @Override
    public Future<?> start() {
        endNanos = System.nanoTime() + scope.patience().toNanos();
        FlagReader reader = readers.get();
        step(reader);
        vertx.setPeriodic(EVERY.toMillis(), timer -> {
            if (isDone()) {
                vertx.cancelTimer(timer);
                done.run();
            } else {
                step(reader);
            }
        });
        return Future.succeededFuture();
    }

    private boolean isDone() {
        return answered && (isAllWarm() || System.nanoTime() - endNanos > 0);
    }

    private boolean isAllWarm() {
        return scope.isComplete() && warm.containsAll(environments());
    }

    private List<Environment> environments() {
        return scope.known().distinct().limit(MOST_ENVIRONMENTS).toList();
    }

    private void step(FlagReader reader) {
        environments().stream()
                .filter(this::isDue)
                .limit(MOST_AT_ONCE - underWay.size())
                .toList()
                .forEach(environment -> read(reader, environment));
    }

    private boolean isDue(Environment environment) {
        return !warm.contains(environment)
                && !underWay.contains(environment)
                && (!triedNanos.containsKey(environment)
                        || System.nanoTime() - triedNanos.get(environment) > AGAIN.toNanos());
    }

    private void read(FlagReader reader, Environment environment) {
        underWay.add(environment);
        // What fails is tried again.
        Future<?> unused = reader.list(environment, Revision.NONE)
                .onComplete(ended -> {
                    underWay.remove(environment);
                    triedNanos.put(environment, System.nanoTime());
                })
                .onSuccess(reading -> answered(environment, reading.source() != Source.STALE));
    }

    private void answered(Environment environment, boolean fresh) {
        answered = true;
        if (!fresh) {
            return;
        }
        warm.add(environment);
        if (!answeredFresh) {
            answeredFresh = true;
            // Who answers at all is quick: the rest is worth waiting for.
            endNanos = System.nanoTime() + scope.patience().toNanos();
        }
    }
}
