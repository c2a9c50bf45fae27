package dev.yardarm.bench;

import dev.yardarm.bench.Contest.Form;
import dev.yardarm.bench.Contest.Spread;
import dev.yardarm.bench.Ratios.Latency;
import dev.yardarm.bench.Ratios.Row;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.PostgresDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code mvn -Pbench}: measures the gateway against other servers on this machine and writes {@code docs/performance.md}.
 * With {@code -Dyardarm.bench=guard} only some of the ratios, shortly, and nothing is written: it fails if one of them is more than
 * a fifth below its bar.
 */
public final class Bench {
    private static final Form FULL = new Form(7, Duration.ofSeconds(15), Duration.ofSeconds(4));
    private static final Form GUARD = new Form(3, Duration.ofSeconds(15), Duration.ofSeconds(3));
    private static final double GUARD_SLACK = 0.8;
    private static final int STARTS = 9;
    private static final int CORES_FOR_TWO_LOOPS = 4;

    private Bench() {}

    /** Ends with 1 if a bar is missed, with 2 if nothing could be measured. */
    public static void main(String[] arguments) throws Exception {
        if (!Wrk.isThere()) {
            Progress.tell("There is no wrk on the path; on Debian: apt-get install wrk");
            System.exit(2);
        }
        boolean guard = System.getProperty("yardarm.bench", "full").equals("guard");
        Progress.tell("On " + Machine.line());
        boolean held;
        try (Backends backends = Backends.start()) {
            held = guard ? guard(backends) : full(backends);
        }
        System.exit(held ? 0 : 1);
    }

    private static boolean guard(Backends backends) {
        Ratios ratios = new Ratios(backends, GUARD, /* whole= */ false);
        ratios.run();
        List<Row> fallen =
                ratios.rows().stream().filter(row -> !row.holds(GUARD_SLACK)).toList();
        fallen.forEach(row -> Progress.tell("FALLEN: %s against the %s: %.3f, below %.2f less a fifth"
                .formatted(row.path(), row.peer(), row.ratio().median(), row.least())));
        ratios.notRun().forEach(what -> Progress.tell("NOT RUN: " + what));
        return fallen.isEmpty();
    }

    private static boolean full(Backends backends) throws Exception {
        Report report = new Report();
        report.text("# Performance")
                .text(
                        "Written by `mvn -Pbench`, which takes these figures again on any machine with Linux and wrk. What"
                                + " counts are ratios within a run: absolute figures are those of this machine, at that time.")
                .text("Machine: " + Machine.line() + ".")
                .text(
                        "Each figure is the median of %d rounds of %d s in which the servers take turns, and each ratio that of the rounds, after %d s of"
                                        .formatted(
                                                FULL.rounds(),
                                                FULL.turn().toSeconds(),
                                                FULL.warmUp().toSeconds())
                                + " warming up; wrk asks on " + Wrk.CONNECTIONS
                                + " connections, and every request has to be"
                                + " answered. The bare server is Vert.x's HTTP server with one handler that gives the gateway's own"
                                + " answer, to the byte, to whatever is asked; its headers are set as text, as servers mostly do (prepared"
                                + " beforehand they would make it about 6 % faster). The ioredis gateway is the design that Yardarm"
                                + " replaces. What was changed for speed, and what it gave, is in [tuning.md](tuning.md).");
        // Costs before ratios: those end with a cluster that is gone.
        Report after = new Report();
        boolean complete = attempt("starts", after, () -> starts(backends, after));
        complete &= attempt("two event loops", after, () -> twoLoops(backends, after));
        Costs costs = new Costs(backends, FULL, after);
        complete &= attempt("costs", after, costs::run);
        Ratios ratios = new Ratios(backends, FULL, /* whole= */ true);
        complete &= attempt("ratios", after, ratios::run);
        ratios.notRun().forEach(after::notRun);
        table(report, ratios);
        report.append(after).write(Path.of("docs"));
        Progress.tell("Written: docs/performance.md");
        return complete
                && costs.isFlat()
                && ratios.rows().stream().allMatch(row -> row.holds(1))
                && ratios.latency().stream().allMatch(Latency::holds);
    }

    private interface Section {
        void run() throws Exception;
    }

    /** What fails is told, and does not take with it what was measured before. */
    private static boolean attempt(String name, Report report, Section section) throws InterruptedException {
        try {
            section.run();
            return true;
        } catch (InterruptedException end) {
            throw end;
        } catch (Exception failed) {
            report.notRun(name + ", from where it failed: " + failed);
            return false;
        }
    }

    private static void table(Report report, Ratios ratios) {
        List<List<String>> rows = new ArrayList<>();
        for (Row row : ratios.rows()) {
            rows.add(List.of(
                    row.path(),
                    Report.number(row.perSecond()),
                    row.peer(),
                    Report.number(row.peerPerSecond()),
                    Report.number(row.ratio().median(), 2),
                    spread(row.ratio(), 2),
                    Report.number(row.least(), 2),
                    row.holds(1) ? "held" : "missed"));
        }
        report.section("Throughput on one event loop")
                .table(
                        List.of(
                                "path",
                                "requests/s",
                                "against",
                                "requests/s",
                                "ratio",
                                "of single rounds",
                                "at least",
                                ""),
                        rows)
                .plot(
                        "throughput",
                        new Plot(
                                "Throughput on one event loop",
                                "as a part of what the bare server does",
                                ratios.rows().stream()
                                        .filter(row -> row.peer().equals(Ratios.BARE))
                                        .map(row -> new Plot.Bar(
                                                row.path().replace("near cache, ", ""),
                                                row.ratio().median(),
                                                Report.number(row.ratio().median(), 2)))
                                        .toList()));
        ratios.latency()
                .ifPresent(latency -> report.section("Latency at half of the capacity")
                        .text(
                                "At " + Report.number(latency.perSecond())
                                        + " requests/s, each counted from the moment it was"
                                        + " due. The load needs a processor of its own, and where there are but two, the scheduler is"
                                        + " most of what a 99th percentile shows, with either server: see how far the rounds differ.")
                        .table(
                                List.of("", "p99", "of single rounds"),
                                List.of(
                                        micros("yardarm", latency.p99Micros()),
                                        micros(Ratios.BARE, latency.bareP99Micros()),
                                        List.of(
                                                "ratio, at most %.1f: %s"
                                                        .formatted(Latency.MOST, latency.holds() ? "held" : "missed"),
                                                Report.number(latency.ratio().median(), 2),
                                                spread(latency.ratio(), 2)))));
    }

    private static List<String> micros(String name, Spread p99) {
        return List.of(name, Report.number(p99.median()) + " µs", spread(p99, 0) + " µs");
    }

    private static String spread(Spread of, int decimals) {
        return Report.number(of.least(), decimals) + " to " + Report.number(of.greatest(), decimals);
    }

    private static void twoLoops(Backends backends, Report report) {
        if (Runtime.getRuntime().availableProcessors() < CORES_FOR_TWO_LOOPS) {
            report.notRun("two event loops against one: they and the load need " + CORES_FOR_TWO_LOOPS
                    + " processors, this machine has "
                    + Runtime.getRuntime().availableProcessors());
            return;
        }
        PostgresDatabase database = backends.createDatabase("loops");
        Map<String, String> one = backends.environment(database);
        SampleRows.putWithSchema(database, one, Backends.FLAGS);
        Map<String, String> two = new HashMap<>(one);
        two.put("HTTP_EVENT_LOOPS", "2");
        Request request = Request.of("/api/config/flags/" + SampleRows.KEY);
        try (GatewayProcess single = GatewayProcess.start(one);
                GatewayProcess twin = GatewayProcess.start(two)) {
            Contest contest = new Contest(FULL)
                    .between("one loop", single.port(), request)
                    .between("two loops", twin.port(), request)
                    .run();
            report.section("Two event loops against one, near cache, one flag")
                    .table(
                            List.of("one loop", "two loops", "ratio"),
                            List.of(List.of(
                                    Report.number(contest.perSecond("one loop")),
                                    Report.number(contest.perSecond("two loops")),
                                    Report.number(
                                            contest.ratio("two loops", "one loop")
                                                    .median(),
                                            2))));
        }
    }

    private static void starts(Backends backends, Report report) throws Exception {
        PostgresDatabase database = backends.createDatabase("starts");
        Map<String, String> servers = backends.environment(database);
        SampleRows.putWithSchema(database, servers, Backends.FLAGS);
        StartBench bench = new StartBench(servers, SampleRows.KEY);
        List<StartBench.Times> times = new ArrayList<>();
        for (String home : System.getProperty("yardarm.bench.java", System.getProperty("java.home"))
                .split(",", -1)) {
            Progress.tell("  starts by " + home);
            Path folder = Files.createTempDirectory("yardarm-start-");
            try {
                times.addAll(bench.measure(StartBench.ways(version(Path.of(home)), Path.of(home), folder), STARTS));
            } finally {
                delete(folder);
            }
        }
        report.section("From the start of the process to the first flag")
                .table(
                        List.of("", "median", "of " + STARTS + " starts"),
                        times.stream()
                                .map(each -> List.of(
                                        each.way().name(),
                                        each.median().toMillis() + " ms",
                                        each.fastest().toMillis() + " to "
                                                + each.slowest().toMillis() + " ms"))
                                .toList())
                .plot(
                        "start",
                        new Plot(
                                "From the start of the process to the first flag",
                                "ms",
                                times.stream()
                                        .map(each -> new Plot.Bar(
                                                each.way().name(),
                                                each.median().toMillis(),
                                                Long.toString(each.median().toMillis())))
                                        .toList()));
    }

    /** As {@code release}, a file of every JDK, says. */
    private static String version(Path home) throws Exception {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return "Java "
                    + lines.filter(line -> line.startsWith("JAVA_VERSION="))
                            .map(line -> line.replaceAll("[^0-9.]", "").replaceAll("\\..*", ""))
                            .findFirst()
                            .orElse("?");
        }
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
