package dev.yardarm.read;

import dev.yardarm.WarmGateway;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.jmh.SampleSnapshot;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reads of 120 flags that are answered from the gateway's own memory, without HTTP. */
@State(Scope.Thread)
public class NearReadBenchmark {
    private static final int FLAGS = 120;

    private final FlagReader reader = new WarmGateway(FLAGS).reader();
    private final List<FlagKey> keys = SampleSnapshot.keys(FLAGS);
    private int turn;

    @Benchmark
    public Future<Reading<Optional<EncodedFlag>>> flag() {
        turn = (turn + 1) % FLAGS;
        return reader.flag(SampleSnapshot.ENVIRONMENT, keys.get(turn), Revision.NONE);
    }

    /** As most reads come. */
    @Benchmark
    public Optional<Reading<EncodedFlag>> flagAtOnce() {
        turn = (turn + 1) % FLAGS;
        return reader.atOnce(SampleSnapshot.ENVIRONMENT, all -> all.flag(keys.get(turn)));
    }

    @Benchmark
    public Future<Reading<Optional<EncodedSnapshot>>> list() {
        return reader.list(SampleSnapshot.ENVIRONMENT, Revision.NONE);
    }
}
