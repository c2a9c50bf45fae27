package dev.yardarm.redis;

import dev.yardarm.flag.FlagKey;
import dev.yardarm.jmh.RedisReply;
import dev.yardarm.jmh.SampleSnapshot;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.Lookup;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
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

/** What Redis has answered, checked and made into flags: one of 120, and whole environments. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CachedEnvironmentBenchmark {

    @Benchmark
    public Map<FlagKey, Lookup<Optional<EncodedFlag>>> flag(Flags flags) {
        return flags.decodeNext();
    }

    @Benchmark
    public Lookup<EncodedSnapshot> snapshot(Environments environments) {
        return environments.decode();
    }

    private static EncodedSnapshot encoded(int flags) {
        return EncodedSnapshot.of(SampleSnapshot.of(flags));
    }

    private static CachedEnvironment environment() {
        return new CachedEnvironment(SampleSnapshot.ENVIRONMENT, "127.0.0.1:7000");
    }

    /** An answer for each of 120 flags, all of them read before. */
    @State(Scope.Thread)
    public static class Flags {
        private static final int FLAGS = 120;

        private final List<FlagKey> keys = SampleSnapshot.keys(FLAGS);
        private final List<Response> answers = answers(encoded(FLAGS));
        private final DecodedFlags decoded = new DecodedFlags();
        private int turn;

        private static List<Response> answers(EncodedSnapshot cached) {
            return cached.flags().stream()
                    .map(flag -> RedisReply.parse(RedisReply.toHmget(cached, flag)))
                    .toList();
        }

        Map<FlagKey, Lookup<Optional<EncodedFlag>>> decodeNext() {
            turn = (turn + 1) % FLAGS;
            return environment().flags(List.of(keys.get(turn)), answers.get(turn), decoded);
        }
    }

    /** An answer with all flags. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // Set up by JMH.
    public static class Environments {
        /** Flags in the environment. */
        @Param({"120", "10000"})
        public int flags;

        private Response answer;

        @Setup
        public void make() {
            answer = RedisReply.parse(RedisReply.toHgetall(encoded(flags)));
            if (!(decode() instanceof Lookup.Hit<?>)) {
                throw new IllegalStateException("not an environment");
            }
        }

        Lookup<EncodedSnapshot> decode() {
            return environment().snapshot(answer);
        }
    }
}
