package dev.yardarm.read;

import dev.yardarm.flag.Flag;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.Snapshot;
import dev.yardarm.jmh.SampleSnapshot;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Flags to the bytes they are answered with: one, all that the store has, and one change among all. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EncodingBenchmark {

    @Benchmark
    public Buffer flag(Flags flags) {
        return FlagJson.encode(flags.next());
    }

    @Benchmark
    public Flag decode(Flags flags) {
        return FlagJson.decode(flags.nextEncoded());
    }

    @Benchmark
    public EncodedSnapshot of(Environments environments) {
        return EncodedSnapshot.of(environments.snapshot);
    }

    @Benchmark
    public EncodedSnapshot with(Environments environments) {
        Flag changed = environments.next();
        return environments.encoded.with(changed.revision(), changed.key(), Optional.of(EncodedFlag.of(changed)));
    }

    /** Single flags. */
    @State(Scope.Thread)
    public static class Flags {
        private final List<Flag> flags =
                List.copyOf(SampleSnapshot.of(120).flags().values());
        private final List<Buffer> encoded =
                flags.stream().map(FlagJson::encode).toList();
        private int turn;

        Flag next() {
            turn = (turn + 1) % flags.size();
            return flags.get(turn);
        }

        Buffer nextEncoded() {
            turn = (turn + 1) % encoded.size();
            return encoded.get(turn);
        }
    }

    /** Whole environments. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // Set up by JMH.
    public static class Environments {
        /** Flags in the environment. */
        @Param({"120", "10000"})
        public int flags;

        private Snapshot snapshot;
        private EncodedSnapshot encoded;
        private int turn;

        @Setup
        public void make() {
            snapshot = SampleSnapshot.of(flags);
            encoded = EncodedSnapshot.of(snapshot);
        }

        /** Another one each time, as a change of it leaves it. */
        Flag next() {
            turn = (turn + 1) % flags;
            return SampleSnapshot.changed(turn, new Revision(flags + 1));
        }
    }
}
