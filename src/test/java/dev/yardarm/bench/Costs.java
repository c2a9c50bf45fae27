package dev.yardarm.bench;

import com.sun.management.ThreadMXBean;
import dev.yardarm.bench.Contest.Form;
import dev.yardarm.config.Config;
import dev.yardarm.config.ConfigReader;
import dev.yardarm.config.InvalidConfig;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.local.AdminToken;
import dev.yardarm.postgres.PostgresFlagStore;
import dev.yardarm.read.EncodedSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What more flags, more connections, changes and less memory cost; all of it from memory, on one event loop. */
final class Costs {
    private static final List<Integer> FLAGS = List.of(10, 100, 1_000, 10_000);
    private static final List<Integer> CONNECTIONS = List.of(1, 100, 10_000);
    private static final int MOST_FLAGS = 10_000;
    /** Of the throughput, by having more flags; that many are faster than few is chance. */
    private static final double MOST_LOST = 0.05;

    private static final int REFRESHES = 15;
    private static final int SNAPSHOTS = 10;
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Pattern COLLECTION = Pattern.compile("Pause .* ([0-9]+)M->([0-9]+)M\\(");

    private final Backends backends;
    private final Form form;
    private final Report report;
    private boolean flat = true;

    Costs(Backends backends, Form form, Report report) {
        this.backends = backends;
        this.form = form;
        this.report = report;
    }

    /** Whether one flag of many is read as fast as one of few, as was asked for. */
    boolean isFlat() {
        return flat;
    }

    void run() throws Exception {
        PostgresDatabase database = backends.createDatabase("costs");
        Map<String, String> environment = backends.environment(database);
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            SampleRows.awaitSchema(database);
            FLAGS.forEach(flags -> SampleRows.put(database, "flags-" + flags, flags));
            SampleRows.put(database, database.name(), MOST_FLAGS);
            FLAGS.forEach(flags -> awaitNear(gateway, flag(flags)));
            awaitNear(gateway, Request.of("/api/config/flags/" + SampleRows.KEY));
            throughputByFlags(gateway);
            changes(gateway);
            idleConnections(gateway);
        }
        refreshes(environment);
        smallHeap(environment);
    }

    private static Request flag(int ofFlags) {
        return Request.of("/api/config/flags/" + SampleRows.KEY + "?environment=flags-" + ofFlags);
    }

    private static void awaitNear(GatewayProcess gateway, Request request) {
        // What was put into the database by hand is heard of a little later; until then there is no such flag.
        Await.until(READY, request + " from memory", () -> {
            Answer answer = Answer.of(request, gateway.port());
            return answer.status() == 200 && answer.header("cache-status").equals("near; hit");
        });
    }

    private void throughputByFlags(GatewayProcess gateway) {
        Progress.tell("  one flag of 10 to 10,000");
        Contest contest = new Contest(form);
        FLAGS.forEach(flags -> contest.between(Integer.toString(flags), gateway.port(), flag(flags)));
        contest.run();
        List<List<String>> rows = new ArrayList<>();
        List<Plot.Bar> bars = new ArrayList<>();
        for (int flags : FLAGS) {
            double perSecond = contest.perSecond(Integer.toString(flags));
            double ratio = contest.ratio(Integer.toString(flags), "10").median();
            flat &= ratio >= 1 - MOST_LOST;
            rows.add(List.of(Report.number(flags), Report.number(perSecond), Report.number(ratio, 3)));
            bars.add(new Plot.Bar(Report.number(flags), perSecond, Report.number(perSecond)));
        }
        report.section("One flag, as the flags of its environment grow (%s: at most %.0f %% lost)"
                        .formatted(flat ? "held" : "missed", MOST_LOST * 100))
                .table(List.of("flags", "requests/s", "of the first row"), rows)
                .plot("flags", new Plot("One flag of so many", "requests/s", bars));
    }

    private void changes(GatewayProcess gateway) throws InterruptedException {
        Progress.tell("  a change every second at 10,000 flags");
        Request request = Request.of("/api/config/flags/" + SampleRows.KEY);
        double[] still = new double[form.rounds()];
        double[] changing = new double[form.rounds()];
        double[] stillP99 = new double[form.rounds()];
        double[] changingP99 = new double[form.rounds()];
        for (int i = 0; i < form.rounds(); i++) {
            Wrk.Result without = Wrk.run(gateway.port(), request, form.turn());
            Wrk.Result with = whileChanging(gateway, request);
            still[i] = without.perSecond();
            changing[i] = with.perSecond();
            stillP99[i] = without.p99().toNanos() / 1e6;
            changingP99[i] = with.p99().toNanos() / 1e6;
            Progress.tell("    round %d: without %,.0f  with %,.0f".formatted(i + 1, still[i], changing[i]));
        }
        report.section("A change every second, at 10,000 flags")
                .table(
                        List.of("", "requests/s", "p99 at full load"),
                        List.of(
                                List.of(
                                        "no changes",
                                        Report.number(Contest.median(still)),
                                        Report.number(Contest.median(stillP99), 2) + " ms"),
                                List.of(
                                        "one a second",
                                        Report.number(Contest.median(changing)),
                                        Report.number(Contest.median(changingP99), 2) + " ms")))
                .plot(
                        "changes",
                        new Plot(
                                "One flag of 10,000",
                                "requests/s",
                                List.of(
                                        bar("no changes", Contest.median(still)),
                                        bar("a change a second", Contest.median(changing)))));
    }

    private static Plot.Bar bar(String name, double value) {
        return new Plot.Bar(name, value, Report.number(value));
    }

    private Wrk.Result whileChanging(GatewayProcess gateway, Request request) throws InterruptedException {
        AdminToken token = backends.token();
        HttpRequest change = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/api/admin/flags/sample-00001"))
                .header("Authorization", "Bearer " + token.value())
                .header("Content-Type", "application/merge-patch+json")
                .timeout(Duration.ofSeconds(5))
                .method("PATCH", BodyPublishers.ofString("{\"isEnabled\": true}"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        List<Integer> statuses = new ArrayList<>();
        // Its end is waited for by the executor's own.
        java.util.concurrent.Future<?> unused =
                writer.scheduleAtFixedRate(() -> statuses.add(send(client, change)), 0, 1, TimeUnit.SECONDS);
        Wrk.Result result = Wrk.run(gateway.port(), request, form.turn());
        writer.shutdown();
        if (!writer.awaitTermination(10, TimeUnit.SECONDS)
                || statuses.size() < form.turn().toSeconds()
                || statuses.stream().anyMatch(status -> status != 200)) {
            throw new IllegalStateException("not all changes were made: " + statuses);
        }
        return result;
    }

    private static int send(HttpClient client, HttpRequest change) {
        try {
            return client.send(change, BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void idleConnections(GatewayProcess gateway) {
        Progress.tell("  idle connections");
        Request request = Request.of("/api/config/flags/" + SampleRows.KEY);
        List<List<String>> rows = new ArrayList<>();
        List<Plot.Bar> bars = new ArrayList<>();
        for (int count : CONNECTIONS) {
            double[] perSecond = new double[form.rounds()];
            long resident = 0;
            try (IdleConnections idle = new IdleConnections(gateway.port(), count)) {
                for (int i = 0; i < form.rounds(); i++) {
                    perSecond[i] = Wrk.run(gateway.port(), request, form.turn()).perSecond();
                }
                resident = residentKib(gateway.pid());
                Progress.tell("    %,d: %,.0f requests/s".formatted(idle.count(), Contest.median(perSecond)));
            } catch (UncheckedIOException limit) {
                report.notRun(count + " idle connections: " + limit.getMessage() + " (see ulimit -n)");
                continue;
            }
            double median = Contest.median(perSecond);
            rows.add(List.of(Report.number(count), Report.number(median), Report.number(resident / 1024.0) + " MiB"));
            bars.add(bar(Report.number(count), median));
        }
        report.section("Idle connections beside the 64 that ask")
                .table(List.of("idle connections", "requests/s", "resident"), rows)
                .plot("connections", new Plot("One flag beside so many idle connections", "requests/s", bars));
    }

    private static long residentKib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In this process, by the adapter itself: read whole from PostgreSQL and encoded. */
    private void refreshes(Map<String, String> environment) throws InvalidConfig {
        Progress.tell("  refreshes");
        Config config = ConfigReader.read(environment, Path.of(""));
        Vertx vertx = Vertx.vertx();
        PostgresFlagStore store = new PostgresFlagStore(vertx, config.database(), any -> Optional.empty());
        List<List<String>> rows = new ArrayList<>();
        List<Plot.Bar> bars = new ArrayList<>();
        for (int flags : FLAGS) {
            Environment named = new Environment("flags-" + flags);
            double[] millis = new double[REFRESHES];
            double[] bytes = new double[REFRESHES];
            for (int i = -REFRESHES; i < REFRESHES; i++) {
                long allocated = allocatedBytes();
                long began = System.nanoTime();
                load(store, named);
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - began) / 1e6;
                    bytes[i] = allocatedBytes() - allocated;
                }
            }
            double median = Contest.median(millis);
            rows.add(List.of(
                    Report.number(flags),
                    Report.number(median, 1) + " ms",
                    Report.number(Contest.median(bytes) / 1024) + " KiB",
                    flags < 1_000 ? "" : Report.number(residentBytes(store, named) / flags)));
            bars.add(new Plot.Bar(Report.number(flags), median, Report.number(median, 1)));
        }
        await(store.close());
        await(vertx.close());
        report.section("A refresh: an environment read whole from PostgreSQL, and encoded")
                .table(List.of("flags", "time", "allocated", "bytes kept for each flag"), rows)
                .plot("refresh", new Plot("Refresh of so many flags", "ms", bars));
    }

    /** Of one snapshot; the mean of several. */
    private static double residentBytes(PostgresFlagStore store, Environment environment) {
        long before = usedHeap();
        List<EncodedSnapshot> kept = new ArrayList<>();
        for (int i = 0; i < SNAPSHOTS; i++) {
            kept.add(load(store, environment));
        }
        long after = usedHeap();
        return (double) (after - before) / kept.size();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    private static EncodedSnapshot load(PostgresFlagStore store, Environment environment) {
        return await(store.load(environment, Revision.NONE, Optional.empty())).orElseThrow();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void smallHeap(Map<String, String> environment) {
        Progress.tell("  -Xmx128m");
        Request request = flag(100);
        Duration time = form.turn().multipliedBy(5);
        try (GatewayProcess gateway = GatewayProcess.launch(List.of("-Xmx128m", "-Xlog:gc"), environment)) {
            gateway.awaitLive();
            awaitNear(gateway, request);
            Wrk.run(gateway.port(), request, form.warmUp());
            int collectedBefore = collections(gateway).size();
            Wrk.Result result = Wrk.run(gateway.port(), request, time);
            long resident = residentKib(gateway.pid());
            List<long[]> collections = collections(gateway);
            long full = gateway.outputLines().stream()
                    .filter(line -> line.contains("Pause Full"))
                    .count();
            long allocatedMib = 0;
            for (int i = Math.max(1, collectedBefore); i < collections.size(); i++) {
                allocatedMib += collections.get(i)[0] - collections.get(i - 1)[1];
            }
            report.section("Memory, with -Xmx128m at full load")
                    .table(
                            List.of("", ""),
                            List.of(
                                    List.of("requests/s", Report.number(result.perSecond())),
                                    List.of("resident", Report.number(resident / 1024.0) + " MiB"),
                                    List.of(
                                            "collections",
                                            Report.number(collections.size() - collectedBefore) + " in "
                                                    + time.toSeconds() + " s"),
                                    List.of("full collections", Long.toString(full)),
                                    List.of(
                                            "allocated for a request",
                                            Report.number(allocatedMib * 1024.0 * 1024 / result.requests())
                                                    + " bytes")));
        }
    }

    /** Of each the MiB before and after. */
    private static List<long[]> collections(GatewayProcess gateway) {
        List<long[]> found = new ArrayList<>();
        for (String line : gateway.outputLines()) {
            Matcher matcher = COLLECTION.matcher(line);
            if (matcher.find()) {
                found.add(new long[] {Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))});
            }
        }
        return found;
    }
}
