package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.jmh.MemoryChannel;
import dev.yardarm.jmh.MemoryTransport;
import dev.yardarm.jmh.RedisReply;
import dev.yardarm.jmh.SampleSnapshot;
import dev.yardarm.metrics.RedisMeters;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** The reads of one turn of the event loop: 64 flags of 120, over one connection, in one write. */
public class TurnBenchmark {
    private static final int READS = 64;
    private static final int TURNS = 50;

    /** From the commands to their bytes. */
    @Benchmark
    @OperationsPerInvocation(READS)
    public void encode(Keys keys, Blackhole blackhole) {
        for (int i = 0; i < READS; i++) {
            blackhole.consume(((RequestImpl) keys.nextCommand()).encode());
        }
    }

    /** From the commands to their parsed answers, which a node gives at once. */
    @Benchmark
    @OperationsPerInvocation(READS * TURNS)
    public void turn(Node node) {
        node.run(TURNS);
    }

    /** Commands for each flag in turn. */
    @State(Scope.Thread)
    public static class Keys {
        private final List<FlagKey> keys = SampleSnapshot.keys(120);
        private int turn;

        Request nextCommand() {
            turn = (turn + 1) % keys.size();
            return Request.cmd(Command.HMGET)
                    .arg("feature_flags:production")
                    .arg(keys.get(turn).value())
                    .arg("#revision")
                    .arg("#fence");
        }
    }

    /** A connection to what answers each write with the replies to 64 reads. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // Set up by JMH.
    public static class Node implements CommandFlow.Listener {
        private static final HostPort ADDRESS = new HostPort("127.0.0.1", 7000);
        private static final Duration BOUND = Duration.ofSeconds(10);
        private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);

        private final MemoryTransport transport = new MemoryTransport();
        private final Keys keys = new Keys();
        private CommandFlow flow;
        private byte[] reply = OK;
        private Promise<Void> done = Promise.promise();
        private int turns;
        private int unanswered;

        @Setup
        public void connect() {
            transport.farEnd(this::answerOn);
            Promise<CommandFlow> opened = Promise.promise();
            transport.vertx().runOnContext(turn -> open(transport.vertx(), opened));
            flow = MemoryTransport.await(opened.future());
            reply = replies();
        }

        private void answerOn(MemoryChannel connection) {
            connection.peer(commands -> {
                // What closes a connection is an empty write before.
                if (commands.isReadable()) {
                    connection.eventLoop().execute(() -> connection.receive(reply));
                }
            });
        }

        private void open(Vertx vertx, Promise<CommandFlow> opened) {
            NodeConnection.open(vertx, config(), ADDRESS, /* readonly= */ true)
                    .map(connection -> new CommandFlow(
                            vertx,
                            vertx.getOrCreateContext(),
                            connection,
                            ADDRESS,
                            () -> NodeRole.REPLICA,
                            new CommandFlow.Pace(
                                    BOUND, () -> BOUND.dividedBy(2), new RecentLatency(BOUND, System.nanoTime())),
                            new RedisMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), true),
                            this))
                    .onComplete(opened);
        }

        private static RedisConfig config() {
            return new RedisConfig(
                    List.of(ADDRESS),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    new RedisConfig.Timeouts(BOUND, BOUND, BOUND));
        }

        private static byte[] replies() {
            EncodedSnapshot cached = EncodedSnapshot.of(SampleSnapshot.of(READS));
            Buffer replies = Buffer.buffer();
            for (EncodedFlag flag : cached.flags()) {
                replies.appendBytes(RedisReply.toHmget(cached, flag));
            }
            return replies.getBytes();
        }

        void run(int count) {
            done = Promise.promise();
            transport.vertx().runOnContext(turn -> {
                turns = count;
                begin();
            });
            MemoryTransport.await(done.future());
        }

        private void begin() {
            unanswered = READS;
            for (int i = 0; i < READS; i++) {
                flow.read(new Read(keys.nextCommand()));
            }
        }

        private void answered() {
            unanswered--;
            if (unanswered == 0) {
                turns--;
                if (turns == 0) {
                    done.complete();
                } else {
                    begin();
                }
            }
        }

        @Override
        public void heard(CommandFlow by) {}

        @Override
        public void timedOut(CommandFlow by) {
            done.tryFail("too late");
        }

        @TearDown
        public void close() {
            transport.close();
        }

        private final class Read implements ReadAttempt {
            private final Request command;

            Read(Request command) {
                this.command = command;
            }

            @Override
            public Request command() {
                return command;
            }

            @Override
            public void answered(@Nullable Response response) {
                if (response == null || response.size() != 3) {
                    done.tryFail("not the reply to a read");
                } else {
                    Node.this.answered();
                }
            }

            @Override
            public void failed(NodeFailure failure) {
                done.tryFail(failure);
            }

            @Override
            public void slow() {
                // It is over soon.
            }
        }
    }
}
