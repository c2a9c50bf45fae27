package dev.yardarm;

import dev.yardarm.History.Read;
import dev.yardarm.History.Shown;
import dev.yardarm.History.Write;
import dev.yardarm.local.SampleFlags;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writers and readers over two gateways, each on a thread of its own, and a record of what they asked for and were told.
 *
 * <p>Each asks at a steady pace, which answers that are late do not make up for. A writer keeps to one gateway, a reader
 * takes any one each time.
 */
final class HistoryClients implements AutoCloseable {
    static final int FLAGS = 24;
    static final int WRITERS_A_GATEWAY = 2;
    static final int PLAIN_READERS = 6;
    static final int PICKY_READERS = 2;
    static final Duration READ_EVERY = Duration.ofMillis(20);
    static final Duration WRITE_EVERY = Duration.ofMillis(100);

    /** Above anything that is committed in a history. */
    private static final long NEVER_REACHED = 1_000_000_000;

    private static final double LISTS = 0.15;
    private static final double MADE_UP = 0.01;
    private static final long LONGEST_REQUEST_MILLIS = 15_000;

    private final long beginNanos = System.nanoTime();
    private final Map<String, LiveGateway> gateways;
    private final List<String> names;
    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<String, Write> acknowledged = new ConcurrentHashMap<>();
    private final List<Thread> writers = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean writing = true;
    private volatile boolean reading = true;

    private HistoryClients(Map<String, LiveGateway> gateways) {
        this.gateways = Map.copyOf(gateways);
        this.names = gateways.keySet().stream().sorted().toList();
    }

    /** What a request was, and how it ended. */
    private record Exchange(long beganNanos, long endedNanos, Optional<HttpResponse<String>> response, String problem) {
        int status() {
            return response.map(HttpResponse::statusCode).orElse(0);
        }
    }

    /** One turn of a client. */
    private interface Turn {
        void take(int number);
    }

    /** Begins now. */
    static HistoryClients start(Map<String, LiveGateway> gateways, Random seeds) {
        HistoryClients clients = new HistoryClients(gateways);
        clients.open(seeds);
        return clients;
    }

    /** The history's clock. */
    long nowNanos() {
        return System.nanoTime() - beginNanos;
    }

    /** Lets the changes under way end. */
    void stopWriting() {
        writing = false;
        join(writers);
    }

    /** Lets the reads under way end. */
    void stopReading() {
        reading = false;
        join(readers);
    }

    List<Read> reads() {
        return List.copyOf(reads);
    }

    List<Write> writes() {
        return List.copyOf(writes);
    }

    /** All that can be changed about a flag. */
    static String value(boolean isEnabled, BigDecimal percentage, String description) {
        return (isEnabled ? "on " : "off ") + percentage.stripTrailingZeros().toPlainString() + " '" + description
                + "'";
    }

    @Override
    public void close() {
        stopWriting();
        stopReading();
    }

    private void open(Random seeds) {
        for (String gateway : names) {
            for (int i = 1; i <= WRITERS_A_GATEWAY; i++) {
                String name = "writer-" + gateway + i;
                Random random = new Random(seeds.nextLong());
                writers.add(new Thread(
                        () -> pace(WRITE_EVERY, random, number -> write(name, gateway, random, number)), name));
            }
        }
        for (int i = 1; i <= PLAIN_READERS; i++) {
            String name = "reader-" + i;
            Random random = new Random(seeds.nextLong());
            readers.add(new Thread(() -> pace(READ_EVERY, random, number -> read(name, random)), name));
        }
        for (int i = 1; i <= PICKY_READERS; i++) {
            String name = "picky-reader-" + i;
            Random random = new Random(seeds.nextLong());
            readers.add(new Thread(() -> pace(READ_EVERY, random, number -> readAtLeast(name, random)), name));
        }
        writers.forEach(HistoryClients::begin);
        readers.forEach(HistoryClients::begin);
    }

    private static void begin(Thread thread) {
        thread.setDaemon(true);
        thread.start();
    }

    private static void join(List<Thread> threads) {
        for (Thread thread : threads) {
            try {
                thread.join(LONGEST_REQUEST_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Spread over the first turn's time, so that not all ask at once. */
    private void pace(Duration every, Random random, Turn turn) {
        long dueNanos = System.nanoTime() + (long) (random.nextDouble() * every.toNanos());
        for (int number = 1; isOn(Thread.currentThread()); number++) {
            LockSupport.parkNanos(dueNanos - System.nanoTime());
            turn.take(number);
            dueNanos = Math.max(dueNanos + every.toNanos(), System.nanoTime());
        }
    }

    private boolean isOn(Thread thread) {
        return writers.contains(thread) ? writing : reading;
    }

    private void write(String writer, String gateway, Random random, int number) {
        String key = SampleFlags.key(random.nextInt(FLAGS));
        boolean isEnabled = random.nextBoolean();
        BigDecimal percentage = BigDecimal.valueOf(random.nextInt(100_001), 3);
        String description = writer + " " + number;
        String body = new JsonObject()
                .put("isEnabled", isEnabled)
                .put("rolloutPercentage", percentage)
                .put("description", description)
                .encode();
        Exchange exchange = exchange(() -> gateway(gateway).patch(key, body));
        boolean isOk = exchange.status() == 200;
        Write write = new Write(
                writer,
                gateway,
                exchange.beganNanos(),
                exchange.endedNanos(),
                key,
                value(isEnabled, percentage, description),
                exchange.status(),
                isOk ? exchange.response().map(LiveGateway::revision).orElse(-1L) : -1,
                exchange.problem());
        writes.add(write);
        if (isOk) {
            acknowledged.put(gateway, write);
        }
    }

    private void read(String reader, Random random) {
        Optional<String> key = random.nextDouble() < LISTS ? Optional.empty() : Optional.of(anyKey(random));
        record(reader, anyGateway(random), key, 0);
    }

    /** Passes on what the other gateway has acknowledged last, and now and then what nobody has. */
    private void readAtLeast(String reader, Random random) {
        String gateway = anyGateway(random);
        Write last = acknowledged.get(names.get(1 - names.indexOf(gateway)));
        if (last == null || random.nextBoolean()) {
            read(reader, random);
            return;
        }
        Optional<String> key = random.nextDouble() < 2 * LISTS
                ? Optional.empty()
                : Optional.of(random.nextBoolean() ? last.key() : anyKey(random));
        record(reader, gateway, key, random.nextDouble() < MADE_UP ? NEVER_REACHED : last.revision());
    }

    private void record(String reader, String gateway, Optional<String> key, long atLeast) {
        String path = LiveGateway.FLAGS + key.map(name -> "/" + name).orElse("");
        String[] headers = atLeast == 0 ? new String[0] : new String[] {"Flags-Min-Revision", Long.toString(atLeast)};
        Exchange exchange = exchange(() -> gateway(gateway).get(path, headers));
        reads.add(new Read(
                reader,
                gateway,
                exchange.beganNanos(),
                exchange.endedNanos(),
                key,
                atLeast,
                exchange.status(),
                exchange.response().map(LiveGateway::revision).orElse(-1L),
                exchange.status() == 200
                        ? exchange.response()
                                .map(response -> shown(response.body(), key.isEmpty()))
                                .orElse(List.of())
                        : List.of(),
                exchange.response().map(LiveGateway::cacheStatus).orElse(""),
                exchange.response()
                        .flatMap(response -> response.headers().firstValue("age"))
                        .isPresent(),
                exchange.problem()));
    }

    private Exchange exchange(Supplier<HttpResponse<String>> request) {
        long began = nowNanos();
        try {
            HttpResponse<String> response = request.get();
            return new Exchange(
                    began, nowNanos(), Optional.of(response), response.statusCode() == 200 ? "" : response.body());
        } catch (AssertionError noAnswer) {
            return new Exchange(began, nowNanos(), Optional.empty(), causes(noAnswer));
        }
    }

    /** The client tells of where it was in the answer; that the connection was refused or reset is the cause of it. */
    private static String causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(Throwable::toString)
                .collect(Collectors.joining(" by "));
    }

    /** What cannot be read as flags is shown as one that nobody has committed. */
    private static List<Shown> shown(String body, boolean isList) {
        try {
            JsonObject json = new JsonObject(body);
            if (!isList) {
                return List.of(shown(json));
            }
            JsonArray flags = json.getJsonArray("flags");
            return flags.stream().map(flag -> shown((JsonObject) flag)).toList();
        } catch (DecodeException | ClassCastException | NullPointerException damaged) {
            return List.of(new Shown("", -1, body));
        }
    }

    private static Shown shown(JsonObject flag) {
        return new Shown(
                flag.getString("key"),
                flag.getLong("revision"),
                value(
                        flag.getBoolean("isEnabled"),
                        new BigDecimal(String.valueOf(flag.getValue("rolloutPercentage"))),
                        flag.getString("description")));
    }

    private LiveGateway gateway(String name) {
        return Objects.requireNonNull(gateways.get(name));
    }

    private String anyGateway(Random random) {
        return names.get(random.nextInt(names.size()));
    }

    private static String anyKey(Random random) {
        return SampleFlags.key(random.nextInt(FLAGS));
    }
}
