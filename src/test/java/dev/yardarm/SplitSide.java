package dev.yardarm;

import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.Partition;
import dev.yardarm.local.AdminToken;
import dev.yardarm.local.SampleFlags;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gateway on one side of a partition with clients of its own: a steady load of reads over all samples, and a writer that
 * reads each of its changes back at once.
 */
final class SplitSide implements AutoCloseable {
    private static final int CONNECTIONS = 50;
    private static final int WARM_UP_CONNECTIONS = 8;
    private static final int READS_A_SECOND = 600;
    private static final int LISTS = 4;
    private static final Duration WRITE_EVERY = Duration.ofMillis(200);
    private static final Duration WINDOW = Duration.ofMillis(250);

    /** Misses that follow each change belong to the normal course; S18 asks for as many hits. */
    private static final double ENOUGH_HITS = 0.8;

    private final AdminToken token = AdminToken.random();
    private final GatewayProcess gateway;
    private final GatewayClient client;
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final List<String> mistakes = new CopyOnWriteArrayList<>();
    private @Nullable HttpLoad load;
    private @Nullable Thread writer;

    /**
     * A change that was acknowledged.
     *
     * @param sentNanos by {@link System#nanoTime}, as answeredNanos is
     * @param answered on the clock of this side's load
     */
    record Change(
            String key, BigDecimal percentage, long revision, long sentNanos, long answeredNanos, Duration answered) {}

    /** Launches the gateway and does not wait. */
    SplitSide(Partition.Side side, Map<String, String> environment) {
        Map<String, String> whole = new HashMap<>(environment);
        whole.put("ADMIN_TOKENS", "test:" + token.sha256());
        gateway = GatewayProcess.launchOn(side, whole);
        client = new GatewayClient(gateway);
    }

    AdminToken token() {
        return token;
    }

    int port() {
        return gateway.port();
    }

    GatewayClient client() {
        return client;
    }

    /** Whether a read is answered from Redis, or from memory, now. */
    boolean isHit() {
        return HitWindows.isHit(GatewayClient.cacheStatus(client.get(flag(SampleFlags.key(1)))));
    }

    /** The revision that its list of all flags is at. */
    long revision() {
        return LiveGateway.revision(client.get(GatewayClient.FLAGS));
    }

    /** Reads a few at a time, as fast as they are answered, so that nobody pays for a first time later. */
    HttpLoad warmUp(Random random) {
        return HttpLoad.start(reads(random).withConnections(WARM_UP_CONNECTIONS).withRate(0));
    }

    /** How many commands it has sent to a node that it took for a primary, whatever became of them. */
    double commandsToPrimary(ClusterNode node) {
        return client.management("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("redis_commands_total{"))
                .filter(line -> line.contains("node=\"" + node.address() + "\"") && line.contains("role=\"primary\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Begins load and writer. */
    void underLoad(Random random) {
        HttpLoad begun =
                HttpLoad.start(reads(random).withConnections(CONNECTIONS).withRate(READS_A_SECOND));
        Thread thread = new Thread(() -> write(begun, random), "writer");
        thread.setDaemon(true);
        load = begun;
        writer = thread;
        thread.start();
    }

    /** The load's clock. */
    Duration elapsed() {
        return load().elapsed();
    }

    /** Whether the reads of the last 250 ms were answered from Redis, as far as they have been since a moment. */
    boolean isServedByRedisSince(Duration moment) {
        Duration now = elapsed();
        return now.minus(WINDOW).compareTo(moment) > 0
                && load().soFar().window(now.minus(WINDOW), now).share(HitWindows::isHit) >= ENOUGH_HITS;
    }

    /** Ends the writer, when its last change is answered. */
    void stopWriting() throws InterruptedException {
        Thread thread = Objects.requireNonNull(writer);
        thread.interrupt();
        thread.join();
    }

    /** Ends the load, and returns what became of its reads. */
    LoadReport stopReading() {
        return load().stop();
    }

    List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Each change that was refused, and each that was acknowledged and not to be read at once. */
    List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    /** All that the gateway printed. */
    List<String> log() {
        List<String> lines = new ArrayList<>(gateway.outputLines());
        lines.addAll(gateway.errorLines());
        return lines;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.interrupt();
        }
        if (load != null) {
            load.close();
        }
        gateway.close();
    }

    /** Until it is interrupted; then the change on the way is the last. */
    private void write(HttpLoad beside, Random random) {
        for (int i = 1; !Thread.currentThread().isInterrupted(); i++) {
            String key = SampleFlags.key(random.nextInt(SampleFlags.COUNT));
            try {
                change(key, BigDecimal.valueOf(i % 100_000, 3), beside);
                Thread.sleep(WRITE_EVERY.toMillis());
            } catch (InterruptedException stopped) {
                return;
            } catch (IllegalStateException stopped) {
                // The client was interrupted; what became of this change is not known, and not claimed.
                return;
            } catch (RuntimeException failure) {
                mistakes.add("a change of " + key + " got no answer: " + failure);
            }
        }
    }

    private void change(String key, BigDecimal percentage, HttpLoad beside) {
        long sent = System.nanoTime();
        HttpResponse<String> response =
                client.change("PATCH", key, token.value(), "{\"rolloutPercentage\": " + percentage + "}");
        if (response.statusCode() != 200) {
            mistakes.add("a change of " + key + " got " + response.statusCode() + " after "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent) + " ms: " + response.body());
            return;
        }
        long revision = LiveGateway.revision(response);
        changes.add(new Change(key, percentage, revision, sent, System.nanoTime(), beside.elapsed()));
        HttpResponse<String> read = client.get(flag(key));
        if (read.statusCode() != 200 || LiveGateway.revision(read) < revision) {
            mistakes.add("change " + revision + " of " + key + " was read as " + read.statusCode() + " at revision "
                    + LiveGateway.revision(read));
        }
    }

    private HttpLoad.Options reads(Random random) {
        List<String> paths = new ArrayList<>(Collections.nCopies(LISTS, GatewayClient.FLAGS));
        for (int i = 0; i < SampleFlags.COUNT; i++) {
            paths.add(flag(SampleFlags.key(i)));
        }
        Collections.shuffle(paths, random);
        return HttpLoad.Options.of(gateway.port(), paths.toArray(String[]::new));
    }

    private HttpLoad load() {
        return Objects.requireNonNull(load, "no load has begun");
    }

    private static String flag(String key) {
        return GatewayClient.FLAGS + "/" + key;
    }
}
