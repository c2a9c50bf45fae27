package dev.yardarm.disk;

import dev.yardarm.jmh.SampleSnapshot;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.LastKnownGood.Kept;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A snapshot of 1,000 flags to the bytes of its file, and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SnapshotFormatBenchmark {
    private static final int FLAGS = 1_000;

    private final Kept kept = Kept.ofEarlierProcess(
            EncodedSnapshot.of(SampleSnapshot.of(FLAGS)), Instant.parse("2026-11-21T07:30:00.123Z"));
    private final Buffer file = SnapshotFormat.encode(kept);

    @Benchmark
    public Buffer encode() {
        return SnapshotFormat.encode(kept);
    }

    @Benchmark
    public Kept decode() throws RefusedSnapshot {
        return SnapshotFormat.decode(file, SampleSnapshot.ENVIRONMENT);
    }
}
