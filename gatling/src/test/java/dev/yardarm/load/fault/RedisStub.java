package dev.yardarm.load.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Stands for a node: it takes connections, answers commands as it was told to, and knows what it was asked. A command is given
 * by its first words; what it was not told of is refused, as by a Redis that has no such command.
 */
public final class RedisStub implements AutoCloseable {
    static final String OK = "+OK";
    static final String IS_PRIMARY = "*3\r\n$6\r\nmaster\r\n:0\r\n*0";
    static final String IS_REPLICA = replica("connected");
    static final String IS_BEHIND = replica("connect");
    static final String NOT_MINE = "-MOVED 16114 127.0.0.1:7000";

    private static final String UNKNOWN = "-ERR unknown command";

    /** What each client says of itself, or asks again and again. */
    private static final List<String> ASIDE = List.of("CLIENT SETINFO", "ROLE", "SET");

    private final ServerSocket socket = listen();
    private final Map<String, Supplier<Optional<String>>> reactions = new ConcurrentHashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean hangs;

    private RedisStub() {
        answers("CLIENT SETINFO", OK);
        answers("PING", "+PONG");
        start(this::accept);
    }

    /** A primary that takes writes. */
    public static RedisStub primary() {
        RedisStub stub = new RedisStub();
        stub.isPromoted();
        return stub;
    }

    /** A replica that is in step. */
    public static RedisStub replica() {
        RedisStub stub = new RedisStub();
        stub.isDemoted();
        return stub;
    }

    /** Its {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /**
     * What it says to a command from now on.
     *
     * @param reply in Redis's protocol, without its last line break: {@code +OK}, {@code -ERR no}, {@code $-1}
     */
    public void answers(String command, String reply) {
        on(command, () -> Optional.of(reply));
    }

    /** From that command on it takes connections and answers nothing. */
    void hangsOn(String command) {
        on(command, () -> {
            hang();
            return Optional.empty();
        });
    }

    void hang() {
        hangs = true;
    }

    /** Its connections break then, and nobody listens any more. */
    void endsOn(String command) {
        on(command, () -> {
            end();
            return Optional.empty();
        });
    }

    /** What is done on a command, and the reply, if there is one. */
    void on(String command, Supplier<Optional<String>> reaction) {
        reactions.put(command, reaction);
    }

    void isPromoted() {
        answers("ROLE", IS_PRIMARY);
        answers("SET", OK);
    }

    void isDemoted() {
        answers("ROLE", IS_REPLICA);
        answers("SET", NOT_MINE);
    }

    /** What it was told to do: all commands, but for questions of its role, writes, and what clients say of themselves. */
    public List<String> orders() {
        return commands.stream()
                .filter(command -> ASIDE.stream().noneMatch(aside -> begins(command, aside)))
                .toList();
    }

    /** The writes that it was asked for, taken or not. */
    List<String> writes() {
        return commands.stream().filter(command -> begins(command, "SET")).toList();
    }

    /** Ends it, and waits for its threads. */
    @Override
    public void close() {
        end();
        try {
            for (Thread thread : threads) {
                thread.join(5_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        try {
            socket.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket connection = socket.accept();
            connections.add(connection);
            start(() -> serve(connection));
        }
    }

    private void serve(Socket connection) throws IOException {
        try (connection) {
            if (socket.isClosed()) {
                return;
            }
            DataInputStream input = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
            while (true) {
                Optional<String> reply = reply(command(input));
                if (reply.isPresent()) {
                    connection.getOutputStream().write((reply.get() + "\r\n").getBytes(UTF_8));
                }
            }
        }
    }

    private Optional<String> reply(String command) {
        commands.add(command);
        if (hangs) {
            return Optional.empty();
        }
        // The longest that fits: DEBUG SLEEP before DEBUG.
        return reactions.keySet().stream()
                .filter(known -> begins(command, known))
                .max((one, other) -> Integer.compare(one.length(), other.length()))
                .map(reactions::get)
                .map(Supplier::get)
                .orElse(Optional.of(UNKNOWN));
    }

    private static boolean begins(String command, String words) {
        return command.equals(words) || command.startsWith(words + " ");
    }

    /** An array of bulk strings, as clients send them. */
    private static String command(DataInputStream input) throws IOException {
        List<String> words = new ArrayList<>();
        for (int left = number(input); left > 0; left--) {
            byte[] word = new byte[number(input)];
            input.readFully(word);
            input.skipNBytes(2);
            words.add(new String(word, UTF_8));
        }
        return String.join(" ", words);
    }

    /** Of a line such as {@code *3} or {@code $5}. */
    private static int number(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return Integer.parseInt(line.substring(1).strip());
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // By the client, or by the end of this.
                    }
                },
                "stub " + address());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static String replica(String state) {
        return Stream.of("*5", "$5", "slave", "$9", "127.0.0.1", ":7000", "$" + state.length(), state, ":1")
                .reduce((one, other) -> one + "\r\n" + other)
                .orElseThrow();
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
