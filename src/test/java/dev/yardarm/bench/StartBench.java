package dev.yardarm.bench;

import dev.yardarm.fixture.ArchiveCommand;
import dev.yardarm.fixture.ArchiveCommand.Made;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    private static final int ROUNDS = 9;

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
     * A start without an archive, and one with each kind of archive that a Java makes; {@code bin/archive} makes them.
     *
     * @param java what the Java is called where results are shown
     * @param folder gets a copy of the jar under test and the archives, which serve that copy alone
     */
    public static List<Way> ways(String java, Path javaHome, Path folder) throws IOException, InterruptedException {
        Path jar = Program.underTest().jar();
        Path copy = Files.copy(jar, folder.resolve("yardarm.jar"), StandardCopyOption.COPY_ATTRIBUTES);
        Program program = new Program(javaHome, copy);
        List<Way> ways = new ArrayList<>(List.of(new Way(java + ", no archive", program, List.of())));
        ways.add(withArchive(java, program, ArchiveCommand.run(program, List.of())));
        Made aot = ArchiveCommand.run(program, List.of("--aot"));
        if (aot.exit() == 0 && !aot.jvmArguments().equals(ways.get(1).jvmArguments())) {
            ways.add(withArchive(java, program, aot));
        }
        return ways;
    }

    private static Way withArchive(String java, Program program, Made made) {
        List<String> jvmArguments = made.jvmArguments();
        String kind = jvmArguments.get(0).endsWith(".aot") ? "AOT cache" : "AppCDS archive";
        return new Way(java + ", " + kind, program, jvmArguments);
    }

    /**
     * Measures on servers of its own.
     *
     * @param arguments the homes of Javas; none for the one that runs this
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> homes =
                arguments.length == 0 ? List.of(System.getProperty("java.home")) : Arrays.asList(arguments);
        AdminToken token = AdminToken.random();
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
            StartBench bench = new StartBench(servers, SampleFlags.FIRST);
            for (String home : homes) {
                bench.measureAndPrint(Path.of(home));
            }
        }
    }

    private void measureAndPrint(Path javaHome) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("yardarm-start-");
        try {
            for (Times times : measure(ways(javaHome.toString(), javaHome, folder), ROUNDS)) {
                System.out.printf(
                        "%s: median %d ms (%d to %d)%n",
                        times.way().name(),
                        times.median().toMillis(),
                        times.fastest().toMillis(),
                        times.slowest().toMillis());
            }
        } finally {
            for (String name : List.of("yardarm.jar", "yardarm.jsa", "yardarm.aot")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }
}
