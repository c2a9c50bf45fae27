package dev.yardarm.bench;

import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.GatewayProcess.Program;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.local.AdminToken;
import dev.yardarm.local.SampleFlags;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a gateway takes from the launch of its process to the first flag it answers with. */
public final class StartBench {
    /** For a median that one start, with which the machine had other work, does not move. */
    public static final int LEAST_ROUNDS = 7;

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int ANSWER_MILLIS = 5_000;

    private final Map<String, String> servers;
    private final String flag;

    /**
     * @param servers the environment of each gateway: where real servers are that have the flag
     * @param flag the key of the flag that is read, in the default environment
     */
    public StartBench(Map<String, String> servers, String flag) {
        this.servers = Map.copyOf(servers);
        this.flag = flag;
    }

    /**
     * One way to start a gateway.
     *
     * @param name what it is called where results are shown
     * @param jvmArguments those that name an archive, or none
     */
    public record Way(String name, Program program, List<String> jvmArguments) {
        public Way {
            jvmArguments = List.copyOf(jvmArguments);
        }
    }

    /** What the starts of one way took, from the shortest to the longest; at least one. */
    public record Times(Way way, List<Duration> sorted) {
        public Times {
            if (sorted.isEmpty()) {
                throw new IllegalArgumentException("no times");
            }
            sorted = sorted.stream().sorted().toList();
        }

        public Duration median() {
            int half = sorted.size() / 2;
            return sorted.size() % 2 == 1
                    ? sorted.get(half)
                    : sorted.get(half - 1).plus(sorted.get(half)).dividedBy(2);
        }

        public Duration fastest() {
            return sorted.get(0);
        }

        public Duration slowest() {
            return sorted.get(sorted.size() - 1);
        }
    }

    /**
     * Starts gateways one after the other, each way once in every round, and ends each after its first answer. A round before
     * the first is not counted: files are in the system's memory then.
     *
     * @param rounds at least {@link #LEAST_ROUNDS}
     * @throws AssertionError if a gateway has not answered with the flag within twenty seconds
     */
    public List<Times> measure(List<Way> ways, int rounds) {
        if (rounds < LEAST_ROUNDS) {
            throw new IllegalArgumentException("fewer than " + LEAST_ROUNDS + " rounds: " + rounds);
        }
        Map<Way, List<Duration>> times = new LinkedHashMap<>();
        for (Way way : ways) {
            toFirstAnswer(way);
            times.put(way, new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            times.forEach((way, taken) -> taken.add(toFirstAnswer(way)));
        }
        return times.entrySet().stream()
                .map(each -> new Times(each.getKey(), each.getValue()))
                .toList();
    }

    private Duration toFirstAnswer(Way way) {
        try (GatewayProcess gateway = GatewayProcess.launch(way.program(), way.jvmArguments(), servers)) {
            long launched = gateway.launchedNanos();
            while (!answersWithFlag(gateway.port())) {
                if (System.nanoTime() - launched > LIMIT.toNanos()) {
                    throw new AssertionError(way.name() + ": no flag within " + LIMIT + "; it printed: "
                            + gateway.outputLines() + gateway.errorLines());
                }
                pause();
            }
            return Duration.ofNanos(System.nanoTime() - launched);
        }
    }

    /** Not by an HTTP client, which would take its time to give up a connection that is refused. */
    private boolean answersWithFlag(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream()
                    .write(("GET /api/config/flags/" + flag + " HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return isOk(socket.getInputStream());
        } catch (ConnectException | SocketTimeoutException notYet) {
            return false;
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static boolean isOk(InputStream answer) throws IOException {
        byte[] expected = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
        return Arrays.equals(answer.readNBytes(expected.length), expected);
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a gateway starts", e);
        }
    }

    /**
     * Measures on servers of its own.
     *
     * @param arguments the rounds, then for each way its name, the home of its Java and arguments for the JVM (blanks between them)
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        AdminToken token = AdminToken.random();
        Path jar = Program.underTest().jar();
        List<Way> ways = new ArrayList<>();
        for (int i = 1; i + 2 < arguments.length; i += 3) {
            List<String> jvmArguments = arguments[i + 2].isBlank() ? List.of() : List.of(arguments[i + 2].split(" "));
            ways.add(new Way(arguments[i], new Program(Path.of(arguments[i + 1]), jar), jvmArguments));
        }
        try (PostgresServer postgres = PostgresServer.start();
                RedisCluster redis = RedisCluster.start()) {
            Map<String, String> servers = Map.of(
                    "DATABASE_URL",
                    postgres.createDatabase("yardarm").url(),
                    "REDIS_CLUSTER_URL",
                    redis.url(),
                    "ADMIN_TOKENS",
                    "bench:" + token.sha256());
            try (GatewayProcess first = GatewayProcess.start(servers)) {
                new SampleFlags(first.port(), token).load(SampleFlags.COUNT);
            }
            for (Times times :
                    new StartBench(servers, SampleFlags.FIRST).measure(ways, Integer.parseInt(arguments[0]))) {
                System.out.printf(
                        "%-30s median %4d ms (%d to %d)%n",
                        times.way().name(),
                        times.median().toMillis(),
                        times.fastest().toMillis(),
                        times.slowest().toMillis());
            }
        }
    }
}
