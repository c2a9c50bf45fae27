package dev.yardarm.http;

import dev.yardarm.WarmGateway;
import dev.yardarm.config.HttpConfig;
import dev.yardarm.config.TokenConfig;
import dev.yardarm.jmh.HttpClient;
import dev.yardarm.jmh.MemoryTransport;
import dev.yardarm.jmh.SampleSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Whole requests that are answered from memory, from the bytes of the request to those of the answer: all that the gateway
 * does for them but the kernel's part.
 *
 * <p>The state of each is a connection, on which one request follows the other.
 */
public class HttpVerticleBenchmark {
    private static final int FLAGS = 120;
    private static final int EXCHANGES = 1_000;

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void flag(OneFlag client) {
        client.run();
    }

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void flagNotModified(OneFlagNotModified client) {
        client.run();
    }

    @Benchmark
    @OperationsPerInvocation(EXCHANGES)
    public void list(AllFlags client) {
        client.run();
    }

    private static String flagRequest(int number) {
        return HttpClient.get("/api/config/flags/" + SampleSnapshot.keys(FLAGS).get(number));
    }

    /** Each of the flags in turn. */
    public static class OneFlag extends Client {
        public OneFlag() {
            super(FLAGS, HttpVerticleBenchmark::flagRequest, "HTTP/1.1 200 OK");
        }
    }

    /** Each of the flags in turn, by a client that has it already. */
    public static class OneFlagNotModified extends Client {
        public OneFlagNotModified() {
            // The flag with a number was changed as so many, counted from 1.
            super(
                    FLAGS,
                    number -> flagRequest(number) + "If-None-Match: \"" + (number + 1) + "\"\r\n",
                    "HTTP/1.1 304 Not Modified");
        }
    }

    /** The list of all. */
    public static class AllFlags extends Client {
        public AllFlags() {
            super(1, number -> HttpClient.get("/api/config/flags"), "HTTP/1.1 200 OK");
        }
    }

    /** A gateway and its one client. */
    @State(Scope.Thread)
    public abstract static class Client {
        private final MemoryTransport server = new MemoryTransport();
        private final HttpClient client;

        Client(int requests, IntFunction<String> request, String status) {
            WarmGateway gateway = new WarmGateway(FLAGS);
            MemoryTransport.await(server.vertx()
                    .deployVerticle(new HttpVerticle(
                            HttpSettings.of(
                                    new HttpConfig("127.0.0.1", 8080, 1, 0), SampleSnapshot.ENVIRONMENT, "redis", true),
                            gateway::reader,
                            gateway::editor,
                            Optional::empty,
                            Access.of(new TokenConfig(List.of(), List.of())),
                            gateway.httpMeters())));
            client = HttpClient.of(server, requests, request, List.of(status, "cache-status: near; hit\r\n"));
        }

        void run() {
            client.run(EXCHANGES);
        }

        @TearDown
        public void close() {
            server.close();
        }
    }
}
