package dev.yardarm;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.jmh.MemoryTransport;
import dev.yardarm.jmh.SampleSnapshot;
import dev.yardarm.metrics.HttpMeters;
import dev.yardarm.metrics.ReadMeters;
import dev.yardarm.read.ChangeFollower;
import dev.yardarm.read.ChangeListener;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FeedState;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.FlagStore;
import dev.yardarm.read.Insistence;
import dev.yardarm.read.Lookup;
import dev.yardarm.read.ReadRules;
import dev.yardarm.read.ReadState;
import dev.yardarm.read.Reading.Source;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.ChangeStore;
import dev.yardarm.write.FlagEditor;
import dev.yardarm.write.RecordedChange;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reading part of a gateway that has sample flags in its memory and hears of all changes, with the clock and the meters of
 * production. Whoever makes it ask its cache or its store again fails: it would measure something else.
 */
public final class WarmGateway {
    /** No benchmark takes so long. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ReadMeters readMeters = new ReadMeters(registry, "redis");
    private final ReadState state = new ReadState(new SteadyClock(), SampleSnapshot.ENVIRONMENT, FOR_EVER);
    private final Backends backends;
    private final FlagReader reader;

    public WarmGateway(int flags) {
        EncodedSnapshot snapshot = EncodedSnapshot.of(SampleSnapshot.of(flags));
        backends = new Backends(snapshot);
        reader = new FlagReader(
                backends,
                backends,
                state,
                readMeters,
                new ReadRules(SampleSnapshot.ENVIRONMENT, Optional.of(FOR_EVER), FOR_EVER),
                Insistence.NONE);
        hear(snapshot.revision());
        requireSource(Source.POSTGRES);
        backends.close();
        requireSource(Source.NEAR);
    }

    private void hear(Revision revision) {
        ChangeFollower follower = new ChangeFollower(state, reader);
        follower.heard(SampleSnapshot.ENVIRONMENT, revision, ChangeListener.Source.RESYNC);
        follower.allHeard(ChangeListener.Source.RESYNC, state.now());
        follower.feedChanged(new FeedState.Connected(state.now()));
    }

    private void requireSource(Source source) {
        Source was = MemoryTransport.await(reader.list(SampleSnapshot.ENVIRONMENT, Revision.NONE))
                .source();
        if (was != source) {
            throw new IllegalStateException("the answer came from " + was + " instead of " + source);
        }
    }

    public FlagReader reader() {
        return reader;
    }

    public FlagEditor editor() {
        return new FlagEditor(backends, backends, state, readMeters);
    }

    public HttpMeters httpMeters() {
        return new HttpMeters(registry);
    }

    /** An empty cache before a store; once closed, neither is there to be asked. */
    private static final class Backends implements FlagCache, FlagStore, ChangeStore {
        private final EncodedSnapshot truth;
        private boolean closed;

        Backends(EncodedSnapshot truth) {
            this.truth = truth;
        }

        void close() {
            closed = true;
        }

        private <T> Future<T> answer(T value) {
            if (closed) {
                throw new IllegalStateException("a read was not answered from memory");
            }
            return Future.succeededFuture(value);
        }

        @Override
        public Future<Map<FlagKey, Lookup<Optional<EncodedFlag>>>> flags(
                Environment environment, Set<FlagKey> keys, Revision wanted) {
            return answer(FlagCache.parts(new Lookup.Miss<>(Lookup.Reason.ABSENT), keys));
        }

        @Override
        public Future<Lookup<EncodedSnapshot>> snapshot(Environment environment, Revision wanted) {
            return answer(new Lookup.Miss<>(Lookup.Reason.ABSENT));
        }

        @Override
        public Future<Optional<EncodedSnapshot>> load(
                Environment environment, Revision floor, Optional<EncodedSnapshot> known) {
            return answer(Optional.of(truth));
        }

        @Override
        public Future<Void> publish(EncodedSnapshot snapshot) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> invalidate(Environment environment, Revision committed) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> discard(Environment environment) {
            return Future.succeededFuture();
        }

        @Override
        public Future<ChangeResult> commit(Change change) {
            throw new UnsupportedOperationException("nothing is changed");
        }

        @Override
        public Future<List<RecordedChange>> history(
                Environment environment, FlagKey key, int limit, Optional<Revision> before) {
            throw new UnsupportedOperationException("nothing is changed");
        }
    }
}
